package dev.varve.evolution;

import dev.varve.column.ByteBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Reads a value of a scalar type from text. */
@FunctionalInterface
interface TextParser
{
    /** Appends the value, or null; throws as {@link ValueConversion.Step} says. */
    void parse(String text, ColumnBuilder target);

    /** Empty if the format has no text of the type's values. */
    static Optional<TextParser> of(DataType type)
    {
        if (type instanceof BooleanType) {
            return Optional.of((text, target) -> ((ByteBuilder) target).append((byte) (parseBoolean(text) ? 1 : 0)));
        }
        if (type instanceof TinyIntType) {
            return integer(type, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (type instanceof SmallIntType) {
            return integer(type, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof IntType) {
            return integer(type, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof BigIntType) {
            return integer(type, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type instanceof FloatType) {
            return Optional.of((text, target) -> ((IntBuilder) target).append(Float.floatToRawIntBits(Float.parseFloat(text))));
        }
        if (type instanceof DoubleType) {
            return Optional.of((text, target) -> ((LongBuilder) target).append(Double.doubleToRawLongBits(Double.parseDouble(text))));
        }
        if (type instanceof DecimalType decimal) {
            return Optional.of((text, target) -> NumberConversions.appendDecimal(new BigDecimal(text), decimal, target));
        }
        if (type instanceof DateType) {
            return Optional.of((text, target) -> ((IntBuilder) target).append(isInteger(text) ? (int) parseInteger(text, Integer.MIN_VALUE, Integer.MAX_VALUE) : TimeText.parseDate(text)));
        }
        if (type instanceof TimeType) {
            return Optional.of((text, target) -> ((IntBuilder) target).append(isInteger(text) ? (int) parseInteger(text, Integer.MIN_VALUE, Integer.MAX_VALUE) : TimeText.parseTime(text)));
        }
        if (type instanceof TimestampType timestamp) {
            return Optional.of((text, target) -> Timestamps.append(target, isInteger(text)
                    ? ofEpoch(parseInteger(text, Long.MIN_VALUE, Long.MAX_VALUE), timestamp.precision())
                    : Timestamps.of(TimeText.parseTimestamp(text, timestamp.precision()))));
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return Optional.of((text, target) -> Timestamps.append(target, Timestamps.of(
                    TimeText.parseTimestamp(text, timestamp.precision()).atZone(ZoneId.systemDefault()).toInstant())));
        }
        return Optional.empty();
    }

    private static Optional<TextParser> integer(DataType type, long min, long max)
    {
        return Optional.of((text, target) -> NumberConversions.appendLong(parseInteger(text, min, max), type, target));
    }

    private static boolean parseBoolean(String text)
    {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "true", "y", "yes", "1" -> true;
            case "f", "false", "n", "no", "0" -> false;
            default -> throw new IllegalArgumentException("Not a truth value: " + text);
        };
    }

    private static boolean isInteger(String text)
    {
        int start = text.startsWith("-") ? 1 : 0;
        return text.length() > start && text.chars().skip(start).allMatch(Character::isDigit);
    }

    /** A sign, digits, a point and digits: all optional, but there is more than a sign. What follows the point is ignored. */
    private static long parseInteger(String text, long min, long max)
    {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int point = text.indexOf('.');
        int end = point < 0 ? text.length() : point;
        boolean wellFormed = text.length() > start && text.chars().skip(start).filter(character -> character != '.').allMatch(character -> character >= '0' && character <= '9');
        if (!wellFormed || point != text.lastIndexOf('.')) {
            throw new NumberFormatException("Not a number: " + text);
        }
        long value = end == start ? 0 : Long.parseLong(text, 0, end, 10);
        if (value < min || value > max) {
            throw new NumberFormatException("Out of range: " + text);
        }
        return value;
    }

    /** A count since the epoch of the unit that the precision stands for. */
    private static Timestamp ofEpoch(long count, int precision)
    {
        return switch (precision) {
            case 0 -> Timestamp.ofMicros(Math.multiplyExact(count, 1_000_000L));
            case 3 -> Timestamp.ofMicros(Math.multiplyExact(count, 1_000L));
            case 6 -> Timestamp.ofMicros(count);
            case 9 -> new Timestamp(Math.floorDiv(count, 1_000L), (int) Math.floorMod(count, 1_000L));
            default -> throw new IllegalArgumentException("A number is a timestamp only with 0, 3, 6 or 9 fractional digits");
        };
    }
}
