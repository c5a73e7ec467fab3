package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link ShortColumn}. */
public final class ShortBuilder
        extends ColumnBuilder
{
    private short[] values;

    public ShortBuilder(int expectedSize)
    {
        values = new short[expectedSize];
    }

    public void append(short value)
    {
        ensureCapacity();
        values[size()] = value;
        addedValue();
    }

    @Override
    public void appendNull()
    {
        ensureCapacity();
        values[size()] = 0;
        addedNull();
    }

    @Override
    void appendValue(Column source, int position)
    {
        append(((ShortColumn) source).values()[position]);
    }

    @Override
    public ShortColumn build()
    {
        return new ShortColumn(size(), validity(), values);
    }

    private void ensureCapacity()
    {
        if (size() == values.length) {
            values = Arrays.copyOf(values, grown(values.length, size() + 1));
        }
    }
}
