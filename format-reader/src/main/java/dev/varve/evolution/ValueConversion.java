package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.error.VarveException;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;

import java.time.DateTimeException;

/** Converts value by value, where there is no shorter way. */
final class ValueConversion
        implements Conversion
{
    /** In characters, of a value in a message. */
    private static final int LONGEST_QUOTE = 100;

    private final String column;
    private final DataType from;
    private final DataType to;
    private final DataType built;
    private final Step step;

    /**
     * @param column the name of the column, for messages
     * @param step converts a value that is not null
     */
    ValueConversion(String column, DataType from, DataType to, Step step)
    {
        this(column, from, to, to, step);
    }

    /** @param built the type of the columns that the conversion makes, if it is but the first step to {@code to} */
    ValueConversion(String column, DataType from, DataType to, DataType built, Step step)
    {
        this.column = column;
        this.from = from;
        this.to = to;
        this.built = built;
        this.step = step;
    }

    /** Appends the counterpart of one value; says that there is none by any of the exceptions that parsers and exact arithmetic throw. */
    @FunctionalInterface
    interface Step
    {
        void convert(Column source, int position, ColumnBuilder target);
    }

    @Override
    public Column convert(Column source)
    {
        ColumnBuilder target = ColumnBuilder.of(built, source.size());
        for (int i = 0; i < source.size(); i++) {
            if (source.isNull(i)) {
                target.appendNull();
            }
            else {
                convert(source, i, target);
            }
        }
        return target.build();
    }

    private void convert(Column source, int position, ColumnBuilder target)
    {
        try {
            step.convert(source, position, target);
        }
        catch (IllegalArgumentException | ArithmeticException | DateTimeException | IndexOutOfBoundsException e) {
            throw new VarveException(
                    VarveException.Kind.INVALID_REQUEST,
                    "Column '%s' was changed from %s to %s, but an older file holds a value that cannot be read so: %s; change the type of the column back to read it"
                            .formatted(column, from, to, describe(source, position)),
                    e);
        }
    }

    private String describe(Column source, int position)
    {
        Column text = from instanceof VarCharType || from instanceof CharType
                ? source
                : ColumnCast.of(column, from, TextConversions.STRING).apply(source.select(new int[] {position}, 1)).flatten();
        String value = TextConversions.text(text, text == source ? position : 0);
        return value.length() <= LONGEST_QUOTE ? "'" + value + "'" : "'" + value.substring(0, LONGEST_QUOTE) + "...'";
    }
}
