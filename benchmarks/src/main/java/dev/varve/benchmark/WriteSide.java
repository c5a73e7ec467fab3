package dev.varve.benchmark;

import dev.varve.column.ColumnsBatch;

import java.nio.file.Path;
import java.util.List;

/** One of the two that write. */
interface WriteSide
{
    /** Writes to a table that exists, and compacts as its options say: a commit for each list of batches. */
    void write(Path warehouse, String table, List<List<ColumnsBatch>> commits)
            throws Exception;

    /** Compacts all buckets of a table completely, in one commit. */
    void compact(Path warehouse, String table)
            throws Exception;
}
