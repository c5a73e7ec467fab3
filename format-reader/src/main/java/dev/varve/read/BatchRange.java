package dev.varve.read;

import dev.varve.column.Column;
import dev.varve.datafile.FileBatch;

import java.io.IOException;
import java.util.Arrays;

/** Some rows of a batch that lie next to each other, as a batch of their own; it is valid as long as the whole one. */
final class BatchRange
        implements FileBatch
{
    private final FileBatch batch;
    private final long firstRow;
    private final int offset;
    private final int size;
    private final Column[] columns;
    private int[] positions;

    /**
     * @param firstRow the number of the first row of the range in whatever the reader of the range calls its file
     * @param offset of the range in the batch, all of whose rows count
     */
    BatchRange(FileBatch batch, long firstRow, int offset, int size)
    {
        this.batch = batch;
        this.firstRow = firstRow;
        this.offset = offset;
        this.size = size;
        columns = new Column[batch.columnCount()];
    }

    @Override
    public long firstRow()
    {
        return firstRow;
    }

    @Override
    public int size()
    {
        return size;
    }

    @Override
    public int columnCount()
    {
        return columns.length;
    }

    @Override
    public Column column(int index)
            throws IOException
    {
        if (columns[index] == null) {
            columns[index] = range(batch.column(index));
        }
        return columns[index];
    }

    private Column range(Column column)
    {
        if (size == batch.size()) {
            return column;
        }
        if (positions == null) {
            positions = new int[size];
            Arrays.setAll(positions, i -> offset + i);
        }
        return column.select(positions, size);
    }
}
