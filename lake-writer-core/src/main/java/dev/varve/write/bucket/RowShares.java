package dev.varve.write.bucket;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.List;

/**
 * Spreads the rows of a job over several writers, so that no two of them get rows of the same bucket. Not safe for use by several threads; jobs on
 * several machines have one each, and all say the same.
 */
public final class RowShares
{
    private final Partitions partitions;
    private final BucketAssigner buckets;
    private final int writers;

    private RowShares(Partitions partitions, BucketAssigner buckets, int writers)
    {
        this.partitions = partitions;
        this.buckets = buckets;
        this.writers = writers;
    }

    /**
     * @param writers how many there are; their {@link WriterShare}s have to say the same
     * @throws VarveException of kind INVALID_REQUEST if the table has dynamic buckets that so many cannot divide, UNSUPPORTED_FEATURE if it can have one
     *         writer only
     */
    public static RowShares of(TableSchema schema, int writers)
    {
        if (writers < 1) {
            throw new IllegalArgumentException(writers + " writers");
        }
        requireDivisible(schema, writers);
        Bucketing bucketing = TableOptions.of(schema).bucketing();
        Partitions partitions = Partitions.of(schema);
        if (bucketing.count() == Bucketing.DYNAMIC && schema.hasPrimaryKey()) {
            DynamicBucketOptions options = DynamicBucketOptions.of(new OptionMap(schema.options())).dividedBy(writers);
            return new RowShares(partitions, KeyClasses.of(schema, options.assigners()), writers);
        }
        if (bucketing.count() > 0) {
            BucketAssigner fixed = FixedBuckets.of(schema, bucketing);
            return new RowShares(partitions, (columns, positions, count, rowPartitions, known) -> {
                int[] assigned = fixed.assign(columns, positions, count, rowPartitions, known);
                for (int i = 0; i < count; i++) {
                    assigned[i] += Math.abs(known.get(rowPartitions[i]).bucketHash() % writers);
                }
                return assigned;
            }, writers);
        }
        // Writers of append tables share a bucket without getting in each other's way.
        return new RowShares(partitions, (columns, positions, count, rowPartitions, known) -> {
            int[] assigned = new int[count];
            for (int i = 0; i < count; i++) {
                assigned[i] = i;
            }
            return assigned;
        }, writers);
    }

    /**
     * @throws VarveException as {@link #of}
     */
    public static void requireDivisible(TableSchema schema, int writers)
    {
        int count = TableOptions.of(schema).bucketing().count();
        if (writers == 1 || !schema.hasPrimaryKey() || count > 0) {
            return;
        }
        if (count == Bucketing.POSTPONE) {
            throw VarveException.unsupported("A table with option bucket=-2 has one writer at a time: the order of its rows would be lost");
        }
        if (!schema.primaryKeys().containsAll(schema.partitionKeys())) {
            throw VarveException.unsupported("The table has one writer at a time: its primary key lacks a partition column, and the writer knows where each key is");
        }
        DynamicBucketOptions.of(new OptionMap(schema.options())).dividedBy(writers);
    }

    /** The number of the writer of each selected row of a batch, in their order. */
    public int[] writers(Batch rows)
            throws IOException
    {
        Column[] columns = new Column[rows.columnCount()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.column(i).flatten();
        }
        int[] positions = rows.selection().positions();
        int count = rows.selection().count();
        int[] rowPartitions = partitions.number(columns, positions, count);
        List<BinaryRow> known = partitions.known();
        int[] shares = buckets.assign(columns, positions, count, rowPartitions, known);
        for (int i = 0; i < count; i++) {
            shares[i] %= writers;
        }
        return shares;
    }
}
