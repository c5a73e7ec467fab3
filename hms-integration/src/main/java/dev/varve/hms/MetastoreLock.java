package dev.varve.hms;

import dev.varve.hms.MetastoreException.Reason;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * The exclusive lock of a table in the metastore, the one that Paimon's Hive catalog takes, so that both keep each other out.
 *
 * <p>While it is held the metastore hears of its holder every ten seconds, and when that stops it must be told apart from a holder that died: a
 * metastore whose cleaning threads run gives the lock of a dead holder away after {@code metastore.txn.timeout}, five minutes by
 * default. Where they do not run, a waiter frees a lock whose holder has not been heard of for {@code abandonedAfter}, if it can be known that
 * the holder would have been heard of, that is if it is one of Varve's: Paimon's do not tell that they live. Safe for use by several threads.
 */
public final class MetastoreLock
        implements CommitLock
{
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration ABANDONED = Duration.ofMinutes(2);
    private static final long FIRST_WAIT_MILLIS = 100;
    /** Marks holders that tell that they live; the name of the user is before it. */
    private static final String LIVES = "@varve";

    private final TableLocks metastore;
    private final Duration timeout;
    private final Duration checkInterval;
    private final Duration heartbeat;
    private final Duration abandonedAfter;
    private final Predicate<LockedTable> needed;

    private MetastoreLock(
            TableLocks metastore,
            Duration timeout,
            Duration checkInterval,
            Duration heartbeat,
            Duration abandonedAfter,
            Predicate<LockedTable> needed)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
        this.checkInterval = requireNonNull(checkInterval, "checkInterval is null");
        this.heartbeat = requireNonNull(heartbeat, "heartbeat is null");
        this.abandonedAfter = requireNonNull(abandonedAfter, "abandonedAfter is null");
        this.needed = requireNonNull(needed, "needed is null");
    }

    /**
     * @param timeout how long the lock is waited for
     * @param checkInterval how long at most between two looks
     */
    public static MetastoreLock of(TableLocks metastore, Duration timeout, Duration checkInterval)
    {
        return new MetastoreLock(metastore, timeout, checkInterval, HEARTBEAT, ABANDONED, table -> true);
    }

    /** The same, which leaves other tables to their store. */
    MetastoreLock onlyFor(Predicate<LockedTable> needed)
    {
        return new MetastoreLock(metastore, timeout, checkInterval, heartbeat, abandonedAfter, needed);
    }

    /**
     * @param heartbeat how often the metastore hears of a holder
     * @param abandonedAfter after how long a holder that it has not heard of is taken for dead; a multiple of what holders use for {@code heartbeat}
     */
    public MetastoreLock withHeartbeat(Duration heartbeat, Duration abandonedAfter)
    {
        return new MetastoreLock(metastore, timeout, checkInterval, heartbeat, abandonedAfter, needed);
    }

    @Override
    public <T> T whileHeld(LockedTable table, Action<T> action)
            throws IOException
    {
        if (!needed.test(table)) {
            return action.run();
        }
        long id = acquire(table.database(), table.name());
        AtomicReference<MetastoreException> lost = new AtomicReference<>();
        ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "metastore-lock-" + id);
            thread.setDaemon(true);
            return thread;
        });
        try {
            heart.scheduleWithFixedDelay(() -> beat(id, lost), heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
            T result = action.run();
            if (lost.get() != null) {
                throw new IOException("the lock of table '" + table + "' was lost while it was needed: " + lost.get().getMessage(), lost.get());
            }
            return result;
        }
        finally {
            heart.shutdownNow();
            release(id);
        }
    }

    private void beat(long id, AtomicReference<MetastoreException> lost)
    {
        try {
            metastore.heartbeat(id);
        }
        catch (MetastoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                lost.set(e);
            }
        }
    }

    /** Who does not give a lock back loses it as one who died. */
    private void release(long id)
    {
        try {
            metastore.unlock(id);
        }
        catch (MetastoreException e) {
            // waiters free it
        }
    }

    private long acquire(String database, String table)
            throws IOException
    {
        HiveLock lock = metastore.lock(database, table, System.getProperty("user.name") + LIVES, host());
        long deadline = System.nanoTime() + timeout.toNanos();
        long wait = FIRST_WAIT_MILLIS;
        boolean acquired = lock.acquired();
        try {
            while (!acquired) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IOException("the lock of table '" + database + "." + table + "' could not be had within " + timeout + ": it is held by " +
                            holders(database, table));
                }
                Thread.sleep(Math.min(wait, left));
                wait = Math.min(2 * wait, checkInterval.toMillis());
                freeAbandoned(database, table, lock.id());
                acquired = metastore.checkLock(lock.id()).acquired();
            }
            return lock.id();
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("waiting for the lock of table '" + database + "." + table + "' was interrupted", e);
        }
        finally {
            if (!acquired) {
                release(lock.id());
            }
        }
    }

    private void freeAbandoned(String database, String table, long own)
            throws MetastoreException
    {
        // Signs of life are told by the clock of the metastore, and so is the present by the newest of them: that of this waiter.
        long now = 0;
        for (HiveLock lock : metastore.locks(database, table)) {
            now = Math.max(now, lock.lastHeartbeatMillis());
        }
        for (HiveLock lock : metastore.locks(database, table)) {
            boolean tells = lock.user().filter(user -> user.endsWith(LIVES)).isPresent();
            if (lock.id() != own && tells && lock.lastHeartbeatMillis() > 0 && now - lock.lastHeartbeatMillis() > abandonedAfter.toMillis()) {
                release(lock.id());
            }
        }
    }

    private String holders(String database, String table)
            throws MetastoreException
    {
        return metastore.locks(database, table).stream()
                .filter(HiveLock::acquired)
                .map(lock -> "lock %d of %s on %s".formatted(lock.id(), lock.user().orElse("?"), lock.host().orElse("?")))
                .toList()
                .toString();
    }

    private static String host()
    {
        try {
            return InetAddress.getLocalHost().getHostName();
        }
        catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
