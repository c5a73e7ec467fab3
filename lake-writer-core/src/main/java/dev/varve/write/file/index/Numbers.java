package dev.varve.write.file.index;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.DataType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

/** Values as the numbers that indexes hold. Timestamps are milliseconds up to 3 digits, else microseconds; floating-point numbers their bits. */
final class Numbers
{
    private static final int MICROS_PER_MILLI = 1000;

    private final boolean millis;

    private Numbers(boolean millis)
    {
        this.millis = millis;
    }

    static Numbers of(DataType type)
    {
        return new Numbers(type instanceof TimestampType timestamp && timestamp.precision() <= 3
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() <= 3);
    }

    long value(Column column, int position)
    {
        if (column instanceof LongColumn longs) {
            long value = longs.values()[position];
            return millis ? Math.floorDiv(value, MICROS_PER_MILLI) : value;
        }
        if (column instanceof IntColumn ints) {
            return ints.values()[position];
        }
        if (column instanceof ShortColumn shorts) {
            return shorts.values()[position];
        }
        if (column instanceof Fixed12Column timestamps) {
            return timestamps.epochMicros(position);
        }
        return ((ByteColumn) column).values()[position];
    }
}
