package dev.varve.type;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** ROW: named fields in order. The columns of a table are a row type, too. */
public record RowType(List<Field> fields, boolean nullable)
        implements DataType
{
    public RowType
    {
        fields = List.copyOf(fields);
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException("Field '" + field.name() + "' occurs twice");
            }
        }
    }

    /** A row type that is not null, such as the columns of a table. */
    public static RowType of(List<Field> fields)
    {
        return new RowType(fields, false);
    }

    public int size()
    {
        return fields.size();
    }

    public Field field(int index)
    {
        return fields.get(index);
    }

    /** The position of the field with that exact name. */
    public OptionalInt indexOf(String name)
    {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The position of the field with that id. */
    public OptionalInt indexOfId(int id)
    {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).id() == id) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    public List<String> names()
    {
        return fields.stream().map(Field::name).toList();
    }

    @Override
    public RowType withNullable(boolean nullable)
    {
        return new RowType(fields, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed(
                fields.stream().map(field -> "`" + field.name() + "` " + field.type()).collect(Collectors.joining(", ", "ROW<", ">")),
                nullable);
    }
}
