package dev.varve.predicate;

import io.airlift.slice.Slice;

import java.util.Arrays;

/** CHAR values are stored without their trailing spaces, or with some: they are compared as if padded to the same length. */
final class CharPadding
{
    private static final int SPACE = ' ';

    private CharPadding() {}

    /** The length without trailing spaces of {@code bytes[from .. to)}. */
    static int trimmedLength(byte[] bytes, int from, int to)
    {
        int end = to;
        while (end > from && bytes[end - 1] == SPACE) {
            end--;
        }
        return end - from;
    }

    static Slice trim(Slice text)
    {
        int end = text.length();
        while (end > 0 && text.getByte(end - 1) == SPACE) {
            end--;
        }
        return text.slice(0, end);
    }

    /** Compares by unsigned bytes, the shorter one padded with spaces. */
    static int compare(byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo)
    {
        int common = Math.min(leftTo - leftFrom, rightTo - rightFrom);
        int order = Arrays.compareUnsigned(left, leftFrom, leftFrom + common, right, rightFrom, rightFrom + common);
        if (order != 0) {
            return order;
        }
        order = compareWithSpaces(left, leftFrom + common, leftTo);
        return order != 0 ? order : -compareWithSpaces(right, rightFrom + common, rightTo);
    }

    static int compare(Slice left, Slice right)
    {
        return compare(
                left.byteArray(), left.byteArrayOffset(), left.byteArrayOffset() + left.length(),
                right.byteArray(), right.byteArrayOffset(), right.byteArrayOffset() + right.length());
    }

    private static int compareWithSpaces(byte[] bytes, int from, int to)
    {
        for (int i = from; i < to; i++) {
            if (bytes[i] != SPACE) {
                return (bytes[i] & 0xff) < SPACE ? -1 : 1;
            }
        }
        return 0;
    }
}
