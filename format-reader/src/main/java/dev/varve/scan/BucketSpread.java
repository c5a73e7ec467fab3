package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.row.BucketFunction;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How all rows of a scan are spread: a row of a bucket {@code b} has a key whose bucket among {@code count} is {@code b % count}.
 *
 * <p>Buckets are remainders, so what was spread over 6 and over 4 of them is spread over 2 alike.
 *
 * @param keys the columns that the function hashes
 * @param count at least 2
 */
public record BucketSpread(BucketFunction function, List<Field> keys, int count)
{
    private static final String ORC_FILE = ".orc";

    public BucketSpread
    {
        requireNonNull(function, "function is null");
        keys = List.copyOf(keys);
        if (keys.isEmpty() || count < 2) {
            throw new IllegalArgumentException("Rows are not spread over %s buckets by %s".formatted(count, keys));
        }
    }

    /** Empty if some rows are where they are for another reason, or none are kept apart. */
    static Optional<BucketSpread> collect(ScanTarget target, Optional<Predicate> predicate, ManifestReader reader, List<ManifestFile> manifests)
            throws IOException
    {
        Bucketing bucketing = target.options().bucketing();
        List<Field> keys = target.schema().columns(bucketing.keys());
        if (bucketing.count() < 2 || keys.isEmpty() || !keys.stream().allMatch(key -> isHashedAsCompared(key.type(), bucketing.function()))) {
            return Optional.empty();
        }
        Collection collection = new Collection(target, keys, bucketing.count());
        Pruning pruning = Pruning.of(target, predicate);
        ManifestSweep sweep = new ManifestSweep(target, reader, manifests, pruning, new PlanMetrics());
        while (sweep.hasNext() && collection.count > 1) {
            sweep.visitNext(pruning, false, (entry, number) -> collection.add(entry));
        }
        return collection.count > 1 ? Optional.of(new BucketSpread(bucketing.function(), keys, collection.count)) : Optional.empty();
    }

    /**
     * Whether values that are equal in SQL have the same hash: zeros with signs have not, nor has text with padding, nor timestamps with more digits than
     * their type, which writers hash and files forget. Others may be returned by readers differently than they were hashed, see {@link #isReturnedAsHashed}.
     */
    private static boolean isHashedAsCompared(DataType type, BucketFunction function)
    {
        return type instanceof BooleanType
                || type instanceof TinyIntType
                || type instanceof SmallIntType
                || type instanceof IntType
                || type instanceof BigIntType
                || type instanceof DateType
                || type instanceof DecimalType
                || type instanceof VarCharType
                || type instanceof VarBinaryType
                || function == BucketFunction.DEFAULT && isTimestampHashedAsStored(type);
    }

    private static boolean isTimestampHashedAsStored(DataType type)
    {
        int precision = type instanceof TimestampType timestamp ? timestamp.precision() : type instanceof LocalZonedTimestampType zoned ? zoned.precision() : -1;
        return precision == 3 || precision == 9;
    }

    /** Some timestamps of ORC files come back a second late, and old days in another calendar. */
    private static boolean isReturnedAsHashed(DataType type, String file)
    {
        return !(file.endsWith(ORC_FILE) && (type instanceof DateType || type instanceof TimestampType || type instanceof LocalZonedTimestampType));
    }

    private static final class Collection
    {
        private final ScanTarget target;
        private final List<Field> keys;
        private final Map<Long, Boolean> hashedAlike = new HashMap<>();
        private int count;

        private Collection(ScanTarget target, List<Field> keys, int count)
        {
            this.target = target;
            this.keys = keys;
            this.count = count;
            hashedAlike.put(target.schema().id(), true);
        }

        private void add(ManifestEntry entry)
                throws IOException
        {
            boolean spread = entry.totalBuckets() > 0
                    && keys.stream().allMatch(key -> isReturnedAsHashed(key.type(), entry.file().name()))
                    && isHashedAlike(entry.file().schemaId());
            count = spread ? greatestCommonDivisor(count, entry.totalBuckets()) : 1;
        }

        /** Whether files of an older schema were spread by the same function of the same columns of the same types. */
        private boolean isHashedAlike(long schemaId)
                throws IOException
        {
            Boolean known = hashedAlike.get(schemaId);
            if (known == null) {
                known = isSpreadAlike(target.schemas().schema(schemaId));
                hashedAlike.put(schemaId, known);
            }
            return known;
        }

        private boolean isSpreadAlike(TableSchema written)
        {
            Bucketing bucketing;
            try {
                bucketing = TableOptions.of(written).bucketing();
            }
            catch (VarveException e) {
                // It had options that no reader takes; the schema that is read has not.
                return false;
            }
            List<Field> others = written.columns(bucketing.keys());
            if (bucketing.function() != target.options().bucketing().function() || others.size() != keys.size()) {
                return false;
            }
            for (int i = 0; i < keys.size(); i++) {
                if (others.get(i).id() != keys.get(i).id() || !others.get(i).type().equalsIgnoringNullable(keys.get(i).type())) {
                    return false;
                }
            }
            return true;
        }

        private static int greatestCommonDivisor(int left, int right)
        {
            return right == 0 ? left : greatestCommonDivisor(right, left % right);
        }
    }
}
