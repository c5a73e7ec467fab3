package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Routes rows to buckets of the partition that they name. */
final class AssigningRouter
        implements RowRouter
{
    private final Partitions partitions;
    private final BucketAssigner assigner;

    private AssigningRouter(Partitions partitions, BucketAssigner assigner)
    {
        this.partitions = partitions;
        this.assigner = requireNonNull(assigner, "assigner is null");
    }

    static RowRouter of(TableSchema schema, BucketAssigner assigner)
    {
        return new AssigningRouter(Partitions.of(schema), assigner);
    }

    @Override
    public List<RoutedRows> route(Column[] columns, byte[] kinds, int[] positions, int count)
            throws IOException
    {
        int[] rowPartitions = partitions.number(columns, positions, count);
        int[] buckets = assigner.assign(columns, positions, count, rowPartitions, partitions.known());
        if (isOne(rowPartitions) && isOne(buckets)) {
            int[] all = positions.length == count ? positions : Arrays.copyOf(positions, count);
            return List.of(new RoutedRows(new BucketId(partitions.known().get(rowPartitions[0]), buckets[0]), columns, kinds, all));
        }
        LongIndex groups = new LongIndex();
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = groups.add((long) rowPartitions[i] << Integer.SIZE | buckets[i] & 0xFFFF_FFFFL);
        }
        return routed(groups, numbers, columns, kinds, positions, count);
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

    private List<RoutedRows> routed(LongIndex groups, int[] numbers, Column[] columns, byte[] kinds, int[] positions, int count)
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
            routed.add(new RoutedRows(new BucketId(partition, (int) groups.value(group)), columns, kinds, members[group]));
        }
        return routed;
    }
}
