package dev.varve.write.file.parquet;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow, written in little-endian order. */
final class PageBuffer
{
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1024];
    private int size;

    /** The eight bytes of an array from a position on, as a number. */
    static long longAt(byte[] source, int position)
    {
        return (long) LONG.get(source, position);
    }

    int size()
    {
        return size;
    }

    byte[] bytes()
    {
        return bytes;
    }

    Slice slice()
    {
        return Slices.wrappedBuffer(bytes, 0, size);
    }

    void reset()
    {
        size = 0;
    }

    /** Adds that many bytes, which the caller fills in; returns the array that ends with them at {@link #size}. */
    byte[] reserve(int count)
    {
        int end = Math.addExact(size, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, bytes.length * 2L)));
        }
        size = end;
        return bytes;
    }

    void put(byte value)
    {
        reserve(1)[size - 1] = value;
    }

    void put(byte[] source, int offset, int length)
    {
        System.arraycopy(source, offset, reserve(length), size - length, length);
    }

    void putInt(int value)
    {
        INT.set(reserve(Integer.BYTES), size - Integer.BYTES, value);
    }

    /** Overwrites four bytes. */
    void setInt(int position, int value)
    {
        INT.set(bytes, position, value);
    }

    void putInts(int[] values, int from, int to)
    {
        byte[] target = reserve((to - from) * Integer.BYTES);
        int position = size - (to - from) * Integer.BYTES;
        for (int i = from; i < to; i++) {
            INT.set(target, position, values[i]);
            position += Integer.BYTES;
        }
    }

    void putLong(long value)
    {
        LONG.set(reserve(Long.BYTES), size - Long.BYTES, value);
    }

    void putLongs(long[] values, int from, int to)
    {
        byte[] target = reserve((to - from) * Long.BYTES);
        int position = size - (to - from) * Long.BYTES;
        for (int i = from; i < to; i++) {
            LONG.set(target, position, values[i]);
            position += Long.BYTES;
        }
    }

    void varint(int value)
    {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }
}
