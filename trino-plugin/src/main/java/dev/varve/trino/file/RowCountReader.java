package dev.varve.trino.file;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;

import java.util.Optional;

/** Reads a file that holds nothing of what is asked for: batches of nulls, as many as the file has rows. */
final class RowCountReader
        implements DataFileReader
{
    private final ReadRequest request;
    private final long rowCount;
    private final int batchSize;
    private long position;

    RowCountReader(ReadRequest request, long rowCount, int batchSize)
    {
        this.request = request;
        this.rowCount = rowCount;
        this.batchSize = batchSize;
    }

    @Override
    public Optional<FileBatch> next()
    {
        if (position == rowCount) {
            return Optional.empty();
        }
        Nulls batch = new Nulls(request, position, (int) Math.min(batchSize, rowCount - position));
        position += batch.size();
        request.metrics().add(Counter.ROWS_READ, batch.size());
        return Optional.of(batch);
    }

    @Override
    public long memoryBytes()
    {
        return 0;
    }

    @Override
    public void close() {}

    private record Nulls(ReadRequest request, long firstRow, int size)
            implements FileBatch
    {
        @Override
        public int columnCount()
        {
            return request.fields().size();
        }

        @Override
        public Column column(int index)
        {
            return ColumnBuilder.nulls(request.fields().get(index).type(), size);
        }
    }
}
