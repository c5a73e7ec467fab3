package dev.varve.type;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A value of TIMESTAMP (as if the wall clock were UTC) or of TIMESTAMP WITH LOCAL TIME ZONE (an instant).
 *
 * @param epochMicros microseconds since 1970-01-01T00:00, rounded down
 * @param nanosOfMicro the rest, 0 to 999 nanoseconds
 */
public record Timestamp(long epochMicros, int nanosOfMicro)
        implements Comparable<Timestamp>
{
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int MICROS_PER_SECOND = 1_000_000;

    public Timestamp
    {
        if (nanosOfMicro < 0 || nanosOfMicro >= NANOS_PER_MICRO) {
            throw new IllegalArgumentException("Nanoseconds of a microsecond must be between 0 and 999: " + nanosOfMicro);
        }
    }

    public static Timestamp ofMicros(long epochMicros)
    {
        return new Timestamp(epochMicros, 0);
    }

    /**
     * @param epochMillis rounded down
     * @param nanosOfMilli the rest, 0 to 999,999 nanoseconds
     * @throws IllegalArgumentException if the nanoseconds are out of bounds
     * @throws ArithmeticException if the microseconds do not fit a long
     */
    public static Timestamp ofMillis(long epochMillis, int nanosOfMilli)
    {
        if (nanosOfMilli < 0 || nanosOfMilli >= NANOS_PER_MILLI) {
            throw new IllegalArgumentException("Nanoseconds of a millisecond must be between 0 and 999999: " + nanosOfMilli);
        }
        long micros = Math.addExact(Math.multiplyExact(epochMillis, (long) MICROS_PER_MILLI), nanosOfMilli / NANOS_PER_MICRO);
        return new Timestamp(micros, nanosOfMilli % NANOS_PER_MICRO);
    }

    /** Milliseconds since 1970-01-01T00:00, rounded down. */
    public long epochMillis()
    {
        return Math.floorDiv(epochMicros, MICROS_PER_MILLI);
    }

    /** What {@link #epochMillis} leaves over, 0 to 999,999 nanoseconds. */
    public int nanosOfMilli()
    {
        return Math.floorMod(epochMicros, MICROS_PER_MILLI) * NANOS_PER_MICRO + nanosOfMicro;
    }

    /** The date and time of day that the value shows in UTC. */
    public LocalDateTime toLocalDateTime()
    {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(epochMicros, MICROS_PER_SECOND),
                Math.floorMod(epochMicros, MICROS_PER_SECOND) * NANOS_PER_MICRO + nanosOfMicro,
                ZoneOffset.UTC);
    }

    @Override
    public int compareTo(Timestamp other)
    {
        int order = Long.compare(epochMicros, other.epochMicros);
        return order != 0 ? order : Integer.compare(nanosOfMicro, other.nanosOfMicro);
    }

    /** As {@link LocalDateTime#toString}: {@code 2024-01-01T10:00}. */
    @Override
    public String toString()
    {
        return toLocalDateTime().toString();
    }
}
