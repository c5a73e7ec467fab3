package dev.varve.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Appends values in Avro's binary encoding to an array that grows. Not thread-safe. */
public final class AvroOutput
{
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_VARINT_BYTES = 10;
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    /** @param capacity bytes for which there is room at once */
    public AvroOutput(int capacity)
    {
        bytes = new byte[Math.max(capacity, MAX_VARINT_BYTES)];
    }

    public void writeBoolean(boolean value)
    {
        reserve(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    /** An int or long, the length of bytes, the number of items of a block, or the branch of a union. */
    public void writeLong(long value)
    {
        reserve(MAX_VARINT_BYTES);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** @param bits of the float */
    public void writeFloatBits(int bits)
    {
        reserve(Float.BYTES);
        INTS.set(bytes, size, bits);
        size += Float.BYTES;
    }

    /** @param bits of the double */
    public void writeDoubleBits(long bits)
    {
        reserve(Double.BYTES);
        LONGS.set(bytes, size, bits);
        size += Double.BYTES;
    }

    public void writeBytes(byte[] value)
    {
        writeBytes(value, 0, value.length);
    }

    public void writeBytes(byte[] value, int offset, int length)
    {
        writeLong(length);
        writeFixed(value, offset, length);
    }

    /** Bytes whose number the schema says. */
    public void writeFixed(byte[] value, int offset, int length)
    {
        reserve(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
    }

    public void writeText(String value)
    {
        writeBytes(value.getBytes(UTF_8));
    }

    /** Which branch of a union of null and something else follows. */
    public void writePresence(boolean present)
    {
        writeLong(present ? 1 : 0);
    }

    /** A union of null and long. */
    public void writeOptional(OptionalLong value)
    {
        writePresence(value.isPresent());
        value.ifPresent(this::writeLong);
    }

    /** A union of null and something else. */
    public <T> void writeOptional(Optional<T> value, BiConsumer<AvroOutput, T> encoder)
    {
        writePresence(value.isPresent());
        value.ifPresent(present -> encoder.accept(this, present));
    }

    /** An array. */
    public <T> void writeList(Collection<T> items, BiConsumer<AvroOutput, T> encoder)
    {
        if (!items.isEmpty()) {
            writeLong(items.size());
            for (T item : items) {
                encoder.accept(this, item);
            }
        }
        writeLong(0);
    }

    /** The number of bytes. */
    public int size()
    {
        return size;
    }

    /** The array with the bytes, of which the first {@link #size} count. Not copied; valid until more is written. */
    public byte[] bytes()
    {
        return bytes;
    }

    /** Starts from the beginning. */
    public void clear()
    {
        size = 0;
    }

    private void reserve(int count)
    {
        if (count > bytes.length - size) {
            long wanted = Math.max((long) size + count, Math.min(MAX_SIZE, bytes.length * 2L));
            if (wanted > MAX_SIZE) {
                throw new IllegalStateException("A block of an Avro file cannot hold " + wanted + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) wanted);
        }
    }
}
