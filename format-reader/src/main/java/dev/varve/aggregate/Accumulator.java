package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

/**
 * The value of one column while the records of one key are folded into it. One instance serves one column of one read, key
 * after key; it is not safe for use by several threads.
 *
 * <p>Columns that come in have the layout of the column's type and are flat at the outermost level; nested columns may be
 * encoded. An accumulator may hold on to the columns it was given until the next {@link #reset}.
 */
public abstract class Accumulator
{
    /** Starts a key: the value is null, and no record was seen. */
    public abstract void reset();

    /** The value becomes the one at {@code position}, null included, whatever it was. */
    public abstract void set(Column column, int position);

    /** Folds in a record that follows what was folded in so far. */
    public abstract void add(Column column, int position);

    /** Folds in a record that comes before what was folded in so far. */
    public abstract void addReversed(Column column, int position);

    /**
     * Takes a record back.
     *
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if the function cannot
     */
    public abstract void retract(Column column, int position);

    /** Appends the value, or null. */
    public abstract void appendTo(ColumnBuilder builder);
}
