package dev.varve.read;

import dev.varve.error.VarveException;

/** How often rows occur, by their digests. Grows up to a limit. Not safe for use by several threads. */
final class RowCounts
{
    private static final int START = 1024;

    private final int limit;
    private long[] high = new long[START];
    private long[] low = new long[START];
    private int[] counts = new int[START];
    private boolean[] used = new boolean[START];
    private int size;

    /** @param limit how many different rows may be counted */
    RowCounts(int limit)
    {
        this.limit = limit;
    }

    /**
     * Counts a row once more.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if there are more different rows than may be
     */
    void add(long rowHigh, long rowLow)
    {
        int slot = slot(rowHigh, rowLow);
        if (!used[slot]) {
            if (size == limit) {
                throw VarveException.unsupported("The scan mode 'net' compares " + limit + " different rows of a bucket that were rewritten at most, and there are more: use 'delta', or a condition on a partition");
            }
            used[slot] = true;
            high[slot] = rowHigh;
            low[slot] = rowLow;
            size++;
        }
        counts[slot]++;
        if (size * 2 > used.length) {
            grow();
        }
    }

    /** Counts a row once less, if it is counted at all. */
    boolean remove(long rowHigh, long rowLow)
    {
        int slot = slot(rowHigh, rowLow);
        if (!used[slot] || counts[slot] == 0) {
            return false;
        }
        counts[slot]--;
        return true;
    }

    long memoryBytes()
    {
        return used.length * (2L * Long.BYTES + Integer.BYTES + 1);
    }

    /** That of the row, or the free one where it belongs. */
    private int slot(long rowHigh, long rowLow)
    {
        int mask = used.length - 1;
        int slot = (int) rowLow & mask;
        while (used[slot] && (high[slot] != rowHigh || low[slot] != rowLow)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow()
    {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldCounts = counts;
        boolean[] oldUsed = used;
        high = new long[oldHigh.length * 2];
        low = new long[high.length];
        counts = new int[high.length];
        used = new boolean[high.length];
        for (int i = 0; i < oldUsed.length; i++) {
            if (oldUsed[i]) {
                int slot = slot(oldHigh[i], oldLow[i]);
                used[slot] = true;
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
