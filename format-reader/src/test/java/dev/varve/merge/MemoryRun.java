package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.Selection;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A run of rows in memory, cut into batches of a given size. */
final class MemoryRun
        implements RunSource
{
    private final List<Column> columns;
    private final boolean[] deleted;
    private final int batchSize;
    private final int level;
    private final int rank;
    private int next;

    /** @param deleted rows that a deletion vector hides */
    MemoryRun(List<Column> columns, boolean[] deleted, int batchSize, int level, int rank)
    {
        this.columns = columns;
        this.deleted = deleted;
        this.batchSize = batchSize;
        this.level = level;
        this.rank = rank;
    }

    @Override
    public Optional<RunBatch> next()
    {
        int total = columns.get(0).size();
        if (next >= total) {
            return Optional.empty();
        }
        int start = next;
        int size = Math.min(batchSize, total - start);
        next += size;
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> start + i);
        int[] live = Arrays.stream(rows).filter(row -> !deleted[row]).map(row -> row - start).toArray();
        Batch batch = new ColumnsBatch(
                size,
                columns.stream().map(column -> column.select(rows, size)).toList(),
                live.length == size ? Selection.all(size) : Selection.of(live, live.length));
        return Optional.of(new RunBatch(batch, level, rank, false, start));
    }

    @Override
    public long memoryBytes()
    {
        return 0;
    }

    @Override
    public void close() {}
}
