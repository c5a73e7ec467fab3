package dev.varve.merge;

import java.util.Arrays;

/** What an ordered merge has made of a window: a result per key, which is one of the rows of the runs, or was folded, or is none. */
final class WindowResults
{
    /** The kind of a key that has no row. */
    private static final byte NONE = -1;

    private int count;
    private byte[] kinds = new byte[1024];
    private long[] sequenceNumbers = new long[0];
    private int[] runs = new int[0];
    private int[] positions = new int[0];

    void clear()
    {
        count = 0;
    }

    int count()
    {
        return count;
    }

    void addWinner(int run, int position, byte kind)
    {
        grow();
        if (runs.length < kinds.length) {
            runs = Arrays.copyOf(runs, kinds.length);
            positions = Arrays.copyOf(positions, kinds.length);
        }
        runs[count] = run;
        positions[count] = position;
        kinds[count++] = kind;
    }

    void addNone()
    {
        addWinner(-1, -1, NONE);
    }

    void addFolded(byte kind, long sequenceNumber)
    {
        grow();
        if (sequenceNumbers.length < kinds.length) {
            sequenceNumbers = Arrays.copyOf(sequenceNumbers, kinds.length);
        }
        sequenceNumbers[count] = sequenceNumber;
        kinds[count++] = kind;
    }

    private void grow()
    {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, kinds.length * 2);
        }
    }

    boolean exists(int result)
    {
        return kinds[result] != NONE;
    }

    byte kind(int result)
    {
        return kinds[result];
    }

    byte[] kinds()
    {
        return Arrays.copyOf(kinds, count);
    }

    /** Of results that were folded. */
    long[] sequenceNumbers()
    {
        return Arrays.copyOf(sequenceNumbers, count);
    }

    /** Per result the run that its row is of, or -1; longer than there are results. */
    int[] runs()
    {
        return runs;
    }

    /** Per result the position of its row in the batch of the run; longer than there are results. */
    int[] positions()
    {
        return positions;
    }
}
