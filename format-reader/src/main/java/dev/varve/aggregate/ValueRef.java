package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;

/** A nested value by its place: a column that is neither dictionary nor constant, and a position in it. */
record ValueRef(Column column, int position)
{
    ValueRef
    {
        while (column instanceof DictionaryColumn || column instanceof ConstantColumn) {
            if (column instanceof DictionaryColumn dictionary) {
                position = dictionary.ids()[position];
                column = dictionary.dictionary();
            }
            else {
                position = 0;
                column = ((ConstantColumn) column).value();
            }
        }
    }

    boolean isNull()
    {
        return column.isNull(position);
    }

    void appendTo(ColumnBuilder builder)
    {
        builder.append(column, position);
    }
}
