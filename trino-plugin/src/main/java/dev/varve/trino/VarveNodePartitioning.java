package dev.varve.trino;

import dev.varve.trino.handle.VarvePartitioningHandle;
import dev.varve.trino.handle.VarveSplit;
import io.trino.spi.connector.BucketFunction;
import io.trino.spi.connector.ConnectorBucketNodeMap;
import io.trino.spi.connector.ConnectorNodePartitioningProvider;
import io.trino.spi.connector.ConnectorPartitioningHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.type.Type;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

import static io.trino.spi.connector.ConnectorBucketNodeMap.createBucketNodeMap;

/** Which buckets splits are of, and rows of other tables that are to meet them. */
final class VarveNodePartitioning
        implements ConnectorNodePartitioningProvider
{
    /** Any node can read any bucket, so Trino chooses. */
    @Override
    public Optional<ConnectorBucketNodeMap> getBucketNodeMapping(ConnectorTransactionHandle transaction, ConnectorSession session, ConnectorPartitioningHandle partitioning)
    {
        return Optional.of(createBucketNodeMap(((VarvePartitioningHandle) partitioning).buckets()));
    }

    @Override
    public ToIntFunction<ConnectorSplit> getSplitBucketFunction(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorPartitioningHandle partitioning,
            int bucketCount)
    {
        int buckets = buckets(partitioning, bucketCount);
        return split -> ((VarveSplit) split).bucket() % buckets;
    }

    @Override
    public BucketFunction getBucketFunction(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorPartitioningHandle partitioning,
            List<Type> types,
            int bucketCount)
    {
        buckets(partitioning, bucketCount);
        return new PageBuckets((VarvePartitioningHandle) partitioning, types);
    }

    private static int buckets(ConnectorPartitioningHandle partitioning, int bucketCount)
    {
        int buckets = ((VarvePartitioningHandle) partitioning).buckets();
        if (buckets != bucketCount) {
            throw new IllegalArgumentException("Rows are spread over %s buckets, not %s".formatted(buckets, bucketCount));
        }
        return buckets;
    }
}
