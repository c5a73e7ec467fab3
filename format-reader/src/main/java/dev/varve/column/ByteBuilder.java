package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link ByteColumn}. */
public final class ByteBuilder
        extends ColumnBuilder
{
    private byte[] values;

    public ByteBuilder(int expectedSize)
    {
        values = new byte[expectedSize];
    }

    public void append(byte value)
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
        append(((ByteColumn) source).values()[position]);
    }

    @Override
    public ByteColumn build()
    {
        return new ByteColumn(size(), validity(), values);
    }

    private void ensureCapacity()
    {
        if (size() == values.length) {
            values = Arrays.copyOf(values, grown(values.length, size() + 1));
        }
    }
}
