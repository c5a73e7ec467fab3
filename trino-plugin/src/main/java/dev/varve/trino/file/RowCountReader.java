package dev.varve.trino.file;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads a file that holds nothing of what is asked for: batches of nulls, as many as its row groups have rows. */
final class RowCountReader
        implements DataFileReader
{
    private final ReadRequest request;
    private final Iterator<Long> rowGroups;
    private final long rowCount;
    private final int batchSize;
    private long position;
    /** Of the row group. */
    private long end;

    /** @param rowGroups how many rows each has */
    RowCountReader(ReadRequest request, List<Long> rowGroups, int batchSize)
    {
        this.request = request;
        this.rowGroups = rowGroups.iterator();
        rowCount = rowGroups.stream().mapToLong(Long::longValue).sum();
        this.batchSize = batchSize;
    }

    @Override
    public Optional<FileBatch> next()
    {
        while (position == end) {
            if (!rowGroups.hasNext()) {
                return Optional.empty();
            }
            end += rowGroups.next();
            if (!request.isWanted(position, rowCount)) {
                position = end;
            }
        }
        Nulls batch = new Nulls(request, position, (int) Math.min(batchSize, end - position));
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
