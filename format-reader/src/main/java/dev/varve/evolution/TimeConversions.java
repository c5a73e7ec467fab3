package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Optional;

/**
 * Conversions between dates, times and timestamps, and between timestamps and seconds since the epoch.
 *
 * <p>Divisions cut toward 1970, as the format's reference does it: half a second before 1970 is on the first day of 1970, and has
 * a negative time of day.
 */
final class TimeConversions
{
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private TimeConversions() {}

    /** Empty if the format defines no such conversion. */
    static Optional<Conversion> find(String column, DataType from, DataType to)
    {
        if (isTimestamp(from) && isTimestamp(to) && from.getClass() == to.getClass() && keepsLayout(precision(from), precision(to))) {
            return Optional.of(Conversion.IDENTITY);
        }
        return Optional.ofNullable(step(from, to)).map(step -> new ValueConversion(column, from, to, step));
    }

    private static boolean keepsLayout(int from, int to)
    {
        return from <= to && from <= Timestamps.MAX_LONG_PRECISION == to <= Timestamps.MAX_LONG_PRECISION;
    }

    private static ValueConversion.Step step(DataType from, DataType to)
    {
        if (isTimestamp(to)) {
            return toTimestamp(from, to);
        }
        if (!isTimestamp(from)) {
            return null;
        }
        boolean instant = from instanceof LocalZonedTimestampType;
        if (to instanceof DateType) {
            return instant
                    ? (source, position, target) -> appendInt(target, wallClockMillis(source, position).toLocalDate().toEpochDay())
                    : (source, position, target) -> appendInt(target, Timestamps.epochMillis(source, position) / MILLIS_PER_DAY);
        }
        if (to instanceof TimeType) {
            return instant
                    ? (source, position, target) -> appendInt(target, wallClockMillis(source, position).getLong(ChronoField.MILLI_OF_DAY))
                    : (source, position, target) -> appendInt(target, Timestamps.epochMillis(source, position) % MILLIS_PER_DAY);
        }
        if (to instanceof BigIntType) {
            return (source, position, target) -> ((LongBuilder) target).append(Timestamps.epochMillis(source, position) / MILLIS_PER_SECOND);
        }
        if (to instanceof IntType) {
            return (source, position, target) -> appendInt(target, Timestamps.epochMillis(source, position) / MILLIS_PER_SECOND);
        }
        return null;
    }

    private static ValueConversion.Step toTimestamp(DataType from, DataType to)
    {
        int precision = precision(to);
        boolean instant = to instanceof LocalZonedTimestampType;
        if (from instanceof DateType) {
            return (source, position, target) -> {
                LocalDateTime midnight = LocalDate.ofEpochDay(((IntColumn) source).values()[position]).atStartOfDay();
                Timestamps.append(target, instant ? Timestamps.of(midnight.atZone(ZoneId.systemDefault()).toInstant()) : Timestamps.of(midnight));
            };
        }
        if (from instanceof TimeType) {
            return (source, position, target) ->
                    Timestamps.append(target, Timestamps.truncate(Timestamp.ofMillis(((IntColumn) source).values()[position], 0), precision));
        }
        if (from instanceof IntType || from instanceof BigIntType) {
            // Seconds wrap around as milliseconds. For an instant the reference takes what the clock shows in the default zone as if it were UTC.
            return (source, position, target) -> Timestamps.append(target, Timestamps.of(LocalDateTime.ofInstant(
                    Instant.ofEpochMilli(NumberConversions.longValue(source, position) * MILLIS_PER_SECOND),
                    instant ? ZoneId.systemDefault() : ZoneOffset.UTC)));
        }
        if (!isTimestamp(from)) {
            return null;
        }
        boolean truncates = precision(from) > precision;
        return (source, position, target) -> {
            Timestamp value = Timestamps.value(source, position);
            if (instant && from instanceof TimestampType) {
                value = Timestamps.of(value.toLocalDateTime().atZone(ZoneId.systemDefault()).toInstant());
            }
            else if (!instant && from instanceof LocalZonedTimestampType) {
                value = Timestamps.of(Timestamps.inDefaultZone(source, position));
            }
            Timestamps.append(target, truncates ? Timestamps.truncate(value, precision) : value);
        };
    }

    /** What an instant, rounded down to the millisecond, shows in the time zone of the process. */
    private static LocalDateTime wallClockMillis(Column source, int position)
    {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(Timestamps.epochMillis(source, position)), ZoneId.systemDefault());
    }

    private static void appendInt(ColumnBuilder target, long value)
    {
        ((IntBuilder) target).append((int) value);
    }

    static boolean isTimestamp(DataType type)
    {
        return type instanceof TimestampType || type instanceof LocalZonedTimestampType;
    }

    static int precision(DataType type)
    {
        return type instanceof TimestampType timestamp ? timestamp.precision() : ((LocalZonedTimestampType) type).precision();
    }
}
