package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/** The fixed buckets of a table whose partitions each have a number of them: the one they have, or that of new partitions. */
public final class PostponedBuckets
        implements BucketAssigner
{
    private final TableSchema schema;
    private final Bucketing bucketing;
    private final int ofNewPartitions;
    private final Existing existing;
    private final Map<BinaryRow, FixedBuckets> partitions = new HashMap<>();
    private final Map<BinaryRow, Integer> counts = new HashMap<>();

    private PostponedBuckets(TableSchema schema, Bucketing bucketing, int ofNewPartitions, Existing existing)
    {
        this.schema = requireNonNull(schema, "schema is null");
        this.bucketing = requireNonNull(bucketing, "bucketing is null");
        this.ofNewPartitions = ofNewPartitions;
        this.existing = requireNonNull(existing, "existing is null");
    }

    /** How many buckets a partition has. */
    @FunctionalInterface
    public interface Existing
    {
        OptionalInt buckets(BinaryRow partition)
                throws IOException;
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if option {@code postpone.default-bucket-num} is not a number of buckets
     */
    public static PostponedBuckets of(TableSchema schema, Bucketing bucketing, Existing existing)
    {
        OptionMap options = new OptionMap(schema.options());
        int count = options.number("postpone.default-bucket-num", 1);
        if (count < 1) {
            throw options.bad("postpone.default-bucket-num", "1 or more");
        }
        return new PostponedBuckets(schema, bucketing, count, existing);
    }

    @Override
    public int[] assign(Column[] columns, int[] positions, int count, int[] rowPartitions, List<BinaryRow> known)
            throws IOException
    {
        int[] assigned = new int[count];
        boolean[] done = new boolean[known.size()];
        int[] members = new int[count];
        int[] memberPositions = new int[count];
        for (int i = 0; i < count; i++) {
            int partition = rowPartitions[i];
            if (done[partition]) {
                continue;
            }
            done[partition] = true;
            int size = 0;
            for (int j = i; j < count; j++) {
                if (rowPartitions[j] == partition) {
                    members[size] = j;
                    memberPositions[size++] = positions[j];
                }
            }
            int[] buckets = buckets(known.get(partition)).assign(columns, Arrays.copyOf(memberPositions, size), size, rowPartitions, known);
            for (int j = 0; j < size; j++) {
                assigned[members[j]] = buckets[j];
            }
        }
        return assigned;
    }

    private FixedBuckets buckets(BinaryRow partition)
            throws IOException
    {
        FixedBuckets buckets = partitions.get(partition);
        if (buckets == null) {
            int count = existing.buckets(partition).orElse(ofNewPartitions);
            counts.put(partition, count);
            buckets = FixedBuckets.of(schema, new Bucketing(count, bucketing.keys(), bucketing.function(), bucketing.postponeMergeOnRead()));
            partitions.put(partition, buckets);
        }
        return buckets;
    }

    /** How many buckets a partition has that rows came for. */
    public int totalBuckets(BinaryRow partition)
    {
        return counts.get(partition);
    }
}
