package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

/** A function for which records that take back change nothing. */
final class IgnoreRetract
        extends Accumulator
{
    private final Accumulator function;

    IgnoreRetract(Accumulator function)
    {
        this.function = function;
    }

    @Override
    public void reset()
    {
        function.reset();
    }

    @Override
    public void set(Column column, int position)
    {
        function.set(column, position);
    }

    @Override
    public void add(Column column, int position)
    {
        function.add(column, position);
    }

    @Override
    public void addReversed(Column column, int position)
    {
        function.addReversed(column, position);
    }

    @Override
    public void retract(Column column, int position) {}

    @Override
    public void appendTo(ColumnBuilder builder)
    {
        function.appendTo(builder);
    }
}
