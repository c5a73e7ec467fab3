package dev.varve.predicate;

import dev.varve.column.Layout;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Timestamp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What a comparison admits of a type whose columns hold whole numbers: those from {@code low} to {@code high}, both
 * included, or all others. A literal between two numbers of the column, such as a decimal of more digits, is rounded to
 * the side that keeps the comparison exact.
 */
record Interval(BigInteger low, BigInteger high, boolean complement)
{
    private static final long PICOS_PER_NANO = 1_000;
    private static final BigInteger PICOS_PER_MICRO = BigInteger.valueOf(1_000_000);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger WIDE_MIN = BigInteger.ONE.shiftLeft(127).negate();
    private static final BigInteger WIDE_MAX = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);

    static Interval of(Compare comparison)
    {
        Number number = Number.of(comparison.type(), comparison.literal());
        boolean wide = isWide(comparison.type());
        BigInteger min = wide ? WIDE_MIN : LONG_MIN;
        BigInteger max = wide ? WIDE_MAX : LONG_MAX;
        BigInteger floor = number.floor();
        BigInteger next = floor.add(BigInteger.ONE);
        BigInteger ceiling = number.exact() ? floor : next;
        return switch (comparison.comparison()) {
            case EQUAL -> clamped(ceiling, floor, false, min, max);
            case NOT_EQUAL -> clamped(ceiling, floor, true, min, max);
            case LESS -> clamped(min, ceiling.subtract(BigInteger.ONE), false, min, max);
            case LESS_OR_EQUAL -> clamped(min, floor, false, min, max);
            case GREATER -> clamped(next, max, false, min, max);
            case GREATER_OR_EQUAL -> clamped(ceiling, max, false, min, max);
        };
    }

    private static Interval clamped(BigInteger low, BigInteger high, boolean complement, BigInteger min, BigInteger max)
    {
        BigInteger from = low.max(min);
        BigInteger to = high.min(max);
        // An empty interval of numbers that the column can hold.
        return from.compareTo(to) <= 0 ? new Interval(from, to, complement) : new Interval(BigInteger.ONE, BigInteger.ZERO, complement);
    }

    /** Whether columns of the type hold numbers of more than 64 bits. */
    static boolean isWide(DataType type)
    {
        Layout layout = Layout.of(type);
        return layout == Layout.INT128 || layout == Layout.FIXED12;
    }

    /**
     * The number that stands for a literal in a column of the type: timestamps of {@link Layout#FIXED12} count picoseconds.
     *
     * @param floor the number itself, or the next smaller one if there is none for the literal
     */
    record Number(BigInteger floor, boolean exact)
    {
        static Number of(DataType type, Object literal)
        {
            if (literal instanceof Boolean bool) {
                return new Number(bool ? BigInteger.ONE : BigInteger.ZERO, true);
            }
            if (literal instanceof Long number) {
                return new Number(BigInteger.valueOf(number), true);
            }
            if (literal instanceof BigDecimal decimal && type instanceof DecimalType decimalType) {
                BigDecimal floor = decimal.setScale(decimalType.scale(), RoundingMode.FLOOR);
                return new Number(floor.unscaledValue(), floor.compareTo(decimal) == 0);
            }
            if (literal instanceof Timestamp timestamp) {
                BigInteger micros = BigInteger.valueOf(timestamp.epochMicros());
                if (!isWide(type)) {
                    return new Number(micros, timestamp.nanosOfMicro() == 0);
                }
                return new Number(micros.multiply(PICOS_PER_MICRO).add(BigInteger.valueOf(timestamp.nanosOfMicro() * PICOS_PER_NANO)), true);
            }
            throw new IllegalArgumentException("A " + literal.getClass().getSimpleName() + " cannot be compared with a column of type " + type);
        }

        /** Whether a column of the type can hold it. */
        boolean fits(DataType type)
        {
            return exact && floor.bitLength() < (isWide(type) ? 128 : 64);
        }
    }
}
