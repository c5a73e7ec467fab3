package dev.varve.aggregate;

import dev.varve.column.Column;

/**
 * {@code first_value} and {@code first_non_null_value}. That a first value was found outlives {@link #set}: only
 * {@link #reset} makes the function look for one again.
 */
final class FirstValue
        extends PickedValue
{
    private final boolean skipNulls;
    private final FunctionColumn function;
    private boolean found;

    FirstValue(boolean skipNulls, FunctionColumn function)
    {
        this.skipNulls = skipNulls;
        this.function = function;
    }

    @Override
    public void reset()
    {
        super.reset();
        found = false;
    }

    @Override
    public void add(Column column, int position)
    {
        if (!found && !(skipNulls && column.isNull(position))) {
            found = true;
            set(column, position);
        }
    }

    /** The function sees the value so far as the one that follows: kept only if it is the first that the function is shown. */
    @Override
    public void addReversed(Column column, int position)
    {
        if (!found && !(skipNulls && isNull())) {
            found = true;
        }
        else {
            set(column, position);
        }
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }
}
