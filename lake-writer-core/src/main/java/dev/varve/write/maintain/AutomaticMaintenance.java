package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.manifest.ManifestEntry;
import dev.varve.schema.OptionMap;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.lock.CommitLock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import static java.util.Objects.requireNonNull;

/**
 * Creates the tags that a table wants and expires what is old after each commit, as the options of the table say: tags, partitions (every
 * {@code partition.expiration-check-interval}), consumers, snapshots and changelogs. Tables with {@code write-only} are left to a job of their own, but for
 * tags of batch jobs. Where option
 * {@code snapshot.expire.execution-mode} is {@code async}, the commit does not wait for it. Safe for use by several threads.
 */
public final class AutomaticMaintenance
        implements CommitListener
{
    private final WritableStorage storage;
    private final Optional<CommitLock> lock;
    private final Executor background;
    private final List<CommitListener> listeners;
    private final AutomaticTagging tagging;
    /** When partitions were looked at, or this began; by table. */
    private final Map<String, LocalDateTime> partitionChecks = new ConcurrentHashMap<>();

    private AutomaticMaintenance(WritableStorage storage, Optional<CommitLock> lock, Executor background, List<CommitListener> listeners)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.lock = requireNonNull(lock, "lock is null");
        this.background = requireNonNull(background, "background is null");
        this.listeners = List.copyOf(listeners);
        tagging = AutomaticTagging.of(storage, lock);
    }

    /**
     * @param storage the one of the tables
     * @param lock of the commits that expire partitions, and of tags
     * @param background runs what commits do not wait for, and deals with what it throws
     */
    public static AutomaticMaintenance of(WritableStorage storage, Optional<CommitLock> lock, Executor background)
    {
        return new AutomaticMaintenance(storage, lock, background, List.of());
    }

    /** @param listeners are told of the commits that expire partitions */
    public AutomaticMaintenance telling(List<CommitListener> listeners)
    {
        return new AutomaticMaintenance(storage, lock, background, listeners);
    }

    private enum ExecutionMode
    {
        SYNC,
        ASYNC,
    }

    @Override
    public void committed(Table table, Snapshot snapshot, List<ManifestEntry> changes)
            throws IOException
    {
        OptionMap options = new OptionMap(table.latestSchema().options());
        if (snapshot.commit().identifier() == CommitRequest.BATCH) {
            tagging.afterBatch(table, Progress.SILENT);
        }
        if (options.flag("write-only", false)) {
            return;
        }
        if (options.choice("snapshot.expire.execution-mode", ExecutionMode.SYNC) == ExecutionMode.ASYNC) {
            background.execute(() -> expireUnchecked(table, options));
        }
        else {
            expire(table, options);
        }
    }

    private void expireUnchecked(Table table, OptionMap options)
    {
        try {
            expire(table, options);
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException of a listener, after everything else was done */
    private void expire(Table table, OptionMap options)
            throws IOException
    {
        List<IOException> untold = new ArrayList<>();
        // First, as what expires cannot be tagged.
        tagging.afterCommit(table, Progress.SILENT);
        if (options.flag("tag.time-expire-enabled", true)) {
            Tags.of(table, storage).expire(LocalDateTime.now(), Progress.SILENT);
        }
        if (partitionsAreDue(table, options)) {
            PartitionExpiry.of(table, storage, lock)
                    .telling(List.of((changed, snapshot, changes) -> tell(changed, snapshot, changes, untold)))
                    .expire(LocalDateTime.now());
        }
        long now = System.currentTimeMillis();
        ConsumerExpiry.of(table, storage).expire(now);
        SnapshotExpiry.of(table, storage).expire(now, Progress.SILENT);
        ChangelogExpiry.of(table, storage).expire(now, Progress.SILENT);
        if (!untold.isEmpty()) {
            throw untold.get(0);
        }
    }

    private void tell(Table table, Snapshot snapshot, List<ManifestEntry> changes, List<IOException> untold)
    {
        for (CommitListener listener : listeners) {
            try {
                listener.committed(table, snapshot, changes);
            }
            catch (IOException e) {
                untold.add(e);
            }
        }
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
