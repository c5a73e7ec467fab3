package dev.varve.hive.lock;

import dev.varve.hms.HiveLock;
import dev.varve.hms.MetastoreException;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.hms.TableLocks;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.LockComponent;
import org.apache.hadoop.hive.metastore.api.LockLevel;
import org.apache.hadoop.hive.metastore.api.LockRequest;
import org.apache.hadoop.hive.metastore.api.LockResponse;
import org.apache.hadoop.hive.metastore.api.LockState;
import org.apache.hadoop.hive.metastore.api.LockType;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.api.NoSuchLockException;
import org.apache.hadoop.hive.metastore.api.ShowLocksRequest;
import org.apache.hadoop.hive.metastore.api.ShowLocksResponseElement;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Locks over one connection of Hive's own client, which answers one call after the other. */
final class LockConnection
        implements TableLocks, AutoCloseable
{
    private static final int NO_TRANSACTION = 0;

    private final HiveMetaStoreClient client;

    private LockConnection(HiveMetaStoreClient client)
    {
        this.client = requireNonNull(client, "client is null");
    }

    static LockConnection open(Configuration settings)
            throws MetastoreException
    {
        try {
            return new LockConnection(new HiveMetaStoreClient(settings));
        }
        catch (MetaException e) {
            throw new MetastoreException(Reason.UNREACHABLE, "The metastore cannot be reached, whose lock is needed: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized HiveLock lock(String database, String table, String user, String host)
            throws MetastoreException
    {
        LockComponent component = new LockComponent(LockType.EXCLUSIVE, LockLevel.TABLE, database.toLowerCase(Locale.ROOT));
        component.setTablename(table.toLowerCase(Locale.ROOT));
        LockRequest request = new LockRequest(new ArrayList<>(List.of(component)), user, host);
        try {
            return lock(client.lock(request));
        }
        catch (TException e) {
            throw failure("Table " + database + "." + table + " cannot be locked", e);
        }
    }

    @Override
    public synchronized HiveLock checkLock(long id)
            throws MetastoreException
    {
        return repeatable("The metastore does not tell of lock " + id, () -> lock(client.checkLock(id)));
    }

    private static HiveLock lock(LockResponse response)
    {
        return new HiveLock(response.getLockid(), response.getState() == LockState.ACQUIRED, Optional.empty(), Optional.empty(), 0);
    }

    @Override
    public synchronized void heartbeat(long lock)
            throws MetastoreException
    {
        repeatable("The metastore does not hear of lock " + lock, () -> {
            client.heartbeat(NO_TRANSACTION, lock);
            return null;
        });
    }

    @Override
    public synchronized void unlock(long id)
            throws MetastoreException
    {
        repeatable("Lock " + id + " is not given back", () -> {
            client.unlock(id);
            return null;
        });
    }

    @Override
    public synchronized List<HiveLock> locks(String database, String table)
            throws MetastoreException
    {
        ShowLocksRequest request = new ShowLocksRequest();
        request.setDbname(database.toLowerCase(Locale.ROOT));
        request.setTablename(table.toLowerCase(Locale.ROOT));
        List<HiveLock> locks = new ArrayList<>();
        for (ShowLocksResponseElement lock : repeatable("The locks of table " + database + "." + table + " cannot be read", () -> client.showLocks(request).getLocks())) {
            locks.add(new HiveLock(
                    lock.getLockid(), lock.getState() == LockState.ACQUIRED, Optional.ofNullable(lock.getUser()), Optional.ofNullable(lock.getHostname()), lock.getLastheartbeat()));
        }
        return locks;
    }

    private interface Call<T>
    {
        T run()
                throws TException;
    }

    /** Sent once more if the connection is broken: a holder of whom the metastore does not hear loses its lock to others without knowing. */
    private <T> T repeatable(String what, Call<T> call)
            throws MetastoreException
    {
        try {
            try {
                return call.run();
            }
            catch (TTransportException e) {
                client.reconnect();
                return call.run();
            }
        }
        catch (TException e) {
            throw failure(what, e);
        }
    }

    private static MetastoreException failure(String what, TException e)
    {
        return new MetastoreException(e instanceof NoSuchLockException ? Reason.NOT_FOUND : Reason.REFUSED, what + ": " + e.getMessage(), e);
    }

    @Override
    public synchronized void close()
    {
        client.close();
    }
}
