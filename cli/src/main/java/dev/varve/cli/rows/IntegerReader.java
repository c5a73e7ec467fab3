package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ByteBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.ShortBuilder;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;

import java.io.IOException;
import java.math.BigDecimal;

/** TINYINT, SMALLINT, INT and BIGINT. */
final class IntegerReader
        extends ValueReader
{
    private static final int MAX_DIGITS = 100;

    private final long min;
    private final long max;

    IntegerReader(DataType type)
    {
        super(type);
        max = type instanceof BigIntType ? Long.MAX_VALUE : type instanceof IntType ? Integer.MAX_VALUE : type instanceof SmallIntType ? Short.MAX_VALUE : Byte.MAX_VALUE;
        min = -max - 1;
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            append(json.getLongValue(), target);
        }
        else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_STRING) {
            readText(json.getText(), target);
        }
        else {
            throw unexpected(json, "a number");
        }
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        long value;
        try {
            value = Long.parseLong(text);
        }
        catch (NumberFormatException e) {
            value = exact(text);
        }
        append(value, target);
    }

    /** A whole number that is written otherwise, as 1.0 or 1e3. */
    private long exact(String text)
            throws ValueException
    {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        }
        catch (NumberFormatException e) {
            throw new ValueException("'" + abbreviated(text) + "' is no whole number");
        }
        if (Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS) {
            throw new ValueException(abbreviated(text) + " is out of the range of " + type());
        }
        try {
            return number.longValueExact();
        }
        catch (ArithmeticException e) {
            throw new ValueException(abbreviated(text) + " is no whole number in the range of " + type());
        }
    }

    private void append(long value, ColumnBuilder target)
            throws ValueException
    {
        if (value < min || value > max) {
            throw new ValueException(value + " is out of the range of " + type());
        }
        if (target instanceof LongBuilder longs) {
            longs.append(value);
        }
        else if (target instanceof IntBuilder ints) {
            ints.append((int) value);
        }
        else if (target instanceof ShortBuilder shorts) {
            shorts.append((short) value);
        }
        else {
            ((ByteBuilder) target).append((byte) value);
        }
    }
}
