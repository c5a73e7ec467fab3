package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Finds the partition and the bucket of rows, a whole batch at once. Not safe for use by several threads. */
public interface RowRouter
{
    /** Routes by a hash of the bucket key. */
    static RowRouter fixed(TableSchema schema, Bucketing bucketing)
    {
        return AssigningRouter.of(schema, FixedBuckets.of(schema, bucketing));
    }

    /** Routes to the bucket that the hash of the key is in. */
    static RowRouter dynamic(TableSchema schema, DynamicBuckets buckets)
    {
        return AssigningRouter.of(schema, buckets);
    }

    /** Routes by a hash of the bucket key, to as many buckets as each partition has. */
    static RowRouter postponed(TableSchema schema, PostponedBuckets buckets)
    {
        return AssigningRouter.of(schema, buckets);
    }

    /** Routes all rows of a partition to one bucket. */
    static RowRouter single(TableSchema schema, int bucket)
    {
        return AssigningRouter.of(schema, (columns, positions, count, rowPartitions, known) -> {
            int[] buckets = new int[count];
            Arrays.fill(buckets, bucket);
            return buckets;
        });
    }

    /**
     * The rows at positions, by bucket.
     *
     * @param columns all columns of the table, flat
     * @param kinds a {@link dev.varve.row.RowKind#value} per row of the columns; null if all are +I
     */
    List<RoutedRows> route(Column[] columns, byte[] kinds, int[] positions, int count)
            throws IOException;
}
