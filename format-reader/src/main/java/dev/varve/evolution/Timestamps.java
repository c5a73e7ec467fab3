package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Fixed12Column;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.type.Timestamp;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Single values of TIMESTAMP and TIMESTAMP WITH LOCAL TIME ZONE columns of either layout. */
final class Timestamps
{
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int PICOS_PER_NANO = 1_000;

    /** Up to this precision columns have the layout of microseconds. */
    static final int MAX_LONG_PRECISION = 6;

    private Timestamps() {}

    static Timestamp value(Column column, int position)
    {
        if (column instanceof LongColumn longs) {
            return Timestamp.ofMicros(longs.values()[position]);
        }
        Fixed12Column words = (Fixed12Column) column;
        return new Timestamp(words.epochMicros(position), words.picosOfMicro(position) / PICOS_PER_NANO);
    }

    static long epochMillis(Column column, int position)
    {
        return value(column, position).epochMillis();
    }

    /** What the value shows in UTC. */
    static LocalDateTime local(Column column, int position)
    {
        return value(column, position).toLocalDateTime();
    }

    /** What the value shows in the time zone of the process, if it is an instant. */
    static LocalDateTime inDefaultZone(Column column, int position)
    {
        return local(column, position).atOffset(ZoneOffset.UTC).atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime();
    }

    static void append(ColumnBuilder target, Timestamp value)
    {
        if (target instanceof LongBuilder longs) {
            longs.append(value.epochMicros());
        }
        else {
            ((Fixed12Builder) target).append(value.epochMicros(), value.nanosOfMicro() * PICOS_PER_NANO);
        }
    }

    static Timestamp of(LocalDateTime local)
    {
        return of(local.toInstant(ZoneOffset.UTC));
    }

    static Timestamp of(Instant instant)
    {
        long micros = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / NANOS_PER_MICRO);
        return new Timestamp(micros, instant.getNano() % NANOS_PER_MICRO);
    }

    /** Drops digits of the fraction. Milliseconds are cut toward 1970, what is below them toward the past. */
    static Timestamp truncate(Timestamp value, int precision)
    {
        if (precision <= 3) {
            long unit = powerOfTen(3 - precision);
            return Timestamp.ofMillis(value.epochMillis() / unit * unit, 0);
        }
        int unit = powerOfTen(9 - precision);
        return Timestamp.ofMillis(value.epochMillis(), value.nanosOfMilli() / unit * unit);
    }

    private static int powerOfTen(int exponent)
    {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
