package dev.varve.hive.vector;

import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.LongColumn;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;

/** Timestamps: milliseconds since the epoch as if the wall clock were UTC, rounded down, and the nanoseconds of the second. */
final class TimestampVectors
{
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int PICOS_PER_NANO = 1_000;

    private TimestampVectors() {}

    static void fill(Column column, int[] positions, int count, TimestampColumnVector target)
    {
        long[] millis = target.time;
        int[] nanos = target.nanos;
        if (column instanceof LongColumn longs) {
            long[] micros = longs.values();
            for (int i = 0; i < count; i++) {
                long value = micros[positions[i]];
                millis[i] = Math.floorDiv(value, MICROS_PER_MILLI);
                nanos[i] = Math.floorMod(value, MICROS_PER_SECOND) * NANOS_PER_MICRO;
            }
            return;
        }
        Fixed12Column values = (Fixed12Column) column;
        for (int i = 0; i < count; i++) {
            long value = values.epochMicros(positions[i]);
            millis[i] = Math.floorDiv(value, MICROS_PER_MILLI);
            nanos[i] = Math.floorMod(value, MICROS_PER_SECOND) * NANOS_PER_MICRO + values.picosOfMicro(positions[i]) / PICOS_PER_NANO;
        }
    }
}
