package dev.varve.hms;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The calls of a Hive Metastore that a catalog needs. Implementing classes must comply with the following: they are safe for use by several
 * threads; names are in lower case; a change that fails with {@link MetastoreException.Reason#OUTCOME_UNKNOWN} may have happened,
 * and after any other failure nothing has changed; no call takes longer than a time that the implementation names.
 */
public interface MetastoreClient
        extends TableLocks, AutoCloseable
{
    List<String> databases()
            throws MetastoreException;

    Optional<HiveDatabase> database(String name)
            throws MetastoreException;

    void createDatabase(HiveDatabase database)
            throws MetastoreException;

    /** Fails if it is not empty. The metastore deletes its directory. */
    void dropDatabase(String name)
            throws MetastoreException;

    /** The names of all tables and views of a database. */
    List<String> tables(String database)
            throws MetastoreException;

    /** Those of the tables and views that exist, in no certain order. */
    List<HiveTable> tables(String database, Collection<String> names)
            throws MetastoreException;

    /** The names of those of the tables that are of this format, in no certain order. Asks the metastore for as little of the others as it can. */
    List<String> paimonTables(String database, Collection<String> names)
            throws MetastoreException;

    Optional<HiveTable> table(String database, String name)
            throws MetastoreException;

    void createTable(HiveTable table)
            throws MetastoreException;

    /**
     * Replaces what {@link HiveTable} tells of a table, its name included, and leaves everything else that the metastore keeps of it.
     * Columns change in the partitions, too; statistics are not computed.
     */
    void alterTable(String database, String name, HiveTable changed)
            throws MetastoreException;

    /** @param deleteData whether the metastore deletes the directory */
    void dropTable(String database, String name, boolean deleteData)
            throws MetastoreException;

    List<HivePartition> partitions(String database, String table)
            throws MetastoreException;

    /** Those of the partitions that exist. */
    List<HivePartition> partitions(HiveTable table, Collection<List<String>> values)
            throws MetastoreException;

    /** Adds those that are missing and leaves the others as they are; all or none. */
    void addPartitions(HiveTable table, List<HivePartition> partitions)
            throws MetastoreException;

    /** Replaces location and parameters of partitions. */
    void alterPartitions(HiveTable table, List<HivePartition> partitions)
            throws MetastoreException;

    /** Forgets partitions, and leaves their data; those that are missing are passed over. */
    void dropPartitions(HiveTable table, Collection<List<String>> values)
            throws MetastoreException;

    @Override
    void close();
}
