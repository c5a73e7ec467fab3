package dev.varve.column;

import java.util.Arrays;

/** Grows an {@link Int128Column}. */
public final class Int128Builder
        extends ColumnBuilder
{
    private long[] words;

    public Int128Builder(int expectedSize)
    {
        words = new long[2 * expectedSize];
    }

    public void append(long high, long low)
    {
        ensureCapacity();
        words[2 * size()] = high;
        words[2 * size() + 1] = low;
        addedValue();
    }

    @Override
    public void appendNull()
    {
        ensureCapacity();
        addedNull();
    }

    @Override
    void appendValue(Column source, int position)
    {
        Int128Column column = (Int128Column) source;
        append(column.high(position), column.low(position));
    }

    @Override
    public Int128Column build()
    {
        return new Int128Column(size(), validity(), words);
    }

    private void ensureCapacity()
    {
        if (2 * size() + 2 > words.length) {
            words = Arrays.copyOf(words, 2 * grown(words.length / 2, size() + 1));
        }
    }
}
