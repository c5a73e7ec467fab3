package dev.varve.trino.handle;

import static java.util.Objects.requireNonNull;

/**
 * The first rows of a table in the order of a column.
 *
 * @param count how many
 */
public record TopRows(long count, VarveColumnHandle column, boolean ascending)
{
    public TopRows
    {
        requireNonNull(column, "column is null");
        if (count < 1) {
            throw new IllegalArgumentException("The first " + count + " rows are none");
        }
    }

    @Override
    public String toString()
    {
        return "(" + count + " by " + column.name() + (ascending ? "" : " DESC") + ")";
    }
}
