package dev.varve.write.file.orc;

import dev.varve.type.DataType;

import java.time.ZoneOffset;
import java.util.List;
import java.util.TimeZone;

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
    private static final int MICROS_PER_MILLI = 1_000;
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
        TimeZone zone = TimeZone.getDefault();
        if (zone.hasSameRules(TimeZone.getTimeZone(ZoneOffset.UTC)) || !wallClockInstants || types.stream().noneMatch(OrcTypes::hasInstants)) {
            return UTC;
        }
        Stored wallClock = micros -> inZone(micros, zone);
        return new OrcClock(false, wallClock, wallClock);
    }

    /**
     * The instant at which clocks in a zone show the same as clocks in UTC do at another. Readers go back with {@link TimeZone#getOffset},
     * which knows less of the 19th century than java.time.
     */
    private static long inZone(long micros, TimeZone zone)
    {
        long millis = Math.floorDiv(micros, MICROS_PER_MILLI);
        int offset = zone.getOffset(millis - zone.getRawOffset());
        int offsetThen = zone.getOffset(millis - offset);
        return micros - (long) offsetThen * MICROS_PER_MILLI;
    }
}
