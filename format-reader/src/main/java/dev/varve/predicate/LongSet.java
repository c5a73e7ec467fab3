package dev.varve.predicate;

import java.util.Arrays;

/** A fixed set of longs: a bitmap where they lie close together, a hash table otherwise. */
final class LongSet
{
    private static final long MAX_BITMAP_SPAN = 1 << 16;

    private final long min;
    private final long max;
    /** Bit {@code value - min}, or null. */
    private final long[] bitmap;
    /** Open addressing; {@link #min} stands for an empty slot and is tested apart. */
    private final long[] table;

    LongSet(long[] values)
    {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        min = sorted.length == 0 ? 1 : sorted[0];
        max = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        long span = max - min;
        if (span >= 0 && span < MAX_BITMAP_SPAN) {
            table = null;
            bitmap = new long[(int) (span >>> 6) + 1];
            for (long value : sorted) {
                int bit = (int) (value - min);
                bitmap[bit >>> 6] |= 1L << bit;
            }
        }
        else {
            bitmap = null;
            table = new long[Integer.highestOneBit(Math.max(sorted.length, 1)) << 2];
            Arrays.fill(table, min);
            for (long value : sorted) {
                int slot = slot(value);
                while (table[slot] != min && table[slot] != value) {
                    slot = (slot + 1) & (table.length - 1);
                }
                table[slot] = value;
            }
        }
    }

    boolean contains(long value)
    {
        if (value < min || value > max) {
            return false;
        }
        if (bitmap != null) {
            int bit = (int) (value - min);
            return (bitmap[bit >>> 6] & (1L << bit)) != 0;
        }
        if (value == min) {
            return true;
        }
        int slot = slot(value);
        while (table[slot] != min) {
            if (table[slot] == value) {
                return true;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return false;
    }

    private int slot(long value)
    {
        long hash = value * 0x9E3779B97F4A7C15L;
        return (int) (hash ^ (hash >>> 32)) & (table.length - 1);
    }
}
