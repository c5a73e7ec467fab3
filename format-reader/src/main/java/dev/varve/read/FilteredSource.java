package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.Selection;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.BatchSource;
import dev.varve.merge.SelectedBatch;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Predicate;

import java.io.IOException;
import java.util.Optional;

/** Drops the rows that a filter does not let pass, then the columns that only the filter needs. */
final class FilteredSource
        implements BatchSource
{
    private final BatchSource source;
    private final Optional<ColumnFilter> filter;
    private final int columnCount;
    private final ReadMetrics metrics;

    FilteredSource(BatchSource source, Optional<Predicate> filter, int columnCount, ReadMetrics metrics)
    {
        this.source = source;
        this.filter = filter.map(ColumnFilter::of);
        this.columnCount = columnCount;
        this.metrics = metrics;
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (true) {
            Optional<Batch> next = source.next();
            if (next.isEmpty() || filter.isEmpty()) {
                return next;
            }
            Batch batch = next.get();
            Selection before = batch.selection();
            Selection after = filter.get().apply(batch);
            metrics.add(Counter.ROWS_FILTERED, before.count() - after.count());
            if (!after.isEmpty()) {
                return Optional.of(new SelectedBatch(batch, columnCount, after));
            }
        }
    }

    @Override
    public long memoryBytes()
    {
        return source.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        source.close();
    }
}
