package dev.varve.scan;

import dev.varve.datafile.SortedPortion;
import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.ColumnRange;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.RowOrder;
import dev.varve.scan.MetadataSummary.Bucket;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A value of a column that enough rows certainly do not exceed, so that none of the first rows exceeds it.
 *
 * <p>Certain of a bucket are the rows of files that share no key with each other, less all retractions in the bucket: each removes one row at most. Which rows
 * win a merge does not matter, as all rows of a key have the key. Deletion vectors say how many rows they hide.
 */
final class FirstRowsBound
{
    private static final String ORC_FILE = ".orc";
    /** A file is looked into for a bound if that is likely to leave out a good part of it. */
    private static final int SAMPLED_PER_ROW = 2;

    private final ScanTarget target;
    private final FirstRows wanted;
    private final DeletionVectorIndex deletions;
    private final Field column;
    private final boolean ofPartitions;
    private final boolean ofKeys;
    private final Comparator<Object> order;
    private final Comparator<BinaryRow> keyOrder;
    private final Map<Bucket, CertainRows> buckets = new HashMap<>();
    private final List<Reached> reached = new ArrayList<>();

    private FirstRowsBound(ScanTarget target, FirstRows wanted, DeletionVectorIndex deletions)
    {
        this.target = target;
        this.wanted = wanted;
        this.deletions = deletions;
        TableSchema schema = target.schema();
        column = schema.fields().field(wanted.column());
        ofPartitions = schema.partitionKeys().contains(column.name());
        ofKeys = !ofPartitions && schema.hasPrimaryKey();
        RowOrder keys = RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
        order = wanted.ascending() ? Literal::compare : (left, right) -> Literal.compare(right, left);
        keyOrder = wanted.ascending() ? keys : keys.reversed();
    }

    /** Empty if there are not that many rows for certain. */
    static Optional<Object> find(ScanTarget target, FirstRows wanted, ManifestReader reader, List<ManifestFile> manifests, DeletionVectorIndex deletions)
            throws IOException
    {
        FirstRowsBound bound = new FirstRowsBound(target, wanted, deletions);
        if (!bound.isPossible()) {
            return Optional.empty();
        }
        Pruning pruning = Pruning.of(target, wanted.predicate());
        ManifestSweep sweep = new ManifestSweep(target, reader, manifests, pruning, new PlanMetrics(), wanted.lowestLevel(), new WantedPlaces(wanted.partitions(), any -> true));
        while (sweep.hasNext()) {
            sweep.visitNext(pruning, !target.schema().hasPrimaryKey() && !bound.ofPartitions, (entry, number) -> bound.add(entry));
        }
        return bound.find();
    }

    /** Whether the order of the column is that of its values in SQL, and files say where they begin and end in it. */
    private boolean isPossible()
    {
        TableSchema schema = target.schema();
        if (target.options().dataEvolution() || target.options().overlappingLevels() || !isOrdered(column.type())) {
            return false;
        }
        return !ofKeys || schema.trimmedPrimaryKeys().get(0).equals(column.name());
    }

    private static boolean isOrdered(DataType type)
    {
        return type instanceof TinyIntType
                || type instanceof SmallIntType
                || type instanceof IntType
                || type instanceof BigIntType
                || type instanceof DecimalType
                || type instanceof VarCharType
                || isTemporal(type);
    }

    private static boolean isTemporal(DataType type)
    {
        return type instanceof DateType || type instanceof TimestampType || type instanceof LocalZonedTimestampType;
    }

    /** Some timestamps of ORC files come back a second late, and old days in another calendar. */
    private boolean isReturnedAsStated(DataFile file)
    {
        return ofPartitions || !isTemporal(column.type()) || !file.name().endsWith(ORC_FILE);
    }

    /**
     * Rows of a file that are not retractions themselves.
     *
     * @param last the value that none of them exceeds
     * @param from the key before all others of the file
     * @param to the key behind all others of the file
     */
    private record FileRows(SplitFile file, Object first, Object last, BinaryRow from, BinaryRow to, long rows) {}

    /** The files of a bucket. */
    private static final class CertainRows
    {
        private final List<FileRows> files = new ArrayList<>();
        private boolean known = true;
        private long retractions;
    }

    /** That many rows of a bucket do not exceed a value. */
    private record Reached(Object value, Bucket bucket, long rows) {}

    private void add(ManifestEntry entry)
            throws IOException
    {
        Bucket key = new Bucket(entry.partition(), entry.bucket());
        DataFile file = entry.file();
        CertainRows bucket = buckets.computeIfAbsent(key, any -> new CertainRows());
        if (!target.schema().hasPrimaryKey()) {
            addAppended(key, entry);
            return;
        }
        bucket.known &= file.deleteRowCount().isPresent();
        bucket.retractions += file.deleteRowCount().orElse(0);
        OptionalLong hidden = hidden(entry);
        TableSchema written = schema(file);
        if (hidden.isEmpty() || !isReturnedAsStated(file) || !hasSameKey(written)) {
            return;
        }
        long rows = file.rowCount() - file.deleteRowCount().orElse(0) - hidden.getAsLong();
        BinaryRow from = wanted.ascending() ? file.minKey() : file.maxKey();
        BinaryRow to = wanted.ascending() ? file.maxKey() : file.minKey();
        Object first = ofPartitions ? partitionValue(entry) : from.value(0, column.type());
        Object last = ofPartitions ? first : to.value(0, column.type());
        if (last != null) {
            bucket.files.add(new FileRows(SplitFile.of(file), first, last, from, to, rows));
        }
    }

    /** Nothing replaces rows of append tables. */
    private void addAppended(Bucket bucket, ManifestEntry entry)
            throws IOException
    {
        OptionalLong hidden = hidden(entry);
        ColumnRange range = StatisticsCollection.range(target.schema(), entry, schema(entry.file()), column);
        long nulls = range.nullCount().orElse(-1);
        if (hidden.isEmpty() || range.minimum().isEmpty() || range.maximum().isEmpty() || nulls < 0 || !isReturnedAsStated(entry.file())) {
            return;
        }
        long rows = entry.file().rowCount() - hidden.getAsLong() - entry.file().deleteRowCount().orElse(0) - nulls;
        if (rows > 0) {
            reached.add(new Reached(wanted.ascending() ? range.maximum().get() : range.minimum().get(), new Bucket(bucket.partition(), reached.size()), rows));
        }
    }

    private Object partitionValue(ManifestEntry entry)
    {
        return entry.partition().value(target.schema().partitionKeys().indexOf(column.name()), column.type());
    }

    private OptionalLong hidden(ManifestEntry entry)
    {
        Optional<DeletionFile> deletion = deletions.find(entry.partition(), entry.bucket(), entry.file().name());
        return deletion.isPresent() ? deletion.get().cardinality() : OptionalLong.of(0);
    }

    private TableSchema schema(DataFile file)
            throws IOException
    {
        return file.schemaId() == target.schema().id() ? target.schema() : target.schemas().schema(file.schemaId());
    }

    private boolean hasSameKey(TableSchema written)
    {
        List<Field> keys = target.schema().keyFields();
        List<Field> others = written.keyFields();
        if (others.size() != keys.size()) {
            return false;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (others.get(i).id() != keys.get(i).id() || !others.get(i).type().equalsIgnoringNullable(keys.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    private Optional<Object> find()
            throws IOException
    {
        buckets.forEach((bucket, rows) -> {
            if (rows.known) {
                reach(bucket, rows);
            }
        });
        sample();
        reached.sort((left, right) -> order.compare(left.value(), right.value()));
        Map<Bucket, Long> certain = new HashMap<>();
        long rows = 0;
        for (Reached next : reached) {
            long before = certain.getOrDefault(next.bucket(), 0L);
            if (next.rows() > before) {
                certain.put(next.bucket(), next.rows());
                rows += next.rows() - before;
            }
            if (rows >= wanted.count()) {
                return Optional.of(next.value());
            }
        }
        return Optional.empty();
    }

    /** For each file the most rows that files without common keys have which end no later. */
    private void reach(Bucket bucket, CertainRows certain)
    {
        List<FileRows> files = certain.files;
        files.sort((left, right) -> keyOrder.compare(left.to(), right.to()));
        long[] most = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            FileRows file = files.get(i);
            most[i + 1] = Math.max(most[i], file.rows() + most[endingBefore(files, i, file.from())]);
            if (most[i + 1] > certain.retractions) {
                reached.add(new Reached(file.last(), bucket, most[i + 1] - certain.retractions));
            }
        }
    }

    /** How many of the first {@code count} files end before a key. */
    private int endingBefore(List<FileRows> files, int count, BinaryRow key)
    {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keyOrder.compare(files.get(middle).to(), key) < 0) {
                low = middle + 1;
            }
            else {
                high = middle;
            }
        }
        return low;
    }

    /** Looks into the file that begins first and has enough rows alone. */
    private void sample()
            throws IOException
    {
        if (!ofKeys || column.type() instanceof VarCharType && wanted.ascending()) {
            // The bounds of texts in pages are cut: a lower one need not be above the texts before it.
            return;
        }
        Bucket place = null;
        FileRows nearest = null;
        for (Map.Entry<Bucket, CertainRows> bucket : buckets.entrySet()) {
            for (FileRows file : bucket.getValue().known ? bucket.getValue().files : List.<FileRows>of()) {
                boolean enough = file.rows() - bucket.getValue().retractions >= wanted.count() && file.rows() / SAMPLED_PER_ROW >= wanted.count();
                if (enough && (nearest == null || order.compare(file.first(), nearest.first()) < 0)) {
                    place = bucket.getKey();
                    nearest = file;
                }
            }
        }
        if (nearest != null) {
            sample(place, nearest);
        }
    }

    private void sample(Bucket bucket, FileRows file)
            throws IOException
    {
        KeySamples samples = new KeySamples(
                target,
                BucketPaths.of(target.table(), target.schema(), target.options().layout()).bucket(bucket.partition(), bucket.bucket()),
                new PlanMetrics());
        if (!samples.isSorted(List.of(file.file()))) {
            return;
        }
        List<SortedPortion> portions = samples.sortedPortions(file.file(), 1);
        long total = portions.stream().mapToLong(SortedPortion::rows).sum();
        long uncertain = file.file().rowCount() - file.rows() + buckets.get(bucket).retractions;
        long before = 0;
        for (SortedPortion portion : portions) {
            // Rows of a sorted file do not exceed those of the portions behind them.
            long rows = (wanted.ascending() ? before : total - before) - uncertain;
            if (rows > 0) {
                reached.add(new Reached(portion.least().get(0), bucket, rows));
            }
            before += portion.rows();
        }
    }
}
