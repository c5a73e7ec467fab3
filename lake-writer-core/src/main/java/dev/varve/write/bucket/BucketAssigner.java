package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.row.BinaryRow;

import java.io.IOException;
import java.util.List;

/** Says which bucket of its partition a row belongs to. Not safe for use by several threads. */
interface BucketAssigner
{
    /**
     * Assigns some rows.
     *
     * @param columns all columns of the table, flat
     * @param partitions the partition of each row, a number that {@code known} resolves
     * @return the bucket of each row
     */
    int[] assign(Column[] columns, int[] positions, int count, int[] partitions, List<BinaryRow> known)
            throws IOException;
}
