package dev.varve.write.file.parquet;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import io.airlift.slice.Slices;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** How the values of a column become those that Parquet stores: ints, longs, or bytes. */
enum Physical
{
    /** To bits; held as ints. */
    BOOLEAN,
    INT,
    LONG,
    MILLIS,
    /** Bytes with a length before them. */
    BYTES,
    /** 128-bit numbers, as big-endian bytes of a fixed length. */
    FIXED,
    /** Timestamps as nanoseconds of a day and the number of the day. */
    INT96;

    private static final long MICROS_PER_MILLI = 1000;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int JULIAN_EPOCH_DAY = 2_440_588;
    static final int INT96_BYTES = 12;

    static Physical of(PrimitiveType type)
    {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> BOOLEAN;
            case INT32, FLOAT -> INT;
            case INT64, DOUBLE -> type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp && timestamp.getUnit() == TimeUnit.MILLIS ? MILLIS : LONG;
            case BINARY -> BYTES;
            case FIXED_LEN_BYTE_ARRAY -> FIXED;
            case INT96 -> INT96;
        };
    }

    /** The length of every value in bytes, 0 if it differs. */
    static int length(PrimitiveType type)
    {
        if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return INT96_BYTES;
        }
        return type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? type.getTypeLength() : 0;
    }

    /** Whether {@link #convert} returns the column itself. */
    boolean holds(Column column)
    {
        return column instanceof IntColumn && this == INT
                || column instanceof LongColumn && this == LONG
                || column instanceof BytesColumn;
    }

    /**
     * Values {@code from} to {@code to} of a column without nulls, as an {@link IntColumn}, {@link LongColumn} or {@link BytesColumn}.
     *
     * @param length in bytes, if it is fixed
     */
    Column convert(Column column, int from, int to, int length)
    {
        return switch (this) {
            case BOOLEAN, INT -> new IntColumn(to - from, null, ints(column, from, to));
            case LONG, BYTES -> throw new IllegalArgumentException(column + " needs no conversion");
            case MILLIS -> new LongColumn(to - from, null, millis(((LongColumn) column).values(), from, to));
            case FIXED -> fixed(to - from, length, bigEndian((Int128Column) column, from, to, length));
            case INT96 -> fixed(to - from, INT96_BYTES, int96((Fixed12Column) column, from, to));
        };
    }

    private static int[] ints(Column column, int from, int to)
    {
        int[] result = new int[to - from];
        if (column instanceof ByteColumn bytes) {
            for (int i = from; i < to; i++) {
                result[i - from] = bytes.values()[i];
            }
        }
        else if (column instanceof ShortColumn shorts) {
            for (int i = from; i < to; i++) {
                result[i - from] = shorts.values()[i];
            }
        }
        else {
            long[] values = ((LongColumn) column).values();
            for (int i = from; i < to; i++) {
                result[i - from] = (int) values[i];
            }
        }
        return result;
    }

    private static long[] millis(long[] micros, int from, int to)
    {
        long[] result = new long[to - from];
        for (int i = from; i < to; i++) {
            result[i - from] = Math.floorDiv(micros[i], MICROS_PER_MILLI);
        }
        return result;
    }

    private static byte[] bigEndian(Int128Column column, int from, int to, int length)
    {
        byte[] result = new byte[Math.multiplyExact(to - from, length)];
        for (int i = from; i < to; i++) {
            int end = (i - from + 1) * length;
            long low = column.low(i);
            long high = column.high(i);
            for (int j = 1; j <= length; j++) {
                result[end - j] = (byte) low;
                low = low >>> Byte.SIZE | high << (Long.SIZE - Byte.SIZE);
                high >>= Byte.SIZE;
            }
        }
        return result;
    }

    /** The day is rounded towards 1970, so that the nanoseconds before it are negative: readers of the format expect that. */
    private static byte[] int96(Fixed12Column column, int from, int to)
    {
        PageBuffer result = new PageBuffer();
        for (int i = from; i < to; i++) {
            long micros = column.epochMicros(i);
            // Whole milliseconds decide the day: what lies below them is never negative.
            long millis = Math.floorDiv(micros, MICROS_PER_MILLI);
            long nanosOfMilli = Math.floorMod(micros, MICROS_PER_MILLI) * 1000 + column.picosOfMicro(i) / 1000;
            long millisPerDay = MICROS_PER_DAY / MICROS_PER_MILLI;
            result.putLong(millis % millisPerDay * 1_000_000 + nanosOfMilli);
            result.putInt((int) (millis / millisPerDay) + JULIAN_EPOCH_DAY);
        }
        return result.slice().getBytes();
    }

    private static BytesColumn fixed(int count, int length, byte[] bytes)
    {
        int[] offsets = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            offsets[i] = i * length;
        }
        return new BytesColumn(count, null, Slices.wrappedBuffer(bytes), offsets);
    }
}
