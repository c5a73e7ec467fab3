package dev.varve.hms;

import java.util.List;

/**
 * The locks of tables that a metastore keeps. Implementing classes must comply with the following: they are safe for use by several threads; names are in lower
 * case.
 */
public interface TableLocks
{
    /**
     * Asks for an exclusive lock of a table, which need not exist. The lock may still have to be waited for.
     */
    HiveLock lock(String database, String table, String user, String host)
            throws MetastoreException;

    /** What has become of a lock that was asked for, and a sign of life of its owner. */
    HiveLock checkLock(long id)
            throws MetastoreException;

    void heartbeat(long lock)
            throws MetastoreException;

    void unlock(long id)
            throws MetastoreException;

    /** All locks of a table, held and waited for. */
    List<HiveLock> locks(String database, String table)
            throws MetastoreException;
}
