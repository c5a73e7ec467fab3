package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.datafile.FileBatch;

import java.io.IOException;

/** A batch of a file as a batch of the read. A column is loaded and cast when it is first touched. */
final class MappedBatch
        implements FileBatch
{
    private final FileMapping mapping;
    private final FileBatch batch;
    private final Column[] columns;

    MappedBatch(FileMapping mapping, FileBatch batch)
    {
        this.mapping = mapping;
        this.batch = batch;
        columns = new Column[mapping.readFields().size()];
    }

    @Override
    public long firstRow()
    {
        return batch.firstRow();
    }

    @Override
    public int size()
    {
        return batch.size();
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
            columns[index] = mapping.column(index, batch);
        }
        return columns[index];
    }

    @Override
    public Selection selection()
    {
        return batch.selection();
    }
}
