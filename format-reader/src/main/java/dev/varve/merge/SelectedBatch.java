package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;

import java.io.IOException;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/** The first columns of a batch, with a selection of its own. */
public record SelectedBatch(Batch source, int columnCount, Selection selection)
        implements Batch
{
    public SelectedBatch
    {
        requireNonNull(source, "source is null");
        requireNonNull(selection, "selection is null");
        checkIndex(columnCount, source.columnCount() + 1);
    }

    @Override
    public int size()
    {
        return source.size();
    }

    @Override
    public Column column(int index)
            throws IOException
    {
        return source.column(checkIndex(index, columnCount));
    }
}
