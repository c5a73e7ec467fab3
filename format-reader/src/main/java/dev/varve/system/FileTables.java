package dev.varve.system;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;
import dev.varve.scan.LiveFiles;
import dev.varve.schema.BucketPaths;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.AnalysisLog;
import dev.varve.snapshot.AnalysisText;
import dev.varve.system.SystemTable.Definition;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static dev.varve.system.SystemColumn.bigint;
import static dev.varve.system.SystemColumn.integer;
import static dev.varve.system.SystemColumn.maybeBigint;
import static dev.varve.system.SystemColumn.maybeText;
import static dev.varve.system.SystemColumn.maybeTime;
import static dev.varve.system.SystemColumn.text;

/** The system tables about the files of one state of a table. */
final class FileTables
{
    private static final int PARTITION = 0;
    private static final int BUCKET = 1;
    private static final VarCharType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final VarCharType REQUIRED_TEXT = new VarCharType(VarCharType.UNBOUNDED, false);

    private FileTables() {}

    static Definition<ManifestEntry> files(TableState state)
    {
        FileStatisticsText statistics = new FileStatisticsText(state);
        List<SystemColumn<ManifestEntry>> columns = new ArrayList<>(fileColumns(state, statistics));
        columns.addAll(List.of(
                text("null_value_counts", entry -> statistics.nullCounts(entry.file())),
                text("min_value_stats", entry -> statistics.minima(entry.file())),
                text("max_value_stats", entry -> statistics.maxima(entry.file())),
                maybeBigint("min_sequence_number", entry -> OptionalLong.of(entry.file().minSequenceNumber())),
                maybeBigint("max_sequence_number", entry -> OptionalLong.of(entry.file().maxSequenceNumber())),
                maybeTime("creation_time", entry -> wallClock(entry.file().creationMillis())),
                maybeBigint("deleteRowCount", entry -> entry.file().deleteRowCount()),
                maybeText("file_source", entry -> entry.file().source().map(Enum::name)),
                maybeBigint("first_row_id", entry -> entry.file().firstRowId()),
                new SystemColumn<>("write_cols", new ArrayType(TEXT, true), entry -> entry.file().writeColumns().orElse(null))));
        int firstStatistics = fileColumns(state, statistics).size();
        return new Definition<>(columns, request -> {
            boolean withStatistics = request.needs(firstStatistics) || request.needs(firstStatistics + 1) || request.needs(firstStatistics + 2);
            return entries(state, request, withStatistics);
        });
    }

    static Definition<ManifestEntry> fileKeyRanges(TableState state)
    {
        List<SystemColumn<ManifestEntry>> columns = new ArrayList<>(fileColumns(state, new FileStatisticsText(state)));
        columns.add(maybeBigint("first_row_id", entry -> entry.file().firstRowId()));
        return new Definition<>(columns, request -> entries(state, request, false));
    }

    private static List<SystemColumn<ManifestEntry>> fileColumns(TableState state, FileStatisticsText statistics)
    {
        PartitionNames partitions = PartitionNames.values(state.schema());
        BucketPaths paths = state.bucketPaths();
        return List.of(
                maybeText("partition", entry -> Optional.of(partitions.of(entry.partition()))),
                integer("bucket", ManifestEntry::bucket),
                text("file_path", entry -> entry.file().externalPath().orElseGet(() -> paths.bucket(entry.partition(), entry.bucket()).child(entry.file().name()).text())),
                text("file_format", entry -> format(entry.file())),
                bigint("schema_id", entry -> entry.file().schemaId()),
                integer("level", entry -> entry.file().level()),
                bigint("record_count", entry -> entry.file().rowCount()),
                bigint("file_size_in_bytes", entry -> entry.file().size()),
                maybeText("min_key", entry -> Optional.ofNullable(statistics.key(entry.file(), entry.file().minKey()))),
                maybeText("max_key", entry -> Optional.ofNullable(statistics.key(entry.file(), entry.file().maxKey()))));
    }

    private static String format(DataFile file)
    {
        return file.name().substring(file.name().lastIndexOf('.') + 1);
    }

    private static Timestamp wallClock(OptionalLong millis)
    {
        return millis.isPresent() ? LocalTimes.ofWallClock(millis.getAsLong()) : null;
    }

    private static Items<ManifestEntry> entries(TableState state, SystemRequest request, boolean withStatistics)
            throws IOException
    {
        LiveFiles files = state.files(PartitionNames.values(state.schema()).predicate(request, PARTITION), withStatistics);
        return new Items<>()
        {
            @Override
            public Optional<ManifestEntry> next()
                    throws IOException
            {
                Optional<ManifestEntry> entry = files.next();
                while (entry.isPresent() && !(TableState.isReal(entry.get().bucket()) && request.mayWant(BUCKET, (long) entry.get().bucket()))) {
                    entry = files.next();
                }
                return entry;
            }

            @Override
            public void close()
                    throws IOException
            {
                files.close();
            }
        };
    }

    static Definition<ManifestFile> manifests(TableState state)
    {
        PartitionNames partitions = PartitionNames.values(state.schema());
        return new Definition<>(
                List.of(
                        text("file_name", ManifestFile::name),
                        bigint("file_size", ManifestFile::size),
                        bigint("num_added_files", ManifestFile::addedFiles),
                        bigint("num_deleted_files", ManifestFile::deletedFiles),
                        bigint("schema_id", ManifestFile::schemaId),
                        maybeText("min_partition_stats", manifest -> Optional.of(partitions.of(manifest.partitionStatistics().min()))),
                        maybeText("max_partition_stats", manifest -> Optional.of(partitions.of(manifest.partitionStatistics().max()))),
                        maybeBigint("min_row_id", manifest -> bound(manifest.rowIds().map(ManifestFile.Range::min))),
                        maybeBigint("max_row_id", manifest -> bound(manifest.rowIds().map(ManifestFile.Range::max)))),
                request -> Items.of(state.allManifests()));
    }

    private static OptionalLong bound(Optional<Long> bound)
    {
        return bound.isPresent() ? OptionalLong.of(bound.get()) : OptionalLong.empty();
    }

    static Definition<FileGroup> partitions(TableState state)
    {
        PartitionNames names = PartitionNames.path(state.schema(), state.layout().defaultPartitionName());
        return new Definition<>(
                List.of(
                        maybeText("partition", group -> Optional.of(names.of(group.partition()))),
                        bigint("record_count", FileGroup::rows),
                        bigint("file_size_in_bytes", FileGroup::bytes),
                        bigint("file_count", FileGroup::files),
                        maybeTime("last_update_time", group -> wallClock(group.newestMillis())),
                        maybeTime("created_at", group -> null),
                        maybeText("created_by", group -> Optional.empty()),
                        maybeText("updated_by", group -> Optional.empty()),
                        maybeText("options", group -> Optional.empty())),
                request -> Items.of(FileGroup.collect(state, request, names, false)));
    }

    static Definition<FileGroup> buckets(TableState state)
    {
        PartitionNames names = PartitionNames.values(state.schema());
        return new Definition<>(
                List.of(
                        maybeText("partition", group -> Optional.of(names.of(group.partition()))),
                        integer("bucket", FileGroup::bucket),
                        bigint("record_count", FileGroup::rows),
                        bigint("file_size_in_bytes", FileGroup::bytes),
                        bigint("file_count", FileGroup::files),
                        maybeTime("last_update_time", group -> wallClock(group.newestMillis()))),
                request -> Items.of(FileGroup.collect(state, request, names, true)));
    }

    /** The files of a partition, or of a bucket of it, added up. */
    static final class FileGroup
    {
        private final BinaryRow partition;
        private final int bucket;
        private long rows;
        private long bytes;
        private long files;
        private OptionalLong newestMillis = OptionalLong.empty();

        private FileGroup(BinaryRow partition, int bucket)
        {
            this.partition = partition;
            this.bucket = bucket;
        }

        private record Key(BinaryRow partition, int bucket) {}

        /** Those that may be wanted, partitions with those that a query finds in the branch that the table falls back on; sorted by the name of the partition, then by bucket. */
        static List<FileGroup> collect(TableState state, SystemRequest request, PartitionNames names, boolean byBucket)
                throws IOException
        {
            Map<Key, FileGroup> groups = groups(state, request, names, byBucket);
            Optional<TableState> fallback = byBucket ? Optional.empty() : state.fallback();
            if (fallback.isPresent()) {
                groups(fallback.get(), request, names, false).forEach(groups::putIfAbsent);
            }
            Map<BinaryRow, String> texts = new HashMap<>();
            return groups.values().stream()
                    .sorted(Comparator.comparing((FileGroup group) -> texts.computeIfAbsent(group.partition(), names::of)).thenComparing(FileGroup::bucket))
                    .toList();
        }

        private static Map<Key, FileGroup> groups(TableState state, SystemRequest request, PartitionNames names, boolean byBucket)
                throws IOException
        {
            Map<Key, FileGroup> groups = new HashMap<>();
            try (LiveFiles files = state.filesAndRemovals(names.predicate(request, PARTITION))) {
                for (Optional<ManifestEntry> entry = files.next(); entry.isPresent(); entry = files.next()) {
                    int bucket = entry.get().bucket();
                    if (byBucket ? request.mayWant(BUCKET, (long) bucket) : TableState.isReal(bucket)) {
                        Key key = new Key(entry.get().partition(), byBucket ? bucket : 0);
                        groups.computeIfAbsent(key, group -> new FileGroup(group.partition(), group.bucket())).add(entry.get());
                    }
                }
            }
            groups.values().removeIf(group -> group.files <= 0);
            return groups;
        }

        /** A file that is removed takes back what it added, but was created all the same, and Paimon tells of it. */
        private void add(ManifestEntry entry)
        {
            DataFile file = entry.file();
            int sign = entry.kind() == FileKind.ADD ? 1 : -1;
            rows += sign * file.rowCount();
            bytes += sign * file.size();
            files += sign;
            if (file.creationMillis().isPresent()) {
                newestMillis = OptionalLong.of(Math.max(newestMillis.orElse(Long.MIN_VALUE), file.creationMillis().getAsLong()));
            }
        }

        BinaryRow partition()
        {
            return partition;
        }

        int bucket()
        {
            return bucket;
        }

        /** Physical rows of the files. */
        long rows()
        {
            return rows;
        }

        long bytes()
        {
            return bytes;
        }

        long files()
        {
            return files;
        }

        /** When the newest file was created, by the clock of its writer: of those that manifests tell of, so it may have been removed since. */
        OptionalLong newestMillis()
        {
            return newestMillis;
        }
    }

    static Definition<Analysis> statistics(TableState state)
    {
        return new Definition<>(
                List.of(
                        bigint("snapshot_id", Analysis::snapshotId),
                        bigint("schema_id", Analysis::schemaId),
                        maybeBigint("mergedRecordCount", Analysis::rowCount),
                        maybeBigint("mergedRecordSize", Analysis::size),
                        maybeText("colstat", analysis -> Optional.of(AnalysisText.columns(analysis)))),
                request -> Items.of(analysis(state)));
    }

    private static List<Analysis> analysis(TableState state)
            throws IOException
    {
        return state.snapshot().isEmpty()
                ? List.of()
                : AnalysisLog.of(state.table().storage(), state.table().location()).find(state.snapshot().get()).stream().toList();
    }

    static Definition<IndexManifestEntry> tableIndexes(TableState state)
    {
        PartitionNames partitions = PartitionNames.values(state.schema());
        RowType range = RowType.of(List.of(
                new Field(0, "f0", REQUIRED_TEXT),
                new Field(1, "f1", new IntType(false)),
                new Field(2, "f2", new IntType(false)),
                new Field(3, "_CARDINALITY", new BigIntType(true))));
        return new Definition<>(
                List.of(
                        maybeText("partition", entry -> Optional.of(partitions.of(entry.partition()))),
                        integer("bucket", IndexManifestEntry::bucket),
                        text("index_type", entry -> entry.file().type()),
                        text("file_name", entry -> entry.file().name()),
                        bigint("file_size", entry -> entry.file().size()),
                        bigint("row_count", entry -> entry.file().rowCount()),
                        new SystemColumn<>("dv_ranges", new ArrayType(range, true), entry -> vectors(entry.file()))),
                request -> Items.of(indexes(state)));
    }

    private static List<IndexManifestEntry> indexes(TableState state)
            throws IOException
    {
        if (state.snapshot().isEmpty()) {
            return List.of();
        }
        return IndexManifestReader.of(state.table().storage(), state.table().location(), state.layout(), state.bucketPaths(), state.table().formats())
                .entries(state.snapshot().get());
    }

    private static List<List<Object>> vectors(IndexFile file)
    {
        return file.type().equals(IndexFile.DELETION_VECTORS)
                ? file.vectors().stream()
                        .map(vector -> Arrays.<Object>asList(
                                vector.dataFile(),
                                (long) vector.offset(),
                                (long) vector.length(),
                                vector.cardinality().isPresent() ? vector.cardinality().getAsLong() : null))
                        .toList()
                : null;
    }
}
