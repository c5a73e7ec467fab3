package dev.varve.system;

import dev.varve.type.Timestamp;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Times of system tables, which are those of clocks on the wall. */
final class LocalTimes
{
    private LocalTimes() {}

    /** The local time of an instant. */
    static Timestamp ofEpochMillis(long epochMillis, ZoneId zone)
    {
        return of(LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), zone));
    }

    /** Cut to milliseconds. */
    static Timestamp of(LocalDateTime time)
    {
        return Timestamp.ofMillis(time.toInstant(ZoneOffset.UTC).toEpochMilli(), 0);
    }

    /** @param millis of a wall clock, counted as if it were in UTC */
    static Timestamp ofWallClock(long millis)
    {
        return Timestamp.ofMillis(millis, 0);
    }

    /** The instant, epoch milliseconds, at which a wall clock in the zone of the process shows that. */
    static long toEpochMillis(long wallClockMillis)
    {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(wallClockMillis), ZoneOffset.UTC).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
    }
}
