package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.commit.CommitCondition;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Removes the rows of partitions that are older than option {@code partition.expiration-time} says: by the time that their values mean, or by the
 * time of their newest file ({@code partition.expiration-strategy}). It is an ordinary commit of kind OVERWRITE: older snapshots still have the
 * rows.
 */
public final class PartitionExpiry
{
    private final MaintainedTable table;
    private final Optional<CommitLock> lock;
    private final List<CommitListener> listeners;

    private PartitionExpiry(MaintainedTable table, Optional<CommitLock> lock, List<CommitListener> listeners)
    {
        this.table = table;
        this.lock = lock;
        this.listeners = List.copyOf(listeners);
    }

    /** Without a lock. */
    public static PartitionExpiry of(Table table, WritableStorage storage)
    {
        return of(table, storage, Optional.empty());
    }

    /**
     * @param lock see {@link TableCommit#open}
     */
    public static PartitionExpiry of(Table table, WritableStorage storage, Optional<CommitLock> lock)
    {
        return new PartitionExpiry(MaintainedTable.of(table, storage), lock, List.of());
    }

    /** @param listeners are told of the commits */
    PartitionExpiry telling(List<CommitListener> listeners)
    {
        return new PartitionExpiry(table, lock, listeners);
    }

    private enum Strategy
    {
        VALUES_TIME,
        UPDATE_TIME,
    }

    /**
     * @param now local time, as partition values are
     * @return the paths of the partitions whose rows are gone, such as {@code dt=2024-01-01}; none if the table has no such option
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if the options make no sense, UNSUPPORTED_FEATURE for a strategy that is not
     *         known, otherwise as {@link TableCommit} says
     */
    public List<String> expire(LocalDateTime now)
    {
        TableSchema schema = table.table().latestSchema();
        OptionMap options = new OptionMap(schema.options());
        Optional<Duration> expiration = options.duration("partition.expiration-time");
        if (expiration.isEmpty() || schema.partitionKeys().isEmpty()) {
            return List.of();
        }
        LocalDateTime oldest = now.minus(expiration.get());
        Strategy strategy = options.choice("partition.expiration-strategy", Strategy.VALUES_TIME);
        List<BinaryRow> partitions = table.attempt("Looking for expired partitions", () -> expired(schema, strategy, oldest, table.snapshots().latest()));
        FileLayout layout = TableOptions.layoutOf(schema);
        PartitionPath paths = new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames());
        partitions = partitions.stream()
                .sorted(Comparator.comparing(paths::of))
                .limit(options.number("partition.expiration-max-num", 100))
                .toList();
        return drop(schema, partitions, strategy, oldest, options.number("partition.expiration-batch-size", Integer.MAX_VALUE)).stream().map(paths::of).toList();
    }

    /** Those that are dropped: not those that got rows meanwhile. */
    private List<BinaryRow> drop(TableSchema schema, List<BinaryRow> partitions, Strategy strategy, LocalDateTime oldest, int batchSize)
    {
        int size = batchSize < 1 ? Integer.MAX_VALUE : batchSize;
        List<BinaryRow> dropped = new ArrayList<>();
        for (int from = 0; from < partitions.size(); from += Math.min(size, partitions.size())) {
            List<BinaryRow> batch = partitions.subList(from, from + Math.min(size, partitions.size() - from));
            dropped.addAll(strategy == Strategy.VALUES_TIME ? drop(schema, batch, latest -> {}) : dropUnlessWritten(schema, batch, oldest));
        }
        return dropped;
    }

    /** Rows that come to a partition before it is dropped make it young again. */
    private List<BinaryRow> dropUnlessWritten(TableSchema schema, List<BinaryRow> batch, LocalDateTime oldest)
    {
        List<BinaryRow> remaining = batch;
        while (!remaining.isEmpty()) {
            Set<BinaryRow> young = new HashSet<>();
            List<BinaryRow> attempted = remaining;
            try {
                return drop(schema, attempted, latest -> {
                    young.addAll(attempted);
                    expired(schema, Strategy.UPDATE_TIME, oldest, latest).forEach(young::remove);
                    if (!young.isEmpty()) {
                        throw new VarveException(VarveException.Kind.COMMIT_CONFLICT, "partitions got rows meanwhile");
                    }
                });
            }
            catch (VarveException e) {
                if (young.isEmpty()) {
                    throw e;
                }
                remaining = attempted.stream().filter(partition -> !young.contains(partition)).toList();
            }
        }
        return List.of();
    }

    private List<BinaryRow> drop(TableSchema schema, List<BinaryRow> partitions, CommitCondition condition)
    {
        List<PartitionSpec> specs = partitions.stream().map(partition -> spec(schema.partitionFields(), partition)).toList();
        TableCommit.open(table.table(), table.storage(), UUID.randomUUID().toString(), lock, listeners)
                .onlyIf(condition)
                .dropPartitions(CommitRequest.BATCH, specs);
        return partitions;
    }

    private static PartitionSpec spec(List<Field> keys, BinaryRow partition)
    {
        Map<String, Optional<Object>> values = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            values.put(keys.get(i).name(), Optional.ofNullable(partition.value(i, keys.get(i).type())));
        }
        return new PartitionSpec(values);
    }

    private List<BinaryRow> expired(TableSchema schema, Strategy strategy, LocalDateTime oldest, Optional<Snapshot> latest)
            throws IOException
    {
        PartitionTime time = PartitionTime.of(schema, TableOptions.layoutOf(schema));
        List<BinaryRow> expired = new ArrayList<>();
        livePartitions(latest).forEach((partition, files) -> {
            Optional<LocalDateTime> age = strategy == Strategy.VALUES_TIME ? time.of(partition) : files.newest();
            if (age.isPresent() && age.get().isBefore(oldest)) {
                expired.add(partition);
            }
        });
        return expired;
    }

    /**
     * @param newestMillis creation of the newest file: a wall clock as if it were UTC; {@link Long#MAX_VALUE} if it is not known of each
     */
    private record Files(long count, long newestMillis)
    {
        Files plus(ManifestEntry entry)
        {
            return entry.kind() == FileKind.ADD
                    ? new Files(count + 1, Math.max(newestMillis, entry.file().creationMillis().orElse(Long.MAX_VALUE)))
                    : new Files(count - 1, newestMillis);
        }

        Optional<LocalDateTime> newest()
        {
            return newestMillis == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.ofEpochSecond(Math.floorDiv(newestMillis, 1000), 0, ZoneOffset.UTC));
        }
    }

    private Map<BinaryRow, Files> livePartitions(Optional<Snapshot> latest)
            throws IOException
    {
        Map<BinaryRow, Files> partitions = new HashMap<>();
        if (latest.isEmpty()) {
            return partitions;
        }
        for (ManifestFile manifest : table.table().manifests().manifests(latest.get())) {
            try (ManifestEntries entries = table.table().manifests().entriesWithoutStatistics(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    partitions.put(
                            entry.get().partition(),
                            partitions.getOrDefault(entry.get().partition(), new Files(0, Long.MIN_VALUE)).plus(entry.get()));
                }
            }
        }
        partitions.values().removeIf(files -> files.count() <= 0);
        return partitions;
    }
}
