package dev.varve.datafile.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Small numbers as runs, the encoding of levels and of dictionary ids.
 *
 * <p>A run starts with a varint. If it is even, half of it is how often the value that follows (in as many bytes as its bits take)
 * repeats; if it is odd, half of it is the number of groups of eight values that follow, each in so many bits, least significant first.
 */
final class HybridDecoder
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int limit;
    private final int bitWidth;
    private final int mask;
    private int position;

    private int runRemaining;
    private boolean repeated;
    private int repeatedValue;
    /** Of the next value of a packed run, from the start of the array. */
    private long bitPosition;

    HybridDecoder(byte[] bytes, int position, int limit, int bitWidth)
            throws IOException
    {
        if (bitWidth < 0 || bitWidth > 32) {
            throw new IOException("Numbers of " + bitWidth + " bits");
        }
        this.bytes = bytes;
        this.position = position;
        this.limit = limit;
        this.bitWidth = bitWidth;
        mask = bitWidth == 32 ? -1 : (1 << bitWidth) - 1;
    }

    void read(int[] target, int offset, int count)
            throws IOException
    {
        int end = offset + count;
        while (offset < end) {
            int length = Math.min(end - offset, nextRun());
            if (repeated) {
                Arrays.fill(target, offset, offset + length, repeatedValue);
            }
            else {
                for (int i = 0; i < length; i++) {
                    target[offset + i] = unpack(bitPosition + (long) i * bitWidth);
                }
                bitPosition += (long) length * bitWidth;
            }
            runRemaining -= length;
            offset += length;
        }
    }

    void read(byte[] target, int offset, int count)
            throws IOException
    {
        int end = offset + count;
        while (offset < end) {
            int length = Math.min(end - offset, nextRun());
            if (repeated) {
                Arrays.fill(target, offset, offset + length, (byte) repeatedValue);
            }
            else {
                for (int i = 0; i < length; i++) {
                    target[offset + i] = (byte) unpack(bitPosition + (long) i * bitWidth);
                }
                bitPosition += (long) length * bitWidth;
            }
            runRemaining -= length;
            offset += length;
        }
    }

    void skip(int count)
            throws IOException
    {
        while (count > 0) {
            int length = Math.min(count, nextRun());
            bitPosition += repeated ? 0 : (long) length * bitWidth;
            runRemaining -= length;
            count -= length;
        }
    }

    /** Values left in the current run; starts the next one if there are none. */
    private int nextRun()
            throws IOException
    {
        while (runRemaining == 0) {
            int header = readVarint();
            int length = header >>> 1;
            repeated = (header & 1) == 0;
            if (repeated) {
                repeatedValue = readValue();
                runRemaining = length;
            }
            else {
                bitPosition = 8L * position;
                long bytesOfRun = (long) length * bitWidth;
                // The last group may be cut off after the last value that is needed.
                int available = limit - position;
                long values = bytesOfRun <= available || bitWidth == 0 ? 8L * length : 8L * available / bitWidth;
                if (values > Integer.MAX_VALUE || values == 0 && length > 0) {
                    throw new IOException("A run of " + length + " groups in " + available + " bytes");
                }
                runRemaining = (int) values;
                position += (int) Math.min(bytesOfRun, available);
            }
        }
        return runRemaining;
    }

    private int unpack(long bit)
    {
        int start = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        if (start <= bytes.length - Long.BYTES) {
            return (int) ((long) LONGS.get(bytes, start) >>> shift) & mask;
        }
        long word = 0;
        for (int i = bytes.length - 1; i >= start; i--) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return (int) (word >>> shift) & mask;
    }

    private int readVarint()
            throws IOException
    {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position >= limit) {
                throw new IOException("A page has fewer levels or dictionary ids than values");
            }
            byte next = bytes[position++];
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("A run of more than 32 bits");
    }

    private int readValue()
            throws IOException
    {
        int length = (bitWidth + 7) >>> 3;
        if (length > limit - position) {
            throw new IOException("A run is cut off");
        }
        int value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[position++] & 0xFF) << (8 * i);
        }
        return value;
    }
}
