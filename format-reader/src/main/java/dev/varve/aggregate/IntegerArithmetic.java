package dev.varve.aggregate;

import dev.varve.column.ByteBuilder;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortBuilder;
import dev.varve.column.ShortColumn;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;

/** Sums and products of TINYINT to BIGINT. Overflow wraps around at the width of the type, division cuts toward zero. */
final class IntegerArithmetic
        extends Arithmetic
{
    private final int width;
    private long value;

    IntegerArithmetic(Operation operation, FunctionColumn function)
    {
        super(operation, function);
        width = width(function.column().type());
    }

    /** Bytes of an integer type, 0 for other types. */
    static int width(DataType type)
    {
        if (type instanceof TinyIntType) {
            return Byte.BYTES;
        }
        if (type instanceof SmallIntType) {
            return Short.BYTES;
        }
        if (type instanceof IntType) {
            return Integer.BYTES;
        }
        return type instanceof BigIntType ? Long.BYTES : 0;
    }

    private long read(Column column, int position)
    {
        return switch (width) {
            case Byte.BYTES -> ((ByteColumn) column).values()[position];
            case Short.BYTES -> ((ShortColumn) column).values()[position];
            case Integer.BYTES -> ((IntColumn) column).values()[position];
            default -> ((LongColumn) column).values()[position];
        };
    }

    private boolean wrapped(long result)
    {
        value = switch (width) {
            case Byte.BYTES -> (byte) result;
            case Short.BYTES -> (short) result;
            case Integer.BYTES -> (int) result;
            default -> result;
        };
        return true;
    }

    @Override
    void load(Column column, int position)
    {
        value = read(column, position);
    }

    @Override
    boolean plus(Column column, int position)
    {
        return wrapped(value + read(column, position));
    }

    @Override
    boolean minus(Column column, int position)
    {
        return wrapped(value - read(column, position));
    }

    @Override
    boolean times(Column column, int position)
    {
        return wrapped(value * read(column, position));
    }

    @Override
    boolean dividedBy(Column column, int position)
    {
        return wrapped(value / read(column, position));
    }

    @Override
    boolean negate()
    {
        return wrapped(-value);
    }

    @Override
    void appendValue(ColumnBuilder builder)
    {
        switch (width) {
            case Byte.BYTES -> ((ByteBuilder) builder).append((byte) value);
            case Short.BYTES -> ((ShortBuilder) builder).append((short) value);
            case Integer.BYTES -> ((IntBuilder) builder).append((int) value);
            default -> ((LongBuilder) builder).append(value);
        }
    }
}
