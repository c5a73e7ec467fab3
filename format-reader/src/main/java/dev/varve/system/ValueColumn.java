package dev.varve.system;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.row.LiteralColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.RowType;
import io.airlift.slice.Slices;

import java.util.List;

/**
 * Puts single values into columns. Values are {@link dev.varve.row.Literal}s, {@link String}s for text, and lists for arrays and rows.
 */
final class ValueColumn
{
    private ValueColumn() {}

    /** @param value null for NULL */
    static void append(ColumnBuilder builder, DataType type, Object value)
    {
        if (value == null) {
            builder.appendNull();
        }
        else if (type instanceof ArrayType array) {
            ArrayBuilder elements = (ArrayBuilder) builder;
            for (Object element : (List<?>) value) {
                append(elements.elements(), array.element(), element);
            }
            elements.endValue();
        }
        else if (type instanceof RowType row) {
            RowBuilder members = (RowBuilder) builder;
            for (int i = 0; i < row.size(); i++) {
                append(members.field(i), row.field(i).type(), ((List<?>) value).get(i));
            }
            members.endValue();
        }
        else {
            builder.append(LiteralColumn.of(type, value instanceof String text ? Slices.utf8Slice(text) : value), 0);
        }
    }
}
