package dev.varve.cli.rows;

import dev.varve.column.ColumnBuilder;
import dev.varve.error.VarveException;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.type.DataType;

/** Single values as users write them, with the same texts as in an input. */
public final class LiteralText
{
    private LiteralText() {}

    /**
     * The value as a {@link Literal}.
     *
     * @throws VarveException of kind INVALID_REQUEST if the text is none of the type, or the type has no literals
     */
    public static Object parse(DataType type, String text)
    {
        if (!Literal.exists(type)) {
            throw VarveException.invalid("values of type " + type + " cannot be compared");
        }
        ColumnBuilder value = ColumnBuilder.of(type, 1);
        try {
            ValueReader.of(type).readText(text, value);
        }
        catch (ValueException e) {
            throw VarveException.invalid(e.getMessage());
        }
        return LiteralColumn.value(type, value.build().flatten(), 0);
    }
}
