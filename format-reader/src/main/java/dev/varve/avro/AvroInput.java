package dev.varve.avro;

import java.io.IOException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Avro's binary encoding in a byte array, read from front to back. Reading past the end is an exception. */
public final class AvroInput
{
    private final byte[] bytes;
    private final int end;
    private int position;

    public AvroInput(byte[] bytes, int offset, int length)
    {
        this.bytes = bytes;
        position = offset;
        end = offset + length;
    }

    public int remaining()
    {
        return end - position;
    }

    public byte readByte()
            throws IOException
    {
        require(1);
        return bytes[position++];
    }

    /** An int or long: zigzag, 7 bits a byte, least significant first. */
    public long readLong()
            throws IOException
    {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new MalformedAvroException("A number has more than 10 bytes");
    }

    public byte[] readBytes()
            throws IOException
    {
        int length = readLength();
        byte[] value = new byte[length];
        System.arraycopy(bytes, position, value, 0, length);
        position += length;
        return value;
    }

    public String readText()
            throws IOException
    {
        int length = readLength();
        String value = new String(bytes, position, length, UTF_8);
        position += length;
        return value;
    }

    public void skipBytes()
            throws IOException
    {
        int length = readLength();
        position += length;
    }

    public void skip(int length)
            throws IOException
    {
        require(length);
        position += length;
    }

    /**
     * The number of items in the next block of an array or map, 0 at its end. As each item takes a byte at least, more items than
     * bytes are an error.
     */
    public int readItemCount()
            throws IOException
    {
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLong(); // bytes of the block
        }
        if (count < 0 || count > remaining()) {
            throw new MalformedAvroException(remaining() + " bytes cannot hold " + count + " items");
        }
        return (int) count;
    }

    private int readLength()
            throws IOException
    {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw new MalformedAvroException("A value of " + length + " bytes exceeds the remaining " + remaining());
        }
        return (int) length;
    }

    private void require(int length)
            throws IOException
    {
        if (length > remaining()) {
            throw new MalformedAvroException(length + " bytes are expected, but only " + remaining() + " remain");
        }
    }
}
