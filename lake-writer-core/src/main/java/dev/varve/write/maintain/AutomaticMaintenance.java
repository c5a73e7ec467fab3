package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.manifest.ManifestEntry;
import dev.varve.schema.OptionMap;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.lock.CommitLock;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import static java.util.Objects.requireNonNull;

/**
 * Expires what is old after each commit, as the options of the table say: partitions (every {@code partition.expiration-check-interval}),
 * consumers, snapshots, changelogs and tags. Tables with {@code write-only} are left to a job of their own. Where option
 * {@code snapshot.expire.execution-mode} is {@code async}, the commit does not wait for it. Safe for use by several threads.
 */
public final class AutomaticMaintenance
        implements CommitListener
{
    private final WritableStorage storage;
    private final Optional<CommitLock> lock;
    private final Executor background;
    /** When partitions were looked at, or this began; by table. */
    private final Map<String, LocalDateTime> partitionChecks = new ConcurrentHashMap<>();

    private AutomaticMaintenance(WritableStorage storage, Optional<CommitLock> lock, Executor background)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.lock = requireNonNull(lock, "lock is null");
        this.background = requireNonNull(background, "background is null");
    }

    /**
     * @param storage the one of the tables
     * @param lock of the commits that expire partitions
     * @param background runs what commits do not wait for, and deals with what it throws
     */
    public static AutomaticMaintenance of(WritableStorage storage, Optional<CommitLock> lock, Executor background)
    {
        return new AutomaticMaintenance(storage, lock, background);
    }

    private enum ExecutionMode
    {
        SYNC,
        ASYNC,
    }

    @Override
    public void committed(Table table, Snapshot snapshot, List<ManifestEntry> changes)
    {
        OptionMap options = new OptionMap(table.latestSchema().options());
        if (options.flag("write-only", false)) {
            return;
        }
        if (options.choice("snapshot.expire.execution-mode", ExecutionMode.SYNC) == ExecutionMode.ASYNC) {
            background.execute(() -> expire(table, options));
        }
        else {
            expire(table, options);
        }
    }

    private void expire(Table table, OptionMap options)
    {
        if (partitionsAreDue(table, options)) {
            PartitionExpiry.of(table, storage, lock).expire(LocalDateTime.now());
        }
        long now = System.currentTimeMillis();
        ConsumerExpiry.of(table, storage).expire(now);
        SnapshotExpiry.of(table, storage).expire(now, Progress.SILENT);
        ChangelogExpiry.of(table, storage).expire(now, Progress.SILENT);
        Tags.of(table, storage).expire(LocalDateTime.now(), Progress.SILENT);
    }

    private boolean partitionsAreDue(Table table, OptionMap options)
    {
        if (options.text("partition.expiration-time").isEmpty()) {
            return false;
        }
        Duration interval = options.duration("partition.expiration-check-interval").orElse(Duration.ofHours(1));
        LocalDateTime now = LocalDateTime.now();
        String key = table.location() + "#" + table.branch();
        LocalDateTime last = partitionChecks.putIfAbsent(key, now);
        if (interval.isZero() || last != null && now.isAfter(last.plus(interval))) {
            partitionChecks.put(key, now);
            return true;
        }
        return false;
    }
}
