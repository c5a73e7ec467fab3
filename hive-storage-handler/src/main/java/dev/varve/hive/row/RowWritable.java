package dev.varve.hive.row;

import org.apache.hadoop.io.Writable;

import java.io.DataInput;
import java.io.DataOutput;

/** A row between the reader and the SerDe of one process: the values of the columns, as {@link ColumnValues} makes them. */
public final class RowWritable
        implements Writable
{
    private Object[] values = {};

    /** The values, in the order of the columns; null for columns that the query does not need, too. */
    public Object[] values()
    {
        return values;
    }

    public void set(Object[] values)
    {
        this.values = values;
    }

    @Override
    public void write(DataOutput output)
    {
        throw new UnsupportedOperationException("Rows of Varve are not sent between processes");
    }

    @Override
    public void readFields(DataInput input)
    {
        throw new UnsupportedOperationException("Rows of Varve are not sent between processes");
    }
}
