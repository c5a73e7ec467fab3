package dev.varve.system;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.scan.LiveFiles;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.ReadFailure;
import dev.varve.system.BucketShape.ShapeFile;
import dev.varve.system.BucketShape.Unplaced;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What the files of a table look like: the levels of each bucket and how they overlap. Holds a few values of every file.
 *
 * @param snapshot the state that is shown; empty if the table has none
 * @param snapshots ids of those that have not expired, ascending
 * @param tags names
 * @param branches names, without main
 * @param buckets the most runs first, then the largest
 */
public record TableShape(
        String table,
        TableSchema schema,
        Optional<Snapshot> snapshot,
        List<Long> snapshots,
        List<String> tags,
        List<String> branches,
        List<BucketShape> buckets)
{
    public TableShape
    {
        requireNonNull(table, "table is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(snapshot, "snapshot is null");
        snapshots = List.copyOf(snapshots);
        tags = List.copyOf(tags);
        branches = List.copyOf(branches);
        buckets = List.copyOf(buckets);
    }

    private record BucketKey(BinaryRow partition, int bucket) {}

    /**
     * The newest state of a table. Reads metadata only.
     *
     * @throws VarveException of kind CORRUPT_TABLE, EXPIRED or STORAGE_FAILURE if the metadata cannot be read
     */
    public static TableShape of(Table table)
    {
        TableState state = new TableState(table, table.latestSchema(), table.snapshot(VersionSelector.LATEST));
        try {
            return new TableShape(
                    table.toString(),
                    state.schema(),
                    state.snapshot(),
                    table.snapshots().ids(),
                    table.tags().names(),
                    table.branches().names(),
                    buckets(state));
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("The metadata of table '" + table + "' cannot be read");
        }
    }

    private static List<BucketShape> buckets(TableState state)
            throws IOException
    {
        FileStatisticsText text = new FileStatisticsText(state);
        DeletionVectorIndex deletions = deletions(state);
        Map<BucketKey, List<Unplaced>> files = new HashMap<>();
        try (LiveFiles live = state.files(Optional.empty(), false)) {
            for (Optional<ManifestEntry> entry = live.next(); entry.isPresent(); entry = live.next()) {
                ManifestEntry found = entry.get();
                files.computeIfAbsent(new BucketKey(found.partition(), found.bucket()), key -> new ArrayList<>())
                        .add(unplaced(found, text, deletions));
            }
        }
        PartitionNames names = PartitionNames.values(state.schema());
        RowOrder order = RowOrder.of(state.schema().keyFields().stream().map(Field::type).toList());
        return files.entrySet().stream()
                .map(bucket -> BucketShape.of(
                        names.of(bucket.getKey().partition()), bucket.getKey().bucket(), bucket.getValue(), order, state.schema().hasPrimaryKey()))
                .sorted(Comparator.comparingInt(BucketShape::runs).thenComparingLong(BucketShape::bytes).reversed()
                        .thenComparing(BucketShape::partition)
                        .thenComparingInt(BucketShape::bucket))
                .toList();
    }

    private static Unplaced unplaced(ManifestEntry entry, FileStatisticsText text, DeletionVectorIndex deletions)
            throws IOException
    {
        DataFile file = entry.file();
        OptionalLong hidden = deletions.find(entry.partition(), entry.bucket(), file.name()).map(DeletionFile::cardinality).orElse(OptionalLong.of(0));
        ShapeFile shape = new ShapeFile(
                file.name(), file.level(), file.rowCount(), file.size(), file.deleteRowCount().orElse(0), hidden.orElse(0), 0, 0,
                Optional.ofNullable(text.key(file, file.minKey())).orElse(""),
                Optional.ofNullable(text.key(file, file.maxKey())).orElse(""));
        return new Unplaced(shape, file.minKey(), file.maxKey(), file.maxSequenceNumber());
    }

    private static DeletionVectorIndex deletions(TableState state)
            throws IOException
    {
        return state.snapshot().isEmpty()
                ? DeletionVectorIndex.EMPTY
                : IndexManifestReader.of(state.table().storage(), state.table().location(), state.layout(), state.bucketPaths(), state.table().formats())
                        .deletionVectors(state.snapshot().get());
    }

    /** Whether readers leave level 0 to the next compaction instead of merging it; then they merge nothing. */
    public boolean hidesLevel0()
    {
        OptionMap options = new OptionMap(schema.options());
        return options.flag("deletion-vectors.enabled", false) && !options.flag("deletion-vectors.merge-on-read", false)
                || options.choice("merge-engine", MergeEngine.DEDUPLICATE) == MergeEngine.FIRST_ROW;
    }

    public long files()
    {
        return buckets.stream().mapToLong(bucket -> bucket.files().size()).sum();
    }

    public long rows()
    {
        return buckets.stream().mapToLong(BucketShape::rows).sum();
    }

    public long bytes()
    {
        return buckets.stream().mapToLong(BucketShape::bytes).sum();
    }

    public long deleted()
    {
        return buckets.stream().mapToLong(BucketShape::deleted).sum();
    }

    /** How many runs a reader merges on average, weighted by bytes of buckets; 0 without files. */
    public double readAmplification()
    {
        double weighted = buckets.stream().mapToDouble(bucket -> (double) bucket.runs() * bucket.bytes()).sum();
        return bytes() == 0 ? 0 : weighted / bytes();
    }
}
