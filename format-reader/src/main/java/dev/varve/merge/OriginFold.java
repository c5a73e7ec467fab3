package dev.varve.merge;

import dev.varve.aggregate.Accumulator;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

/** A column that tells where a row comes from, when several records are folded into the row. */
final class OriginFold
        extends Accumulator
{
    private final boolean newest;
    private Column column;
    private int position;

    private OriginFold(boolean newest)
    {
        this.newest = newest;
    }

    /** What the newest record has, whether it adds or takes back. */
    static OriginFold newest()
    {
        return new OriginFold(true);
    }

    /** Null: the row comes from no one place. */
    static OriginFold nowhere()
    {
        return new OriginFold(false);
    }

    @Override
    public void reset()
    {
        column = null;
    }

    @Override
    public void set(Column column, int position)
    {
        this.column = column;
        this.position = position;
    }

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

    @Override
    public void appendTo(ColumnBuilder builder)
    {
        if (newest && column != null) {
            builder.append(column, position);
        }
        else {
            builder.appendNull();
        }
    }
}
