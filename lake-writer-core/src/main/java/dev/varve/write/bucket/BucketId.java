package dev.varve.write.bucket;

import dev.varve.row.BinaryRow;

import static java.util.Objects.requireNonNull;

/**
 * A bucket of a partition.
 *
 * @param bucket 0 or more, or {@link dev.varve.schema.Bucketing#POSTPONE}
 */
public record BucketId(BinaryRow partition, int bucket)
{
    public BucketId
    {
        requireNonNull(partition, "partition is null");
    }
}
