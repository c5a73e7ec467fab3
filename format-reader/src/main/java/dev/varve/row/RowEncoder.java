package dev.varve.row;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.DataType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows of columns as {@link BinaryRow}s into one array, row after row, to hash and compare them without an object for each. The
 * bytes are those of {@link BinaryRowWriter}. Not safe for use by several threads.
 */
public final class RowEncoder
{
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ARITY = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final int MAX_INLINE = 7;
    private static final int LONG_DECIMAL_BYTES = 16;
    private static final long MICROS_PER_MILLI = 1_000;

    private final Layout[] layouts;
    /** Whether timestamps of the field lie in the variable part: a slot has no room for the nanoseconds. */
    private final boolean[] wideTimestamp;
    private final boolean[] timestamp;
    private final int slots;
    private final int fixedEnd;
    private byte[] bytes;
    private int end;

    private RowEncoder(List<DataType> types)
    {
        int arity = types.size();
        layouts = new Layout[arity];
        timestamp = new boolean[arity];
        wideTimestamp = new boolean[arity];
        for (int i = 0; i < arity; i++) {
            DataType type = types.get(i);
            if (!Literal.exists(type)) {
                throw new IllegalArgumentException("Binary rows of type " + type + " are not written");
            }
            layouts[i] = Layout.of(type);
            int precision = type instanceof TimestampType plain ? plain.precision() : type instanceof LocalZonedTimestampType zoned ? zoned.precision() : -1;
            timestamp[i] = precision >= 0;
            wideTimestamp[i] = precision > 3;
        }
        slots = BinaryRow.PREFIX + BinaryRow.headerBytes(arity);
        fixedEnd = slots + arity * Long.BYTES;
        bytes = new byte[fixedEnd + 64];
        ARITY.set(bytes, 0, arity);
        end = fixedEnd;
    }

    /** @param types of the fields; those that have literals */
    public static RowEncoder of(List<DataType> types)
    {
        return new RowEncoder(types);
    }

    /** Encodes one row of the columns, one flat column per field, in place of the row before. */
    public void encode(Column[] columns, int position)
    {
        Arrays.fill(bytes, BinaryRow.PREFIX, fixedEnd, (byte) 0);
        end = fixedEnd;
        for (int field = 0; field < layouts.length; field++) {
            if (columns[field].isNull(position)) {
                encodeNull(field);
            }
            else {
                encode(field, slots + field * Long.BYTES, columns[field], position);
            }
        }
    }

    /** As {@link BinaryRow#bucketHash} of the row. */
    public int bucketHash()
    {
        return BinaryRow.bucketHash(bytes, end);
    }

    /** Whether the row is the same as another. */
    public boolean isRow(BinaryRow row)
    {
        return row.hasBytes(bytes, end);
    }

    /** A copy of the row. */
    public BinaryRow row()
    {
        return BinaryRow.of(Arrays.copyOf(bytes, end));
    }

    /** Bytes of the row, arity included. */
    public int length()
    {
        return end;
    }

    /** Copies the bytes of the row. */
    public void copyTo(byte[] target, int offset)
    {
        System.arraycopy(bytes, 0, target, offset, end);
    }

    /** Whether the bytes of the row are these, as many as it has. */
    public boolean matches(byte[] other, int offset)
    {
        return Arrays.equals(bytes, 0, end, other, offset, offset + end);
    }

    private void encodeNull(int field)
    {
        int bit = field + BinaryRow.KIND_BITS;
        bytes[BinaryRow.PREFIX + bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
        if (layouts[field] == Layout.INT128) {
            pointer(slots + field * Long.BYTES, reserve(LONG_DECIMAL_BYTES), 0);
        }
        else if (wideTimestamp[field]) {
            pointer(slots + field * Long.BYTES, reserve(Long.BYTES), 0);
        }
    }

    private void encode(int field, int slot, Column column, int position)
    {
        switch (layouts[field]) {
            case BYTE -> bytes[slot] = ((ByteColumn) column).values()[position];
            case SHORT -> SHORT.set(bytes, slot, ((ShortColumn) column).values()[position]);
            case INT -> INT.set(bytes, slot, ((IntColumn) column).values()[position]);
            case LONG -> {
                long value = ((LongColumn) column).values()[position];
                if (timestamp[field]) {
                    timestamp(wideTimestamp[field], slot, value, 0);
                }
                else {
                    LONG.set(bytes, slot, value);
                }
            }
            case FIXED12 -> {
                Fixed12Column values = (Fixed12Column) column;
                timestamp(true, slot, values.epochMicros(position), values.picosOfMicro(position) / 1_000);
            }
            case INT128 -> {
                Int128Column values = (Int128Column) column;
                decimal(slot, values.high(position), values.low(position));
            }
            default -> {
                BytesColumn values = (BytesColumn) column;
                int start = values.offsets()[position];
                variableWidth(slot, values.bytes().byteArray(), values.bytes().byteArrayOffset() + start, values.offsets()[position + 1] - start);
            }
        }
    }

    private void timestamp(boolean wide, int slot, long micros, int nanosOfMicro)
    {
        long millis = Math.floorDiv(micros, MICROS_PER_MILLI);
        if (!wide) {
            LONG.set(bytes, slot, millis);
            return;
        }
        int chunk = reserve(Long.BYTES);
        LONG.set(bytes, chunk, millis);
        pointer(slot, chunk, (int) (micros - millis * MICROS_PER_MILLI) * 1_000 + nanosOfMicro);
    }

    /** Big-endian, without the leading bytes that only repeat the sign. */
    private void decimal(int slot, long high, long low)
    {
        int chunk = reserve(LONG_DECIMAL_BYTES);
        int length = LONG_DECIMAL_BYTES;
        while (length > 1 && byteAt(high, low, length - 1) == (byte) (byteAt(high, low, length - 2) >> 7)) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            bytes[chunk + i] = byteAt(high, low, length - 1 - i);
        }
        pointer(slot, chunk, length);
    }

    /** Byte {@code index} of 16, the least significant first. */
    private static byte byteAt(long high, long low, int index)
    {
        return (byte) (index < Long.BYTES ? low >> (index * Byte.SIZE) : high >> ((index - Long.BYTES) * Byte.SIZE));
    }

    private void variableWidth(int slot, byte[] source, int start, int length)
    {
        if (length <= MAX_INLINE) {
            System.arraycopy(source, start, bytes, slot, length);
            bytes[slot + MAX_INLINE] = (byte) (0x80 | length);
            return;
        }
        int chunk = reserve(length);
        System.arraycopy(source, start, bytes, chunk, length);
        pointer(slot, chunk, length);
    }

    private void pointer(int slot, int chunk, int length)
    {
        LONG.set(bytes, slot, (long) (chunk - BinaryRow.PREFIX) << 32 | length);
    }

    /** Appends zeroed room for that many bytes, rounded up to a multiple of 8, and returns where it starts. */
    private int reserve(int length)
    {
        int start = end;
        int needed = Math.addExact(start, (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, 2L * needed));
        }
        Arrays.fill(bytes, start, needed, (byte) 0);
        end = needed;
        return start;
    }
}
