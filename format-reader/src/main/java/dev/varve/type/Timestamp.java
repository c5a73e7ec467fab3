package dev.varve.type;

/**
 * A value of TIMESTAMP or TIMESTAMP_LTZ: local time or instant, as distance from 1970-01-01T00:00:00.
 *
 * @param epochMicros whole microseconds, rounded down
 * @param nanosOfMicro 0 to 999
 */
public record Timestamp(long epochMicros, int nanosOfMicro)
        implements Comparable<Timestamp>
{
    public Timestamp
    {
        if (nanosOfMicro < 0 || nanosOfMicro > 999) {
            throw new IllegalArgumentException("nanosOfMicro must be between 0 and 999: " + nanosOfMicro);
        }
    }

    @Override
    public int compareTo(Timestamp other)
    {
        int order = Long.compare(epochMicros, other.epochMicros);
        return order != 0 ? order : Integer.compare(nanosOfMicro, other.nanosOfMicro);
    }
}
