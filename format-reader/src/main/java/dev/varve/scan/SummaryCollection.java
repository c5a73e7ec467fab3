package dev.varve.scan;

import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.scan.MetadataSummary.Asked;
import dev.varve.scan.MetadataSummary.Bucket;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Adds up what manifests tell exactly, bucket by bucket. A bucket is known if none of its rows is replaced by another or deleted, as far as that is not
 * counted, and if the statistics of all its files are exact for the columns that are asked for.
 */
final class SummaryCollection
{
    private static final String PARQUET_FILE = ".parquet";
    private static final String ORC_FILE = ".orc";
    /** Older days are those of another calendar in some ORC files. */
    private static final long YEAR_1900 = -25_567;

    private final ScanTarget target;
    private final TableSchema schema;
    private final List<Asked> columns;
    private final DeletionVectorIndex deletions;
    private final Map<Bucket, BucketSum> buckets = new HashMap<>();

    private SummaryCollection(ScanTarget target, List<Asked> columns, DeletionVectorIndex deletions)
    {
        this.target = target;
        this.schema = target.schema();
        this.columns = List.copyOf(columns);
        this.deletions = deletions;
    }

    /** @param predicate on partition columns only; other partitions than those that meet it are left out as far as it is understood */
    static MetadataSummary collect(
            ScanTarget target,
            Optional<Predicate> predicate,
            List<Asked> columns,
            ManifestReader reader,
            List<ManifestFile> manifests,
            DeletionVectorIndex deletions)
            throws IOException
    {
        Pruning pruning = Pruning.of(target, predicate);
        SummaryCollection collection = new SummaryCollection(target, columns, deletions);
        ManifestSweep sweep = new ManifestSweep(target, reader, manifests, pruning, new PlanMetrics());
        while (sweep.hasNext()) {
            sweep.visitNext(pruning, !columns.isEmpty(), (entry, number) -> collection.add(entry));
        }
        return collection.result();
    }

    private void add(ManifestEntry entry)
            throws IOException
    {
        BucketSum bucket = buckets.computeIfAbsent(new Bucket(entry.partition(), entry.bucket()), key -> new BucketSum());
        DataFile file = entry.file();
        Optional<DeletionFile> deletion = deletions.find(entry.partition(), entry.bucket(), file.name());
        OptionalLong deleted = deletion.isPresent() ? deletion.get().cardinality() : OptionalLong.of(0);
        bucket.files++;
        bucket.levels.add(file.level());
        bucket.rows += file.rowCount() - deleted.orElse(0);
        bucket.known &= file.hasNoDeletes() && deleted.isPresent() && file.writeColumns().isEmpty() && (deletion.isEmpty() || columns.isEmpty());
        if (bucket.known && !columns.isEmpty()) {
            TableSchema fileSchema = file.schemaId() == schema.id() ? schema : target.schemas().schema(file.schemaId());
            for (int i = 0; i < columns.size() && bucket.known; i++) {
                Field field = schema.fields().field(columns.get(i).index());
                bucket.known = bucket.columns.get(i).add(columns.get(i), field.type(), StatisticsCollection.range(schema, entry, fileSchema, field), file);
            }
        }
    }

    private MetadataSummary result()
    {
        Map<BinaryRow, BucketSum> known = new HashMap<>();
        Set<Bucket> unknown = new HashSet<>();
        buckets.forEach((bucket, sum) -> {
            if (!target.options().dataEvolution() && sum.known && isUnmerged(sum)) {
                known.computeIfAbsent(bucket.partition(), partition -> new BucketSum()).add(sum);
            }
            else {
                unknown.add(bucket);
            }
        });
        List<MetadataSummary.Partition> partitions = new ArrayList<>();
        known.forEach((partition, sum) -> partitions.add(new MetadataSummary.Partition(partition, sum.rows, sum.columns.stream().map(ColumnSum::result).toList())));
        return new MetadataSummary(partitions, unknown);
    }

    /** Whether no key of the bucket has several rows. */
    private boolean isUnmerged(BucketSum sum)
    {
        boolean deep = !sum.levels.contains(0);
        return sum.files == 1 || switch (SplitSource.kind(schema, target.options())) {
            case APPEND -> true;
            case KEYS_DISJOINT_ABOVE_LEVEL_0 -> deep;
            case KEYS_OVERLAP -> deep && sum.levels.size() == 1;
        };
    }

    private static boolean hasExactBounds(DataType type, DataFile file, ColumnRange range)
    {
        if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            return file.name().endsWith(PARQUET_FILE);
        }
        boolean ancient = type instanceof DateType && file.name().endsWith(ORC_FILE) && (long) range.minimum().orElseThrow() < YEAR_1900;
        return MetadataSummary.hasExactBounds(type) && !ancient;
    }

    private final class BucketSum
    {
        private final Set<Integer> levels = new HashSet<>();
        private final List<ColumnSum> columns = SummaryCollection.this.columns.stream().map(asked -> new ColumnSum(asked.values())).toList();
        private boolean known = true;
        private int files;
        private long rows;

        private void add(BucketSum other)
        {
            rows += other.rows;
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(other.columns.get(i));
            }
        }
    }

    private static final class ColumnSum
    {
        private final boolean countsValues;
        private long values;
        private Object minimum;
        private Object maximum;

        private ColumnSum(boolean countsValues)
        {
            this.countsValues = countsValues;
        }

        /** Whether what is asked is known of a file. */
        private boolean add(Asked asked, DataType type, ColumnRange range, DataFile file)
        {
            boolean countsNulls = range.nullCount().isPresent() && range.nullCount().getAsLong() >= 0 && range.nullCount().getAsLong() <= file.rowCount();
            if (asked.values()) {
                values += file.rowCount() - range.nullCount().orElse(0);
            }
            if (asked.values() && !countsNulls) {
                return false;
            }
            boolean allNull = countsNulls && range.nullCount().getAsLong() == file.rowCount();
            if (!asked.bounds() || allNull || file.rowCount() == 0) {
                return true;
            }
            if (range.minimum().isEmpty() || range.maximum().isEmpty() || !hasExactBounds(type, file, range)) {
                return false;
            }
            widen(range.minimum().get(), range.maximum().get());
            return true;
        }

        private void add(ColumnSum other)
        {
            values += other.values;
            if (other.minimum != null) {
                widen(other.minimum, other.maximum);
            }
        }

        private void widen(Object least, Object largest)
        {
            minimum = minimum == null || Literal.compare(least, minimum) < 0 ? least : minimum;
            maximum = maximum == null || Literal.compare(largest, maximum) > 0 ? largest : maximum;
        }

        private MetadataSummary.Column result()
        {
            return new MetadataSummary.Column(countsValues ? OptionalLong.of(values) : OptionalLong.empty(), Optional.ofNullable(minimum), Optional.ofNullable(maximum));
        }
    }
}
