package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link LongColumn}. */
public final class LongBuilder
        extends ColumnBuilder
{
    private long[] values;

    public LongBuilder(int expectedSize)
    {
        values = new long[expectedSize];
    }

    public void append(long value)
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
        append(((LongColumn) source).values()[position]);
    }

    @Override
    public LongColumn build()
    {
        return new LongColumn(size(), validity(), values);
    }

    private void ensureCapacity()
    {
        if (size() == values.length) {
            values = Arrays.copyOf(values, grown(values.length, size() + 1));
        }
    }
}
