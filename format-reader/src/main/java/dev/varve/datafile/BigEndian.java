package dev.varve.datafile;

/** Numbers in big-endian two's complement of any length, as files hold the unscaled values of decimals. */
public final class BigEndian
{
    private BigEndian() {}

    /** Whether the number can be held in so many bytes. */
    public static boolean fits(byte[] bytes, int offset, int length, int targetLength)
    {
        if (length == 0) {
            return false;
        }
        int extra = length - targetLength;
        if (extra <= 0) {
            return true;
        }
        byte sign = (byte) (bytes[offset + extra] >> 7);
        for (int i = offset; i < offset + extra; i++) {
            if (bytes[i] != sign) {
                return false;
            }
        }
        return true;
    }

    /** The low 64 bits. */
    public static long low(byte[] bytes, int offset, int length)
    {
        return sub(bytes, offset, Math.max(offset, offset + length - Long.BYTES), offset + length);
    }

    /** The 64 bits above {@link #low}, sign extended. */
    public static long high(byte[] bytes, int offset, int length)
    {
        int end = offset + length - Long.BYTES;
        return sub(bytes, offset, Math.max(offset, end - Long.BYTES), Math.max(offset, end));
    }

    /** The bytes between start and end, sign extended from the first byte of the number. */
    private static long sub(byte[] bytes, int offset, int start, int end)
    {
        long value = bytes[offset] >> 7;
        for (int i = start; i < end; i++) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }
}
