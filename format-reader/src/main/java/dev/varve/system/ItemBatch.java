package dev.varve.system;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Selection;

import java.io.IOException;
import java.util.List;

/** Some rows of a system table; a column is computed when somebody first looks at it. */
final class ItemBatch<T>
        implements Batch
{
    private final List<T> items;
    private final List<SystemColumn<T>> columns;
    private final Column[] computed;
    private final Selection selection;

    private ItemBatch(List<T> items, List<SystemColumn<T>> columns, Column[] computed, Selection selection)
    {
        this.items = items;
        this.columns = columns;
        this.computed = computed;
        this.selection = selection;
    }

    static <T> ItemBatch<T> of(List<T> items, List<SystemColumn<T>> columns)
    {
        return new ItemBatch<>(items, columns, new Column[columns.size()], Selection.all(items.size()));
    }

    /** The selected rows, of which those are left that are selected here. */
    ItemBatch<T> withSelection(Selection selection)
    {
        return new ItemBatch<>(items, columns, computed, selection);
    }

    @Override
    public int size()
    {
        return items.size();
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
        if (computed[index] == null) {
            SystemColumn<T> column = columns.get(index);
            ColumnBuilder builder = ColumnBuilder.of(column.type(), items.size());
            for (T item : items) {
                ValueColumn.append(builder, column.type(), column.value().of(item));
            }
            computed[index] = builder.build();
        }
        return computed[index];
    }

    @Override
    public Selection selection()
    {
        return selection;
    }
}
