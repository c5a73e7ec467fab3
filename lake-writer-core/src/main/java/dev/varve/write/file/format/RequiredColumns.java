package dev.varve.write.file.format;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VectorType;

import java.util.List;

/** Looks for nulls where none may be, for formats that would not notice. */
public final class RequiredColumns
{
    private RequiredColumns() {}

    /**
     * @param columns flat
     * @throws VarveException of kind INVALID_REQUEST if a column that is NOT NULL, anything in it that is, or a key of a map is null in one of
     *         the rows {@code from} to {@code to} (exclusive)
     */
    public static void check(List<Field> fields, List<Column> columns, int from, int to)
    {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (!isComplete(field.type(), columns.get(i), from, to)) {
                throw violation(field);
            }
        }
    }

    /** The error that a column holds a null where none may be. */
    public static VarveException violation(Field column)
    {
        return VarveException.invalid("Column '" + column.name() + "' of type " + column.type() + " must not hold NULL, nor must the keys of its maps, but a row does");
    }

    private static boolean isComplete(DataType type, Column column, int from, int to)
    {
        boolean nested = type instanceof RowType || type instanceof ArrayType || type instanceof VectorType || type instanceof MapType || type instanceof MultisetType;
        if (type.nullable() && !nested) {
            return true;
        }
        for (int i = from; i < to; i++) {
            if (column.isNull(i)) {
                if (!type.nullable()) {
                    return false;
                }
            }
            else if (nested && !isContentComplete(type, column, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isContentComplete(DataType type, Column column, int position)
    {
        if (type instanceof RowType row) {
            for (int i = 0; i < row.size(); i++) {
                if (!isComplete(row.field(i).type(), ((RowColumn) column).field(i), position, position + 1)) {
                    return false;
                }
            }
            return true;
        }
        if (column instanceof ArrayColumn array) {
            DataType element = type instanceof ArrayType list ? list.element() : ((VectorType) type).element();
            return isComplete(element, array.elements(), array.offsets()[position], array.offsets()[position + 1]);
        }
        MapColumn map = (MapColumn) column;
        int start = map.offsets()[position];
        int end = map.offsets()[position + 1];
        DataType key = type instanceof MapType entries ? entries.key() : ((MultisetType) type).element();
        return isComplete(key.withNullable(false), map.keys(), start, end)
                && (!(type instanceof MapType entries) || isComplete(entries.value(), map.values(), start, end));
    }
}
