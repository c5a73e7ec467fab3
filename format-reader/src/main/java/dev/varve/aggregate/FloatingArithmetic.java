package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.type.FloatType;

/** Sums and products of FLOAT and DOUBLE, each step rounded to the type. */
final class FloatingArithmetic
        extends Arithmetic
{
    private final boolean single;
    private double value;

    FloatingArithmetic(Operation operation, FunctionColumn function)
    {
        super(operation, function);
        single = function.column().type() instanceof FloatType;
    }

    private double read(Column column, int position)
    {
        return single ? Float.intBitsToFloat(((IntColumn) column).values()[position]) : Double.longBitsToDouble(((LongColumn) column).values()[position]);
    }

    /** A double has more than twice the digits of a float, so rounding a result twice is rounding it once. */
    private boolean rounded(double result)
    {
        value = single ? (float) result : result;
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
        return rounded(value + read(column, position));
    }

    @Override
    boolean minus(Column column, int position)
    {
        return rounded(value - read(column, position));
    }

    @Override
    boolean times(Column column, int position)
    {
        return rounded(value * read(column, position));
    }

    @Override
    boolean dividedBy(Column column, int position)
    {
        return rounded(value / read(column, position));
    }

    @Override
    boolean negate()
    {
        return rounded(-value);
    }

    @Override
    void appendValue(ColumnBuilder builder)
    {
        if (single) {
            ((IntBuilder) builder).append(Float.floatToRawIntBits((float) value));
        }
        else {
            ((LongBuilder) builder).append(Double.doubleToRawLongBits(value));
        }
    }
}
