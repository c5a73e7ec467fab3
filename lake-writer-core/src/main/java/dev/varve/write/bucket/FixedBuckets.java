package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.row.BucketFunction;
import dev.varve.row.RowEncoder;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;

import java.util.Arrays;
import java.util.List;

/** A hash of the bucket key says which of a fixed number of buckets. */
final class FixedBuckets
        implements BucketAssigner
{
    private final int buckets;
    private final BucketFunction function;
    private final int[] keys;
    private final List<DataType> types;
    private final RowEncoder encoder;

    private FixedBuckets(int buckets, BucketFunction function, int[] keys, List<DataType> types)
    {
        this.buckets = buckets;
        this.function = function;
        this.keys = keys;
        this.types = types;
        encoder = RowEncoder.of(types);
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if the function cannot take the bucket key
     */
    static FixedBuckets of(TableSchema schema, Bucketing bucketing)
    {
        List<DataType> types = schema.columns(bucketing.keys()).stream().map(Field::type).toList();
        if (bucketing.function() == BucketFunction.MOD && !(types.size() == 1 && (types.get(0) instanceof IntType || types.get(0) instanceof BigIntType))) {
            throw VarveException.invalid("bucket-function.type=mod needs one bucket key of type INT or BIGINT, not " + types);
        }
        return new FixedBuckets(
                bucketing.count(),
                bucketing.function(),
                bucketing.keys().stream().mapToInt(name -> schema.fields().indexOf(name).orElseThrow()).toArray(),
                types);
    }

    @Override
    public int[] assign(Column[] columns, int[] positions, int count, int[] partitions, List<BinaryRow> known)
    {
        int[] assigned = new int[count];
        if (buckets == 1) {
            return assigned;
        }
        Column[] key = new Column[keys.length];
        Arrays.setAll(key, i -> columns[keys[i]]);
        switch (function) {
            case DEFAULT -> {
                for (int i = 0; i < count; i++) {
                    encoder.encode(key, positions[i]);
                    assigned[i] = Math.abs(encoder.bucketHash() % buckets);
                }
            }
            case MOD -> {
                for (int i = 0; i < count; i++) {
                    assigned[i] = key[0].isNull(positions[i]) ? 0 : Math.floorMod(number(key[0], positions[i]), buckets);
                }
            }
            case HIVE -> {
                for (int i = 0; i < count; i++) {
                    encoder.encode(key, positions[i]);
                    assigned[i] = function.bucket(types, encoder.row().values(types), buckets);
                }
            }
        }
        return assigned;
    }

    private static long number(Column column, int position)
    {
        return column instanceof IntColumn ints ? ints.values()[position] : ((LongColumn) column).values()[position];
    }
}
