package dev.varve.hms;

import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How a catalog registers what it creates; the defaults are those of Paimon's Hive catalog.
 *
 * @param warehouse a URI under which databases are created; absent, the metastore chooses their location
 * @param external whether tables are created as external ones, so that dropping them leaves the data: {@code table.type=external}
 * @param locationInProperties whether locations are kept in parameter {@code paimon_location}, for metastores that cannot reach the store:
 *         {@code location-in-properties}
 * @param allProperties whether the options of a table are put into its parameters; otherwise only those that begin with {@code hive.}:
 *         {@code sync-all-properties}
 * @param lock which tables are changed under the lock of the metastore: {@code lock.enabled}
 * @param lockTimeout how long a lock is waited for: {@code lock-acquire-timeout}
 * @param lockCheckInterval how long at most between two looks: {@code lock-check-max-sleep}
 * @param owner of tables that are created
 */
public record CatalogSettings(
        Optional<String> warehouse,
        boolean external,
        boolean locationInProperties,
        boolean allProperties,
        Lock lock,
        Duration lockTimeout,
        Duration lockCheckInterval,
        String owner)
{
    public static final CatalogSettings DEFAULT = new CatalogSettings(
            Optional.empty(), false, false, true, Lock.OBJECT_STORES, Duration.ofMinutes(8), Duration.ofSeconds(8), System.getProperty("user.name", "varve"));

    /** Which tables are changed under the lock of the metastore. */
    public enum Lock
    {
        ALWAYS,
        /**
         * Those in object stores, as with Paimon, which cannot tell there by itself whether a snapshot exists; and those in stores that do not create files
         * atomically.
         */
        OBJECT_STORES,
        NEVER,
    }

    public CatalogSettings
    {
        requireNonNull(warehouse, "warehouse is null");
        requireNonNull(lock, "lock is null");
        requireNonNull(lockTimeout, "lockTimeout is null");
        requireNonNull(lockCheckInterval, "lockCheckInterval is null");
        requireNonNull(owner, "owner is null");
    }

    public CatalogSettings withWarehouse(String warehouse)
    {
        return new CatalogSettings(Optional.of(warehouse), external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }

    public CatalogSettings withExternalTables(boolean external)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }

    public CatalogSettings withLocationInProperties(boolean locationInProperties)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }

    public CatalogSettings withAllProperties(boolean allProperties)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }

    public CatalogSettings withLock(Duration timeout, Duration checkInterval)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, Lock.ALWAYS, timeout, checkInterval, owner);
    }

    public CatalogSettings withLock(Lock lock)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }

    public CatalogSettings withOwner(String owner)
    {
        return new CatalogSettings(warehouse, external, locationInProperties, allProperties, lock, lockTimeout, lockCheckInterval, owner);
    }
}
