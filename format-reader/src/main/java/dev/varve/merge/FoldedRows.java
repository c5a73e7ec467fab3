package dev.varve.merge;

import java.util.Arrays;

/**
 * Which rows of a window make which row of the result, and what each of them does. The rows of a result row lie next to each other,
 * in sequence order, from {@code starts[result]} to {@code starts[result + 1]}.
 */
final class FoldedRows
{
    /** Per row: its run, and its position in the current batch of the run. */
    int[] runs = new int[1024];
    int[] positions = new int[1024];
    /**
     * Per family and row: one of {@link FoldEvents}. Family 0 are the columns of no sequence group, the others are the groups. A result
     * row that is one row, unchanged, has the event RESET.
     */
    final byte[][] events;
    int[] starts = new int[1024];
    private int rowCount;
    private int resultCount;

    FoldedRows(int sequenceGroups)
    {
        events = new byte[sequenceGroups + 1][1024];
    }

    void clear()
    {
        rowCount = 0;
        resultCount = 0;
    }

    int rowCount()
    {
        return rowCount;
    }

    int resultCount()
    {
        return resultCount;
    }

    void add(int run, int position)
    {
        if (rowCount == runs.length) {
            int capacity = rowCount * 2;
            runs = Arrays.copyOf(runs, capacity);
            positions = Arrays.copyOf(positions, capacity);
            for (int family = 0; family < events.length; family++) {
                events[family] = Arrays.copyOf(events[family], capacity);
            }
        }
        runs[rowCount] = run;
        positions[rowCount] = position;
        rowCount++;
    }

    /** Drops the rows from one on. */
    void truncate(int rows)
    {
        rowCount = rows;
    }

    /** Makes the rows from one on a row of the result. */
    void endResult(int start)
    {
        if (resultCount + 1 >= starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[resultCount++] = start;
        starts[resultCount] = rowCount;
    }

    /** Lets a row do the same to all families. */
    void setEvents(int row, byte event)
    {
        for (byte[] family : events) {
            family[row] = event;
        }
    }
}
