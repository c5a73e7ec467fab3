package dev.varve.aggregate;

import dev.varve.column.Column;

/** What key columns have in place of a function: the value of the last record, of whatever kind. */
final class PrimaryKeyValue
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
        set(column, position);
    }
}
