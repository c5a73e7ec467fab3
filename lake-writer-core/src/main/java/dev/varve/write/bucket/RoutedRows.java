package dev.varve.write.bucket;

import dev.varve.column.Column;

import static java.util.Objects.requireNonNull;

/**
 * Rows that belong to one bucket.
 *
 * @param columns all columns of the table, flat
 * @param kinds a {@link dev.varve.row.RowKind#value} per row of the columns; null if all are +I
 * @param positions in the columns, in order; all count
 */
public record RoutedRows(BucketId bucket, Column[] columns, byte[] kinds, int[] positions)
{
    public RoutedRows
    {
        requireNonNull(bucket, "bucket is null");
        requireNonNull(columns, "columns is null");
        requireNonNull(positions, "positions is null");
    }
}
