package dev.varve.write.bucket;

import static java.util.Objects.requireNonNull;

/**
 * The rows of a batch that belong to one bucket.
 *
 * @param positions in the batch, in its order; all count
 */
public record RoutedRows(BucketId bucket, int[] positions)
{
    public RoutedRows
    {
        requireNonNull(bucket, "bucket is null");
        requireNonNull(positions, "positions is null");
    }
}
