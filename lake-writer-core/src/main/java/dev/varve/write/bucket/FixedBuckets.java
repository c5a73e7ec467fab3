package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowBuckets;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.util.Arrays;
import java.util.List;

/** A hash of the bucket key says which of a fixed number of buckets. */
final class FixedBuckets
        implements BucketAssigner
{
    private final int[] keys;
    private final RowBuckets buckets;

    private FixedBuckets(int[] keys, RowBuckets buckets)
    {
        this.keys = keys;
        this.buckets = buckets;
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if the function cannot take the bucket key
     */
    static FixedBuckets of(TableSchema schema, Bucketing bucketing)
    {
        List<DataType> types = schema.columns(bucketing.keys()).stream().map(Field::type).toList();
        return new FixedBuckets(
                bucketing.keys().stream().mapToInt(name -> schema.fields().indexOf(name).orElseThrow()).toArray(),
                RowBuckets.of(bucketing.function(), types, bucketing.count()));
    }

    @Override
    public int[] assign(Column[] columns, int[] positions, int count, int[] partitions, List<BinaryRow> known)
    {
        int[] assigned = new int[count];
        Column[] key = new Column[keys.length];
        Arrays.setAll(key, i -> columns[keys[i]]);
        for (int i = 0; i < count; i++) {
            assigned[i] = buckets.bucket(key, positions[i]);
        }
        return assigned;
    }
}
