package dev.varve.write.file.orc;

import dev.varve.type.DataType;
import dev.varve.type.Timestamp;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * How the timestamps of a file are stored. A file names the zone of its writer, and readers take wall clocks from that to their own.
 *
 * <p>By default the format holds an instant as the wall clock that it shows in UTC, understood in the zone of the writer, and its readers undo
 * that with the zone of theirs. So such files name the zone of this process; all others name UTC, in which every wall clock exists.
 *
 * @param utc whether files name UTC
 * @param local for TIMESTAMP
 * @param instant for TIMESTAMP WITH LOCAL TIME ZONE
 */
record OrcClock(boolean utc, Stored local, Stored instant)
{
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final OrcClock UTC = new OrcClock(true, micros -> micros, micros -> micros);

    /** What is stored for a timestamp, both in microseconds since the epoch. */
    @FunctionalInterface
    interface Stored
    {
        long micros(long micros);
    }

    /**
     * @param wallClockInstants whether instants are held as wall clocks
     */
    static OrcClock of(List<DataType> types, boolean wallClockInstants)
    {
        ZoneId zone = ZoneId.systemDefault();
        boolean isUtc = zone.getRules().isFixedOffset() && zone.getRules().getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
        if (isUtc || !wallClockInstants || types.stream().noneMatch(OrcTypes::hasInstants)) {
            return UTC;
        }
        Stored wallClock = micros -> inZone(micros, zone);
        return new OrcClock(false, wallClock, wallClock);
    }

    private static long inZone(long micros, ZoneId zone)
    {
        Instant instant = Timestamp.ofMicros(micros).toLocalDateTime().atZone(zone).toInstant();
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), (long) MICROS_PER_SECOND), instant.getNano() / 1000);
    }
}
