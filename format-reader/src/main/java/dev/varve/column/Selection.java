package dev.varve.column;

import static java.util.Objects.checkIndex;

/**
 * Which rows of a batch count: all, or those at ascending positions. The array is shared, not copied; nobody changes it.
 */
public final class Selection
{
    private final int[] positions;
    private final int count;

    private Selection(int[] positions, int count)
    {
        this.positions = positions;
        this.count = count;
    }

    /** All of so many rows. */
    public static Selection all(int size)
    {
        return new Selection(null, size);
    }

    /** The rows at {@code positions[0 .. count)}, which ascend. */
    public static Selection of(int[] positions, int count)
    {
        checkIndex(count, positions.length + 1);
        return new Selection(positions, count);
    }

    /** Whether every row counts; there are no {@link #positions} then. */
    public boolean isAll()
    {
        return positions == null;
    }

    public int count()
    {
        return count;
    }

    public boolean isEmpty()
    {
        return count == 0;
    }

    /** The positions, of which the first {@link #count} count; materialised if all rows do. */
    public int[] positions()
    {
        return positions == null ? Column.identity(count) : positions;
    }

    /** Column values of the selected rows only. */
    public Column apply(Column column)
    {
        return positions == null ? column : column.select(positions, count);
    }
}
