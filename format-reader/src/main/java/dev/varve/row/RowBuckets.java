package dev.varve.row;

import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.error.VarveException;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** As {@link BucketFunction}, of rows of columns, without an object for each. Not safe for use by several threads. */
public final class RowBuckets
{
    private final BucketFunction function;
    private final List<DataType> types;
    private final int buckets;
    private final RowEncoder encoder;

    private RowBuckets(BucketFunction function, List<DataType> types, int buckets)
    {
        this.function = function;
        this.types = types;
        this.buckets = buckets;
        encoder = RowEncoder.of(types);
    }

    /**
     * @param types of the bucket key columns
     * @throws VarveException of kind INVALID_REQUEST if the function cannot take such a bucket key
     */
    public static RowBuckets of(BucketFunction function, List<DataType> types, int buckets)
    {
        requireNonNull(function, "function is null");
        if (buckets < 1) {
            throw new IllegalArgumentException("There cannot be " + buckets + " buckets");
        }
        if (function == BucketFunction.MOD && !(types.size() == 1 && (types.get(0) instanceof IntType || types.get(0) instanceof BigIntType))) {
            throw VarveException.invalid("bucket-function.type=mod needs one bucket key of type INT or BIGINT, not " + types);
        }
        return new RowBuckets(function, List.copyOf(types), buckets);
    }

    /** @param key one flat column for each column of the bucket key */
    public int bucket(Column[] key, int position)
    {
        if (buckets == 1) {
            return 0;
        }
        return switch (function) {
            case DEFAULT -> {
                encoder.encode(key, position);
                yield Math.abs(encoder.bucketHash() % buckets);
            }
            case MOD -> key[0].isNull(position) ? 0 : Math.floorMod(number(key[0], position), buckets);
            case HIVE -> {
                encoder.encode(key, position);
                yield function.bucket(types, encoder.row().values(types), buckets);
            }
        };
    }

    private static long number(Column column, int position)
    {
        return column instanceof IntColumn ints ? ints.values()[position] : ((LongColumn) column).values()[position];
    }
}
