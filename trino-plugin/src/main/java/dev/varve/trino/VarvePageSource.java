package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.BatchSource;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.MemoryContext;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.metrics.Metrics;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/** Reads one split. */
final class VarvePageSource
        implements ConnectorPageSource
{
    private final BatchSource batches;
    private final List<PageColumn> columns;
    private final ReadMetrics metrics;
    private final MemoryContext memory;
    private final long limit;

    private long positions;
    private long readNanos;
    private boolean finished;

    /**
     * @param columns of the pages
     * @param limit how many rows are enough
     */
    VarvePageSource(BatchSource batches, List<PageColumn> columns, ReadMetrics metrics, MemoryContext memory, OptionalLong limit)
    {
        this.batches = requireNonNull(batches, "batches is null");
        this.columns = List.copyOf(columns);
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.memory = requireNonNull(memory, "memory is null");
        this.limit = limit.orElse(Long.MAX_VALUE);
    }

    @Override
    public SourcePage getNextSourcePage()
    {
        if (finished) {
            return null;
        }
        long start = System.nanoTime();
        Optional<Batch> batch = positions < limit ? translating(batches::next) : Optional.empty();
        readNanos += System.nanoTime() - start;
        if (batch.isEmpty()) {
            finished = true;
            memory.setBytes(0);
            return null;
        }
        memory.setBytes(batches.memoryBytes());
        positions += batch.get().selection().count();
        return new BatchPage(batch.get(), columns, this::columnLoaded);
    }

    private void columnLoaded(long nanos)
    {
        readNanos += nanos;
        if (!finished) {
            memory.setBytes(batches.memoryBytes());
        }
    }

    @Override
    public boolean isFinished()
    {
        return finished;
    }

    @Override
    public long getCompletedBytes()
    {
        return metrics.get(Counter.BYTES_READ);
    }

    @Override
    public OptionalLong getCompletedPositions()
    {
        return OptionalLong.of(positions);
    }

    @Override
    public long getReadTimeNanos()
    {
        return readNanos;
    }

    @Override
    public Metrics getMetrics()
    {
        return CounterMetrics.of(Counter.values(), metrics::get);
    }

    @Override
    public void close()
            throws IOException
    {
        finished = true;
        try {
            batches.close();
        }
        finally {
            memory.setBytes(0);
        }
    }
}
