package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ValueOrder;

/** {@code max} and {@code min}. */
final class ExtremeValue
        extends PickedValue
{
    private final boolean max;
    private final ValueOrder order;
    private final FunctionColumn function;

    ExtremeValue(boolean max, ValueOrder order, FunctionColumn function)
    {
        this.max = max;
        this.order = order;
        this.function = function;
    }

    @Override
    public void add(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull() || order.compare(column(), position(), column, position) < 0 == max) {
            set(column, position);
        }
    }

    /** Equal values cannot be told apart, so the order of records does not matter. */
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
