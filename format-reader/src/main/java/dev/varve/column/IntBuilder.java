package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link IntColumn}. */
public final class IntBuilder
        extends ColumnBuilder
{
    private int[] values;

    public IntBuilder(int expectedSize)
    {
        values = new int[expectedSize];
    }

    public void append(int value)
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
        append(((IntColumn) source).values()[position]);
    }

    @Override
    public IntColumn build()
    {
        return new IntColumn(size(), validity(), values);
    }

    private void ensureCapacity()
    {
        if (size() == values.length) {
            values = Arrays.copyOf(values, grown(values.length, size() + 1));
        }
    }
}
