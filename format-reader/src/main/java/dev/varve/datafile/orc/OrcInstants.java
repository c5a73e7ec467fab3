package dev.varve.datafile.orc;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * What instants in a file mean. Unless a table says otherwise, writers store the wall clock that an instant shows in UTC, taken for one of
 * their own time zone. A file with a TIMESTAMP column names the zone, so the instant can be told wherever it is read. One that has only
 * instants does not: it is taken to be of this machine's zone, which is what Apache Paimon's own reader takes for every file.
 */
interface OrcInstants
{
    OrcInstants AS_THEY_ARE = epochMicros -> epochMicros;

    /** The instant that is meant, in microseconds since the epoch as is the one stored. */
    long instant(long storedMicros)
            throws IOException;

    /** Of a writer in that zone, which is asked for when it is needed. */
    static OrcInstants wallClocks(WriterZone writerZone)
    {
        return new WallClocks(writerZone);
    }

    /** Where the time zone of the writer is found. */
    interface WriterZone
    {
        TimeZone read()
                throws IOException;
    }

    /** Not safe for use by several threads. */
    final class WallClocks
            implements OrcInstants
    {
        private static final int MICROS_PER_MILLI = 1_000;
        private static final TimeZone UTC = TimeZone.getTimeZone(ZoneOffset.UTC);

        private final WriterZone writerZone;
        private TimeZone zone;
        private boolean isUtc;

        private WallClocks(WriterZone writerZone)
        {
            this.writerZone = writerZone;
        }

        @Override
        public long instant(long storedMicros)
                throws IOException
        {
            if (zone == null) {
                zone = writerZone.read();
                isUtc = zone.hasSameRules(UTC);
            }
            return isUtc ? storedMicros : storedMicros + (long) zone.getOffset(Math.floorDiv(storedMicros, MICROS_PER_MILLI)) * MICROS_PER_MILLI;
        }
    }
}
