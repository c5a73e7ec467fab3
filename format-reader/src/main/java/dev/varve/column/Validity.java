package dev.varve.column;

import java.util.Arrays;

/** Operations on the validity bitmaps that {@link Column} describes. */
public final class Validity
{
    private Validity() {}

    /** The number of words of a bitmap for so many values. */
    public static int words(int size)
    {
        return (size + 63) >>> 6;
    }

    public static boolean isValid(long[] bitmap, int position)
    {
        return (bitmap[position >>> 6] & (1L << position)) != 0;
    }

    public static void set(long[] bitmap, int position)
    {
        bitmap[position >>> 6] |= 1L << position;
    }

    public static void clear(long[] bitmap, int position)
    {
        bitmap[position >>> 6] &= ~(1L << position);
    }

    /** A bitmap of so many present values. */
    public static long[] allValid(int size)
    {
        long[] bitmap = new long[words(size)];
        Arrays.fill(bitmap, -1L);
        return bitmap;
    }

    /** The bitmap of values that are present in both; null means all. */
    public static long[] and(long[] left, long[] right, int size)
    {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        long[] result = new long[words(size)];
        for (int i = 0; i < result.length; i++) {
            result[i] = left[i] & right[i];
        }
        return result;
    }
}
