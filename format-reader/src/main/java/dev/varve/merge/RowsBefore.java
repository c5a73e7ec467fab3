package dev.varve.merge;

import java.util.Arrays;

/** What the keys of a window had before an ordered merge: a row of a run or of a lookup, or nothing. */
final class RowsBefore
{
    private int[] runs = new int[0];
    private int[] positions = new int[0];
    private boolean[] changeable = new boolean[0];

    /**
     * @param run -1 if there was nothing
     * @param change whether the key may have changed
     */
    void set(int result, int run, int position, boolean change)
    {
        if (result >= runs.length) {
            int length = Math.max(1024, runs.length * 2);
            runs = Arrays.copyOf(runs, length);
            positions = Arrays.copyOf(positions, length);
            changeable = Arrays.copyOf(changeable, length);
        }
        runs[result] = run;
        positions[result] = position;
        changeable[result] = change;
    }

    int run(int result)
    {
        return runs[result];
    }

    int position(int result)
    {
        return positions[result];
    }

    boolean mayChange(int result)
    {
        return changeable[result];
    }
}
