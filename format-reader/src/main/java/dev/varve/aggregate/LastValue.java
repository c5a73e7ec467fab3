package dev.varve.aggregate;

import dev.varve.column.Column;

/** {@code last_value}: the value of the last record, null included; taking a record back leaves null. */
final class LastValue
        extends PickedValue
{
    @Override
    public void add(Column column, int position)
    {
        set(column, position);
    }

    @Override
    public void addReversed(Column column, int position) {}

    @Override
    public void retract(Column column, int position)
    {
        setNull();
    }
}
