package dev.varve.avro;

import org.apache.avro.Schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Walks over values in Avro's binary encoding, from front to back. Every length is checked against what is left before anything is
 * allocated. Not thread-safe.
 */
public final class AvroInput
{
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** So many items of arrays and maps may take no bytes at all, such as empty records. */
    private static final int MAX_EMPTY_ITEMS = 1 << 16;
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] bytes;
    private final int limit;
    private int position;
    private int emptyItems;

    /** Reads the bytes from {@code position} to {@code limit}, both indexes of the array. */
    public AvroInput(byte[] bytes, int position, int limit)
    {
        this.bytes = bytes;
        this.position = position;
        this.limit = limit;
    }

    interface Skip
    {
        /** Steps over one item. */
        void over(AvroInput input)
                throws MalformedAvroException;
    }

    /** The same bytes from a position on. */
    AvroInput from(int position)
    {
        return new AvroInput(bytes, position, limit);
    }

    /** Goes on at a position from which values were read before. */
    AvroInput moveTo(int position)
    {
        this.position = position;
        return this;
    }

    /** What is read, not copied; to be used with {@link #take}. */
    public byte[] bytes()
    {
        return bytes;
    }

    public int position()
    {
        return position;
    }

    public int remaining()
    {
        return limit - position;
    }

    public boolean readBoolean()
            throws MalformedAvroException
    {
        need(1);
        byte value = bytes[position++];
        if (value != 0 && value != 1) {
            throw new MalformedAvroException("a boolean of " + value);
        }
        return value == 1;
    }

    public int readInt()
            throws MalformedAvroException
    {
        long value = readLong();
        if (value != (int) value) {
            throw new MalformedAvroException("an int of " + value);
        }
        return (int) value;
    }

    public long readLong()
            throws MalformedAvroException
    {
        if (position < limit && bytes[position] >= 0) {
            int encoded = bytes[position++];
            return (encoded >>> 1) ^ -(encoded & 1);
        }
        return readVarint();
    }

    private long readVarint()
            throws MalformedAvroException
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
        throw new MalformedAvroException("a number of more than ten bytes");
    }

    public void skipLong()
            throws MalformedAvroException
    {
        for (int end = Math.min(limit, position + MAX_VARINT_BYTES); position < end; ) {
            if (bytes[position++] >= 0) {
                return;
            }
        }
        throw new MalformedAvroException("a number of more than ten bytes, or one that is cut off");
    }

    public int readFloatBits()
            throws MalformedAvroException
    {
        need(Float.BYTES);
        int bits = (int) INTS.get(bytes, position);
        position += Float.BYTES;
        return bits;
    }

    public long readDoubleBits()
            throws MalformedAvroException
    {
        need(Double.BYTES);
        long bits = (long) LONGS.get(bytes, position);
        position += Double.BYTES;
        return bits;
    }

    /** The length of a string or of bytes, which are there. */
    public int readLength()
            throws MalformedAvroException
    {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw tooFewFor(length);
        }
        return (int) length;
    }

    /** The number of items that follow in an array or map; 0 at its end. */
    public long readBlockCount()
            throws MalformedAvroException
    {
        long count = readLong();
        if (count < 0) {
            readLong(); // bytes of the items
            count = -count;
        }
        checkItems(count);
        return count;
    }

    public byte[] readBytes()
            throws MalformedAvroException
    {
        int length = readLength();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    public String readText()
            throws MalformedAvroException
    {
        int length = readLength();
        return new String(bytes, take(length), length, UTF_8);
    }

    /** Steps over so many bytes; returns where they start. */
    public int take(int length)
            throws MalformedAvroException
    {
        need(length);
        int start = position;
        position += length;
        return start;
    }

    /** Steps over a value. */
    public void skip(Schema schema)
            throws MalformedAvroException
    {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> take(1);
            case INT, LONG, ENUM -> skipLong();
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
            case ARRAY -> skipBlocks(input -> input.skip(schema.getElementType()));
            case MAP -> skipBlocks(input -> {
                input.take(input.readLength());
                input.skip(schema.getValueType());
            });
        }
    }

    /** Which branch of a union follows. */
    public int readBranch(int branches)
            throws MalformedAvroException
    {
        long branch = readLong();
        if (branch < 0 || branch >= branches) {
            throw new MalformedAvroException("branch " + branch + " of a union of " + branches);
        }
        return (int) branch;
    }

    /** Steps over the items of an array or map. */
    void skipBlocks(Skip item)
            throws MalformedAvroException
    {
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                take(readLength());
                continue;
            }
            checkItems(count);
            for (long i = 0; i < count; i++) {
                item.over(this);
            }
        }
    }

    private void checkItems(long count)
            throws MalformedAvroException
    {
        if (count < 0 || (count > remaining() && count > MAX_EMPTY_ITEMS - emptyItems)) {
            throw tooFewFor(count);
        }
        if (count > remaining()) {
            emptyItems += (int) count;
        }
    }

    private void need(int count)
            throws MalformedAvroException
    {
        if (count > remaining()) {
            throw tooFewFor(count);
        }
    }

    private MalformedAvroException tooFewFor(long count)
    {
        return new MalformedAvroException(count + " more bytes or items are expected, but only " + remaining() + " bytes are left");
    }
}
