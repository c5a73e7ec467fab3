package dev.varve.write.bucket;

import java.util.Arrays;

/** Numbers distinct longs from 0 on, in the order in which they come. */
final class LongIndex
{
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int[] table = new int[64];
    private long[] values = new long[32];
    private int size;

    /** The number of the value, a new one if it was not there. */
    int add(long value)
    {
        int slot = slot(value);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        if (size == values.length) {
            grow();
            slot = slot(value);
        }
        values[size] = value;
        table[slot] = ++size;
        return size - 1;
    }

    int size()
    {
        return size;
    }

    long value(int number)
    {
        return values[number];
    }

    /** The slot of the value, or the free one where it belongs. */
    private int slot(long value)
    {
        int mask = table.length - 1;
        int slot = (int) ((value * MIX) >>> 32) & mask;
        while (table[slot] != 0 && values[table[slot] - 1] != value) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow()
    {
        values = Arrays.copyOf(values, values.length * 2);
        table = new int[table.length * 2];
        for (int i = 0; i < size; i++) {
            table[slot(values[i])] = i + 1;
        }
    }
}
