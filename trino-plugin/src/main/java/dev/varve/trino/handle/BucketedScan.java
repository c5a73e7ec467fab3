package dev.varve.trino.handle;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A scan whose rows go to the nodes that their buckets belong to.
 *
 * @param columns those that are hashed
 */
public record BucketedScan(VarvePartitioningHandle partitioning, List<VarveColumnHandle> columns)
{
    public BucketedScan
    {
        requireNonNull(partitioning, "partitioning is null");
        columns = List.copyOf(columns);
    }

    @Override
    public String toString()
    {
        return partitioning.buckets() + " by " + columns.stream().map(VarveColumnHandle::name).toList();
    }
}
