package dev.varve.aggregate;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;

/** {@code bool_and} and {@code bool_or}: the value is one of those that came in. */
final class BooleanFold
        extends PickedValue
{
    /** The value after which nothing changes: false of and, true of or. */
    private final boolean decisive;
    private final FunctionColumn function;

    BooleanFold(boolean decisive, FunctionColumn function)
    {
        this.decisive = decisive;
        this.function = function;
    }

    @Override
    public void add(Column column, int position)
    {
        if (!column.isNull(position) && (isNull() || ((ByteColumn) column).values()[position] != 0 == decisive)) {
            set(column, position);
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        add(column, position);
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }
}
