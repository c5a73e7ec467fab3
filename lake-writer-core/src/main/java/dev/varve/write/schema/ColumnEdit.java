package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Follows a path of a {@link SchemaChange} into the columns of a table and changes what is at its end. */
final class ColumnEdit
{
    private static final String ELEMENT = "element";
    private static final String VALUE = "value";

    /** What happens to the siblings of a column or member, itself included. */
    @FunctionalInterface
    interface Siblings
    {
        List<Field> change(List<Field> fields, String name);
    }

    private final List<String> path;
    private final Siblings onFields;
    private final UnaryOperator<DataType> onElement;

    private ColumnEdit(List<String> path, Siblings onFields, UnaryOperator<DataType> onElement)
    {
        this.path = path;
        this.onFields = onFields;
        this.onElement = onElement;
    }

    /** Changes the columns, or the members of the row, that the last name of the path belongs to. */
    static List<Field> siblings(List<Field> columns, List<String> path, Siblings change)
    {
        return new ColumnEdit(path, change, type -> {
            throw VarveException.invalid("'" + String.join(".", path) + "' is no column and no member of a row, so only its type can be changed");
        }).fields(columns, 0);
    }

    /** Changes the column or member at the end of the path. */
    static List<Field> field(List<Field> columns, List<String> path, UnaryOperator<Field> change)
    {
        return siblings(columns, path, (fields, name) -> replaced(fields, requireIndex(fields, name, path), change));
    }

    /** Changes the type of the column, member, element or value at the end of the path. */
    static List<Field> type(List<Field> columns, List<String> path, UnaryOperator<DataType> change)
    {
        return new ColumnEdit(
                path,
                (fields, name) -> replaced(fields, requireIndex(fields, name, path), field -> field.withType(change.apply(field.type()))),
                change).fields(columns, 0);
    }

    /**
     * @throws VarveException of kind NOT_FOUND if there is no field of that name, which is part of the path
     */
    static int requireIndex(List<Field> fields, String name, List<String> path)
    {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw VarveException.notFound("Column '" + String.join(".", path) + "' does not exist" +
                (path.size() > 1 || !path.contains(name) ? ": there is no '" + name + "'" : "") + "; there are " + fields.stream().map(Field::name).toList());
    }

    private static List<Field> replaced(List<Field> fields, int index, UnaryOperator<Field> change)
    {
        List<Field> result = new ArrayList<>(fields);
        result.set(index, change.apply(fields.get(index)));
        return result;
    }

    private List<Field> fields(List<Field> fields, int depth)
    {
        String name = path.get(depth);
        if (depth == path.size() - 1) {
            return onFields.change(fields, name);
        }
        return replaced(fields, requireIndex(fields, name, path), field -> field.withType(nested(field.type(), depth + 1)));
    }

    private DataType nested(DataType type, int depth)
    {
        if (type instanceof RowType row) {
            return new RowType(fields(row.fields(), depth), row.nullable());
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(element(array.element(), ELEMENT, depth), array.nullable());
        }
        if (type instanceof MapType map) {
            return new MapType(map.key(), element(map.value(), VALUE, depth), map.nullable());
        }
        throw VarveException.invalid("Column '" + String.join(".", path) + "' does not exist: '" + String.join(".", path.subList(0, depth)) + "' is " + type);
    }

    private DataType element(DataType type, String expected, int depth)
    {
        if (!path.get(depth).equals(expected)) {
            throw VarveException.invalid("Column '" + String.join(".", path) + "' does not exist: after '" + String.join(".", path.subList(0, depth)) + "', only '" + expected + "' can follow");
        }
        return depth == path.size() - 1 ? onElement.apply(type) : nested(type, depth + 1);
    }
}
