package dev.varve.write.schema;

import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.error.VarveException;
import dev.varve.evolution.ColumnCast;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;

/** The values that a writer puts in place of missing ones: text that is cast to the type of the column. */
public final class DefaultValue
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    private DefaultValue() {}

    /**
     * The default of a column as a column of one value. One pair of quotes around the text is left out.
     *
     * @throws VarveException of kind INVALID_REQUEST if the text is no value of the type
     */
    public static Column of(Field field)
    {
        return of(field.name(), field.type(), field.defaultValue().orElseThrow(() -> new IllegalArgumentException("Column '" + field.name() + "' has no default value")));
    }

    static void requireConvertible(Field field)
    {
        if (field.defaultValue().isPresent()) {
            of(field);
        }
    }

    private static Column of(String name, DataType type, String text)
    {
        boolean quoted = text.length() >= 2 && text.startsWith("'") && text.endsWith("'");
        BytesBuilder value = (BytesBuilder) ColumnBuilder.of(TEXT, 1);
        value.append(Slices.utf8Slice(quoted ? text.substring(1, text.length() - 1) : text));
        try {
            return ColumnCast.of(name, TEXT, type).apply(value.build());
        }
        catch (VarveException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST, "Column '" + name + "' cannot have the default value " + text + ", which is no " + type, e);
        }
    }
}
