package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Finds the partition and the bucket of rows, a whole batch at once. Not safe for use by several threads. */
public final class RowRouter
{
    private final Partitions partitions;
    private final BucketAssigner assigner;

    private RowRouter(Partitions partitions, BucketAssigner assigner)
    {
        this.partitions = partitions;
        this.assigner = requireNonNull(assigner, "assigner is null");
    }

    static RowRouter of(TableSchema schema, BucketAssigner assigner)
    {
        return new RowRouter(Partitions.of(schema), assigner);
    }

    /** Routes by a hash of the bucket key. */
    public static RowRouter fixed(TableSchema schema, Bucketing bucketing)
    {
        return of(schema, FixedBuckets.of(schema, bucketing));
    }

    /** Routes to the bucket that the hash of the key is in. */
    public static RowRouter dynamic(TableSchema schema, DynamicBuckets buckets)
    {
        return of(schema, buckets);
    }

    /** Routes all rows of a partition to one bucket. */
    public static RowRouter single(TableSchema schema, int bucket)
    {
        return of(schema, (columns, positions, count, rowPartitions, known) -> {
            int[] buckets = new int[count];
            Arrays.fill(buckets, bucket);
            return buckets;
        });
    }

    /**
     * The rows at positions, by bucket, in the order in which buckets come first.
     *
     * @param columns all columns of the table, flat
     */
    public List<RoutedRows> route(Column[] columns, int[] positions, int count)
            throws IOException
    {
        int[] rowPartitions = partitions.number(columns, positions, count);
        int[] buckets = assigner.assign(columns, positions, count, rowPartitions, partitions.known());
        if (isOne(rowPartitions) && isOne(buckets)) {
            int[] all = positions.length == count ? positions : Arrays.copyOf(positions, count);
            return List.of(new RoutedRows(new BucketId(partitions.known().get(rowPartitions[0]), buckets[0]), all));
        }
        LongIndex groups = new LongIndex();
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = groups.add((long) rowPartitions[i] << Integer.SIZE | buckets[i] & 0xFFFF_FFFFL);
        }
        return routed(groups, numbers, positions, count);
    }

    private static boolean isOne(int[] numbers)
    {
        for (int number : numbers) {
            if (number != numbers[0]) {
                return false;
            }
        }
        return true;
    }

    private List<RoutedRows> routed(LongIndex groups, int[] numbers, int[] positions, int count)
    {
        int[] sizes = new int[groups.size()];
        for (int i = 0; i < count; i++) {
            sizes[numbers[i]]++;
        }
        int[][] members = new int[groups.size()][];
        Arrays.setAll(members, i -> new int[sizes[i]]);
        Arrays.fill(sizes, 0);
        for (int i = 0; i < count; i++) {
            int group = numbers[i];
            members[group][sizes[group]++] = positions[i];
        }
        List<RoutedRows> routed = new ArrayList<>();
        for (int group = 0; group < members.length; group++) {
            BinaryRow partition = partitions.known().get((int) (groups.value(group) >> Integer.SIZE));
            routed.add(new RoutedRows(new BucketId(partition, (int) groups.value(group)), members[group]));
        }
        return routed;
    }
}
