package dev.varve.datafile.avro;

import org.apache.avro.Schema;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Walks over values in Avro's binary encoding. Every length is checked against what is left before anything is allocated. */
final class AvroInput
{
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Values that take no bytes at all, such as empty records, can be as many as this in one array. */
    private static final int MAX_EMPTY_VALUES = 1 << 16;

    private final byte[] bytes;
    private final int limit;
    private int position;

    AvroInput(byte[] bytes, int position, int limit)
    {
        this.bytes = bytes;
        this.position = position;
        this.limit = limit;
    }

    byte[] bytes()
    {
        return bytes;
    }

    int position()
    {
        return position;
    }

    int remaining()
    {
        return limit - position;
    }

    long memoryBytes()
    {
        return bytes.length;
    }

    boolean readBoolean()
            throws IOException
    {
        need(1);
        byte value = bytes[position++];
        if (value != 0 && value != 1) {
            throw new InvalidBytes("A boolean of " + value);
        }
        return value == 1;
    }

    int readInt()
            throws IOException
    {
        long value = readLong();
        if (value != (int) value) {
            throw new InvalidBytes("An int of " + value);
        }
        return (int) value;
    }

    long readLong()
            throws IOException
    {
        long encoded = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte next = bytes[position++];
            encoded |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (encoded >>> 1) ^ -(encoded & 1);
            }
        }
        throw new InvalidBytes("A number of more than ten bytes");
    }

    int readFloatBits()
            throws IOException
    {
        need(Float.BYTES);
        int bits = (int) INTS.get(bytes, position);
        position += Float.BYTES;
        return bits;
    }

    long readDoubleBits()
            throws IOException
    {
        need(Double.BYTES);
        long bits = (long) LONGS.get(bytes, position);
        position += Double.BYTES;
        return bits;
    }

    /** The length of a string or of bytes, which are there. */
    int readLength()
            throws IOException
    {
        long length = readLong();
        if (length < 0) {
            throw new InvalidBytes("A length of " + length);
        }
        if (length > remaining()) {
            throw new EndOfBytes(length, remaining());
        }
        return (int) length;
    }

    /** The number of items that follow in an array or map; 0 at its end. */
    long readBlockCount()
            throws IOException
    {
        long count = readLong();
        if (count < 0) {
            readLong();
            count = -count;
        }
        if (count < 0 || (count > remaining() && count > MAX_EMPTY_VALUES)) {
            throw new EndOfBytes(count, remaining());
        }
        return count;
    }

    byte[] readFixed(int length)
            throws IOException
    {
        need(length);
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    /** Steps over so many bytes; returns where they start. */
    int take(int length)
            throws IOException
    {
        need(length);
        int start = position;
        position += length;
        return start;
    }

    /** Steps over a value. */
    void skip(Schema schema)
            throws IOException
    {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> take(1);
            case INT, LONG, ENUM -> readLong();
            case FLOAT -> take(Float.BYTES);
            case DOUBLE -> take(Double.BYTES);
            case STRING, BYTES -> take(readLength());
            case FIXED -> take(schema.getFixedSize());
            case UNION -> skip(schema.getTypes().get(readBranch(schema.getTypes().size())));
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema());
                }
            }
            case ARRAY -> skipBlocks(schema.getElementType(), false);
            case MAP -> skipBlocks(schema.getValueType(), true);
        }
    }

    /** Which branch of a union follows. */
    int readBranch(int branches)
            throws IOException
    {
        long branch = readLong();
        if (branch < 0 || branch >= branches) {
            throw new InvalidBytes("Branch " + branch + " of a union of " + branches);
        }
        return (int) branch;
    }

    private void skipBlocks(Schema item, boolean keyed)
            throws IOException
    {
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                long length = readLong();
                if (length < 0 || length > remaining()) {
                    throw new EndOfBytes(length, remaining());
                }
                take((int) length);
                continue;
            }
            if (count > remaining() && count > MAX_EMPTY_VALUES) {
                throw new EndOfBytes(count, remaining());
            }
            for (long i = 0; i < count; i++) {
                if (keyed) {
                    take(readLength());
                }
                skip(item);
            }
        }
    }

    private void need(int count)
            throws EndOfBytes
    {
        if (count > limit - position) {
            throw new EndOfBytes(count, remaining());
        }
    }

    /** The bytes are no valid encoding. */
    static class InvalidBytes
            extends IOException
    {
        InvalidBytes(String message)
        {
            super(message);
        }
    }

    /** The bytes end before a value does. */
    static final class EndOfBytes
            extends InvalidBytes
    {
        EndOfBytes(long needed, int remaining)
        {
            super(needed + " more bytes or items are expected, but only " + remaining + " bytes are left");
        }
    }
}
