package dev.varve.trino.predicate;

import dev.varve.type.Timestamp;
import io.airlift.slice.Slice;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;

import java.math.BigDecimal;
import java.math.BigInteger;

import static io.trino.spi.type.Chars.trimTrailingSpaces;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.DateTimeEncoding.unpackMillisUtc;
import static io.trino.spi.type.TimeZoneKey.UTC_KEY;
import static io.trino.spi.type.Timestamps.MICROSECONDS_PER_MILLISECOND;
import static io.trino.spi.type.Timestamps.PICOSECONDS_PER_MILLISECOND;
import static io.trino.spi.type.Timestamps.PICOSECONDS_PER_NANOSECOND;

/**
 * Single values as Trino holds them outside of blocks (its "native" values) and as the kernel does
 * ({@link dev.varve.row.Literal}). Neither is ever null here.
 */
public final class NativeValue
{
    private NativeValue() {}

    /** Whether values of the type have a counterpart in the kernel. */
    public static boolean hasLiteral(Type type)
    {
        return switch (type) {
            case BooleanType _, TinyintType _, SmallintType _, IntegerType _, BigintType _, RealType _, DoubleType _, DecimalType _,
                 VarcharType _, CharType _, VarbinaryType _, DateType _, TimeType _, TimestampType _, TimestampWithTimeZoneType _ -> true;
            default -> false;
        };
    }

    /**
     * The literal of a value of a type that {@link #hasLiteral has literals}. Of a TIME, what is below a millisecond is cut.
     *
     * @throws ArithmeticException if the value is a time so remote that the table format has none
     */
    public static Object toLiteral(Type type, Object value)
    {
        return switch (type) {
            case RealType _ -> Float.intBitsToFloat(Math.toIntExact((long) value));
            case DecimalType decimal when decimal.isShort() -> BigDecimal.valueOf((long) value, decimal.getScale());
            case DecimalType decimal -> new BigDecimal(((Int128) value).toBigInteger(), decimal.getScale());
            case TimeType _ -> Math.floorDiv((long) value, PICOSECONDS_PER_MILLISECOND);
            case TimestampType timestamp when timestamp.isShort() -> Timestamp.ofMicros((long) value);
            case TimestampType _ -> toTimestamp((LongTimestamp) value);
            case TimestampWithTimeZoneType timestamp when timestamp.isShort() -> Timestamp.ofMillis(unpackMillisUtc((long) value), 0);
            case TimestampWithTimeZoneType _ -> toTimestamp((LongTimestampWithTimeZone) value);
            default -> value;
        };
    }

    private static Timestamp toTimestamp(LongTimestamp value)
    {
        return new Timestamp(value.getEpochMicros(), value.getPicosOfMicro() / PICOSECONDS_PER_NANOSECOND);
    }

    private static Timestamp toTimestamp(LongTimestampWithTimeZone value)
    {
        return Timestamp.ofMillis(value.getEpochMillis(), value.getPicosOfMilli() / PICOSECONDS_PER_NANOSECOND);
    }

    /** The value of a literal, for a type that {@link #hasLiteral has literals}. */
    public static Object ofLiteral(Type type, Object literal)
    {
        return switch (type) {
            case RealType _ -> (long) Float.floatToRawIntBits((float) literal);
            case DecimalType decimal -> ofDecimal(decimal, (BigDecimal) literal);
            case CharType _ -> trimTrailingSpaces((Slice) literal);
            case TimeType _ -> Math.multiplyExact((long) literal, PICOSECONDS_PER_MILLISECOND);
            case TimestampType timestamp -> ofTimestamp(timestamp, (Timestamp) literal);
            case TimestampWithTimeZoneType timestamp -> ofTimestamp(timestamp, (Timestamp) literal);
            default -> literal;
        };
    }

    private static Object ofDecimal(DecimalType type, BigDecimal literal)
    {
        BigInteger unscaled = literal.setScale(type.getScale()).unscaledValue();
        return type.isShort() ? (Object) unscaled.longValueExact() : Int128.valueOf(unscaled);
    }

    private static Object ofTimestamp(TimestampType type, Timestamp literal)
    {
        if (type.isShort()) {
            return literal.epochMicros();
        }
        return new LongTimestamp(literal.epochMicros(), literal.nanosOfMicro() * PICOSECONDS_PER_NANOSECOND);
    }

    private static Object ofTimestamp(TimestampWithTimeZoneType type, Timestamp literal)
    {
        if (type.isShort()) {
            return packDateTimeWithZone(Math.floorDiv(literal.epochMicros(), (long) MICROSECONDS_PER_MILLISECOND), UTC_KEY);
        }
        return LongTimestampWithTimeZone.fromEpochMillisAndFraction(literal.epochMillis(), literal.nanosOfMilli() * PICOSECONDS_PER_NANOSECOND, UTC_KEY);
    }
}
