package dev.varve.hive.lock;

import dev.varve.hms.MetastoreLock;
import dev.varve.schema.OptionMap;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import org.apache.hadoop.conf.Configuration;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The lock of a table in the metastore of a session, the one that Paimon and Varve's own catalog take. Each time that it is needed it has a connection of its own, as the metastore
 * hears of its holder from another thread. Safe for use by several threads.
 */
public final class SessionLock
        implements CommitLock
{
    private static final String PREFIX = "paimon.";
    private static final String ENABLED = "lock.enabled";
    private static final String TIMEOUT = "lock-acquire-timeout";
    private static final String CHECK_INTERVAL = "lock-check-max-sleep";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(8);
    private static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(8);

    private final Configuration settings;
    private final Duration timeout;
    private final Duration checkInterval;

    private SessionLock(Configuration settings, Duration timeout, Duration checkInterval)
    {
        this.settings = requireNonNull(settings, "settings is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
        this.checkInterval = requireNonNull(checkInterval, "checkInterval is null");
    }

    /**
     * The lock of a table at that location, if {@code paimon.lock.enabled} says so; where it is not set, if the store needs one.
     *
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if a setting of the lock makes no sense
     */
    public static Optional<CommitLock> of(Configuration settings, WritableStorage storage, StoragePath location)
    {
        Map<String, String> stated = new HashMap<>();
        for (String option : new String[] {ENABLED, TIMEOUT, CHECK_INTERVAL}) {
            String value = settings.get(PREFIX + option);
            if (value != null && !value.trim().equalsIgnoreCase("NULL")) {
                stated.put(option, value.trim());
            }
        }
        OptionMap options = new OptionMap(stated);
        if (!options.flag(ENABLED, storage.atomicCreation(location) == AtomicCreation.UNSAFE)) {
            return Optional.empty();
        }
        return Optional.of(new SessionLock(
                settings, options.duration(TIMEOUT).orElse(DEFAULT_TIMEOUT), options.duration(CHECK_INTERVAL).orElse(DEFAULT_CHECK_INTERVAL)));
    }

    @Override
    public <T> T whileHeld(LockedTable table, Action<T> action)
            throws IOException
    {
        try (LockConnection connection = LockConnection.open(settings)) {
            return MetastoreLock.of(connection, timeout, checkInterval).whileHeld(table, action);
        }
    }
}
