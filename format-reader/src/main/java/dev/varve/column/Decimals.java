package dev.varve.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/** Single values of DECIMAL columns, which are longs or 128-bit integers by precision. For where arithmetic on arrays does not do. */
public final class Decimals
{
    /** No DECIMAL has more digits. */
    private static final int MAX_PRECISION = 38;

    private static final BigInteger LOW_WORD = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private Decimals() {}

    /** A value that is not null, of a flat column of that scale. */
    public static BigDecimal value(Column column, int position, int scale)
    {
        if (column instanceof LongColumn longs) {
            return BigDecimal.valueOf(longs.values()[position], scale);
        }
        Int128Column words = (Int128Column) column;
        return new BigDecimal(unscaled(words.high(position), words.low(position)), scale);
    }

    /** Appends a value of the scale of the builder's column. */
    public static void append(ColumnBuilder builder, BigDecimal value)
    {
        BigInteger unscaled = value.unscaledValue();
        if (builder instanceof LongBuilder longs) {
            longs.append(unscaled.longValueExact());
        }
        else {
            ((Int128Builder) builder).append(unscaled.shiftRight(Long.SIZE).longValueExact(), unscaled.longValue());
        }
    }

    /** The value rounded half up to the scale; empty if it then has more digits than the precision. */
    public static Optional<BigDecimal> fit(BigDecimal value, int precision, int scale)
    {
        // Exponents can be so large that rescaling would need gigabytes.
        long integerDigits = (long) value.precision() - value.scale();
        if (value.signum() == 0 || integerDigits < -scale) {
            return Optional.of(BigDecimal.valueOf(0, scale));
        }
        if (integerDigits > MAX_PRECISION) {
            return Optional.empty();
        }
        BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
        return rounded.precision() > precision ? Optional.empty() : Optional.of(rounded);
    }

    /** A 128-bit signed integer from its halves. */
    public static BigInteger unscaled(long high, long low)
    {
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).or(BigInteger.valueOf(low).and(LOW_WORD));
    }
}
