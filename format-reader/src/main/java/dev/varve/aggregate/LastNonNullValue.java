package dev.varve.aggregate;

import dev.varve.column.Column;

/** {@code last_non_null_value}: the last value that is not null; taking one back leaves null. */
final class LastNonNullValue
        extends PickedValue
{
    @Override
    public void add(Column column, int position)
    {
        if (!column.isNull(position)) {
            set(column, position);
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        if (isNull()) {
            set(column, position);
        }
    }

    @Override
    public void retract(Column column, int position)
    {
        if (!column.isNull(position)) {
            setNull();
        }
    }
}
