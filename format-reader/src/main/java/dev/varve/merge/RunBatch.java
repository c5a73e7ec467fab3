package dev.varve.merge;

import dev.varve.column.Batch;

import static java.util.Objects.requireNonNull;

/**
 * Rows of one file of a run. Rows that a deletion vector hides are not selected.
 *
 * @param level the level of the file
 * @param rank orders files of which one was written wholly after the other; see {@link MergeSpec#sequenceNumber}
 * @param onlySupersedes whether the rows are not wanted themselves, only their effect on rows of other runs
 * @param firstRow the number that the first row of the batch has in its file
 */
public record RunBatch(Batch batch, int level, int rank, boolean onlySupersedes, long firstRow)
{
    public RunBatch
    {
        requireNonNull(batch, "batch is null");
    }
}
