package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

/** An accumulator whose value is always one of those that came in: it holds the place of it, never a copy. */
abstract class PickedValue
        extends Accumulator
{
    /** Null if the value is. */
    private Column column;
    private int position;

    @Override
    public void reset()
    {
        column = null;
    }

    @Override
    public final void set(Column column, int position)
    {
        this.column = column.isNull(position) ? null : column;
        this.position = position;
    }

    final void setNull()
    {
        column = null;
    }

    @Override
    public final void appendTo(ColumnBuilder builder)
    {
        if (column == null) {
            builder.appendNull();
        }
        else {
            builder.append(column, position);
        }
    }

    final boolean isNull()
    {
        return column == null;
    }

    final Column column()
    {
        return column;
    }

    final int position()
    {
        return position;
    }
}
