package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;

import java.io.IOException;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Some columns of a batch, in an order of their own. */
record ProjectedBatch(Batch source, List<Integer> columns)
        implements Batch
{
    ProjectedBatch
    {
        requireNonNull(source, "source is null");
        columns = List.copyOf(columns);
    }

    @Override
    public int size()
    {
        return source.size();
    }

    @Override
    public int columnCount()
    {
        return columns.size();
    }

    @Override
    public Column column(int index)
            throws IOException
    {
        return source.column(columns.get(index));
    }

    @Override
    public Selection selection()
    {
        return source.selection();
    }
}
