package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.Int128Builder;
import dev.varve.column.Int128Column;
import dev.varve.type.DecimalType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Sums and products of decimals of more than 18 digits; a result that does not fit the type is null. */
final class LongDecimalArithmetic
        extends Arithmetic
{
    private final int precision;
    private final int scale;

    /** The smallest unscaled value that has too many digits, as two words. */
    private final long boundHigh;
    private final long boundLow;

    /** The unscaled value, as two words. */
    private long high;
    private long low;

    LongDecimalArithmetic(Operation operation, FunctionColumn function, DecimalType type)
    {
        super(operation, function);
        precision = type.precision();
        scale = type.scale();
        BigInteger bound = BigInteger.TEN.pow(precision);
        boundHigh = bound.shiftRight(Long.SIZE).longValueExact();
        boundLow = bound.longValue();
    }

    @Override
    void load(Column column, int position)
    {
        high = ((Int128Column) column).high(position);
        low = ((Int128Column) column).low(position);
    }

    @Override
    boolean plus(Column column, int position)
    {
        return plus(((Int128Column) column).high(position), ((Int128Column) column).low(position));
    }

    @Override
    boolean minus(Column column, int position)
    {
        long otherHigh = ((Int128Column) column).high(position);
        long otherLow = ((Int128Column) column).low(position);
        return plus(negatedHigh(otherHigh, otherLow), -otherLow);
    }

    private boolean plus(long otherHigh, long otherLow)
    {
        long sumLow = low + otherLow;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + otherHigh + carry;
        boolean overflow = ((high ^ sumHigh) & (otherHigh ^ sumHigh)) < 0;
        high = sumHigh;
        low = sumLow;
        return !overflow && fits();
    }

    private boolean fits()
    {
        boolean negative = high < 0;
        long magnitudeHigh = negative ? negatedHigh(high, low) : high;
        long magnitudeLow = negative ? -low : low;
        int order = Long.compare(magnitudeHigh, boundHigh);
        return order < 0 || order == 0 && Long.compareUnsigned(magnitudeLow, boundLow) < 0;
    }

    private static long negatedHigh(long high, long low)
    {
        return low == 0 ? -high : ~high;
    }

    @Override
    boolean times(Column column, int position)
    {
        return fitted(value().multiply(Decimals.value(column, position, scale)));
    }

    @Override
    boolean dividedBy(Column column, int position)
    {
        return fitted(value().divide(Decimals.value(column, position, scale)));
    }

    private BigDecimal value()
    {
        return new BigDecimal(Decimals.unscaled(high, low), scale);
    }

    private boolean fitted(BigDecimal result)
    {
        Optional<BigInteger> fitted = Decimals.fit(result, precision, scale).map(BigDecimal::unscaledValue);
        fitted.ifPresent(unscaled -> {
            high = unscaled.shiftRight(Long.SIZE).longValueExact();
            low = unscaled.longValue();
        });
        return fitted.isPresent();
    }

    @Override
    boolean negate()
    {
        high = negatedHigh(high, low);
        low = -low;
        return fits();
    }

    @Override
    void appendValue(ColumnBuilder builder)
    {
        ((Int128Builder) builder).append(high, low);
    }
}
