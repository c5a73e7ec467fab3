package dev.varve.trino.file;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import io.trino.orc.metadata.OrcType.OrcTypeKind;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;

/**
 * Corrects the timestamps that trino-orc 483 decodes, and gives them the layout of their type.
 *
 * <p>ORC holds a timestamp as seconds and nanoseconds. Its writers divide milliseconds by 1000 and cut, which moves what lies before
 * 1970 up by a second if there are milliseconds left; readers must move it back then, and only then. trino-orc moves back whatever has
 * nanoseconds left, so that a timestamp before 1970 with a fraction below a millisecond comes out a second early.
 *
 * <p>Writers of the table format store an instant as its wall clock in UTC, read in the zone of the writer ({@code
 * orc.timestamp-ltz.legacy.type}, which is on by default). A file with a TIMESTAMP column names the zone, so that the instant can be told
 * wherever it is read; one that has only instants is taken to be of this machine's zone, as Apache Paimon does with every file.
 */
final class OrcTimestamps
{
    /** Where the zone of the writer is found, which is hardly ever needed. */
    interface WriterZone
    {
        ZoneId read()
                throws IOException;
    }

    private static final TimeZone UTC = TimeZone.getTimeZone(ZoneOffset.UTC);
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_MILLI = 1_000;
    /** Longer than any zone is away from UTC. */
    private static final long MAX_OFFSET = 19 * 3600 * MICROS_PER_SECOND;

    private final WriterZone writerZone;
    private final boolean wallClockInstants;
    private TimeZone zone;

    /** @param wallClockInstants whether writers stored instants as wall clocks of their zone */
    OrcTimestamps(WriterZone writerZone, boolean wallClockInstants)
    {
        this.writerZone = writerZone;
        this.wallClockInstants = wallClockInstants;
    }

    /** The column with all timestamps in it corrected, at any depth; arrays of the column may be changed. */
    Column correct(Column column, OrcProjection projection)
            throws IOException
    {
        if (!projection.hasTimestamps()) {
            return column;
        }
        if (column instanceof ConstantColumn constant) {
            return new ConstantColumn(constant.size(), correct(constant.value(), projection));
        }
        if (column instanceof DictionaryColumn encoded) {
            return new DictionaryColumn(encoded.size(), encoded.ids(), correct(encoded.dictionary(), projection));
        }
        if (column instanceof Fixed12Column timestamps) {
            boolean instants = projection.column().getColumnType().getOrcTypeKind() == OrcTypeKind.TIMESTAMP_INSTANT;
            correct(timestamps, instants);
            if (instants && wallClockInstants) {
                toWallClock(timestamps);
            }
            return Layout.of(projection.type()) == Layout.LONG ? micros(timestamps) : timestamps;
        }
        List<Optional<OrcProjection>> children = projection.children();
        if (column instanceof ArrayColumn arrays) {
            return new ArrayColumn(arrays.size(), arrays.validity(), arrays.offsets(), correct(arrays.elements(), children.getFirst().orElseThrow()));
        }
        if (column instanceof MapColumn maps) {
            return new MapColumn(
                    maps.size(),
                    maps.validity(),
                    maps.offsets(),
                    correct(maps.keys(), children.get(0).orElseThrow()),
                    correct(maps.values(), children.get(1).orElseThrow()));
        }
        RowColumn rows = (RowColumn) column;
        List<Column> fields = new ArrayList<>(children.size());
        for (int i = 0; i < children.size(); i++) {
            fields.add(children.get(i).isPresent() ? correct(rows.field(i), children.get(i).get()) : rows.field(i));
        }
        return new RowColumn(rows.size(), rows.validity(), fields);
    }

    private void correct(Fixed12Column timestamps, boolean instants)
            throws IOException
    {
        int[] words = timestamps.words();
        for (int i = 0; i < timestamps.size(); i++) {
            long micros = timestamps.epochMicros(i);
            if (micros < MAX_OFFSET && !timestamps.isNull(i)) {
                long microsOfSecond = Math.floorMod(micros, MICROS_PER_SECOND);
                int picos = timestamps.picosOfMicro(i);
                if (microsOfSecond < MICROS_PER_MILLI && (microsOfSecond > 0 || picos > 0) && wasMovedBack(micros, instants)) {
                    Fixed12Column.set(words, i, micros + MICROS_PER_SECOND, picos);
                }
            }
        }
    }

    /** Whether the whole seconds before they were moved were those of an instant before 1970. */
    private boolean wasMovedBack(long micros, boolean instant)
            throws IOException
    {
        if (!instant && micros > -MAX_OFFSET) {
            long localMillis = Math.floorDiv(micros, MICROS_PER_MILLI);
            long millis = localMillis - zone().getOffset(localMillis - zone().getRawOffset());
            return millis < -MILLIS_PER_SECOND;
        }
        return micros < -MICROS_PER_SECOND;
    }

    private void toWallClock(Fixed12Column instants)
            throws IOException
    {
        TimeZone zone = zone();
        if (zone.hasSameRules(UTC)) {
            return;
        }
        int[] words = instants.words();
        for (int i = 0; i < instants.size(); i++) {
            if (!instants.isNull(i)) {
                long micros = instants.epochMicros(i);
                long offset = zone.getOffset(Math.floorDiv(micros, MICROS_PER_MILLI)) * MICROS_PER_MILLI;
                Fixed12Column.set(words, i, micros + offset, instants.picosOfMicro(i));
            }
        }
    }

    private TimeZone zone()
            throws IOException
    {
        if (zone == null) {
            zone = TimeZone.getTimeZone(writerZone.read());
        }
        return zone;
    }

    private static LongColumn micros(Fixed12Column timestamps)
    {
        long[] micros = new long[timestamps.size()];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = timestamps.epochMicros(i);
        }
        return new LongColumn(micros.length, timestamps.validity(), micros);
    }
}
