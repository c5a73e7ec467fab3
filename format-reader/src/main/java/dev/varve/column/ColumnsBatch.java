package dev.varve.column;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** A batch of columns that are there already. */
public record ColumnsBatch(int size, List<Column> columns, Selection selection)
        implements Batch
{
    public ColumnsBatch
    {
        columns = List.copyOf(columns);
        requireNonNull(selection, "selection is null");
        for (Column column : columns) {
            if (column.size() != size) {
                throw new IllegalArgumentException("A column of " + column.size() + " rows in a batch of " + size);
            }
        }
    }

    public ColumnsBatch(int size, List<Column> columns)
    {
        this(size, columns, Selection.all(size));
    }

    @Override
    public int columnCount()
    {
        return columns.size();
    }

    @Override
    public Column column(int index)
    {
        return columns.get(index);
    }
}
