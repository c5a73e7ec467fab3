package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link Fixed12Column}. */
public final class Fixed12Builder
        extends ColumnBuilder
{
    private int[] words;

    public Fixed12Builder(int expectedSize)
    {
        words = new int[3 * expectedSize];
    }

    public void append(long epochMicros, int picosOfMicro)
    {
        ensureCapacity();
        Fixed12Column.set(words, size(), epochMicros, picosOfMicro);
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
        Fixed12Column column = (Fixed12Column) source;
        append(column.epochMicros(position), column.picosOfMicro(position));
    }

    @Override
    public Fixed12Column build()
    {
        return new Fixed12Column(size(), validity(), words);
    }

    private void ensureCapacity()
    {
        if (3 * size() + 3 > words.length) {
            words = Arrays.copyOf(words, 3 * grown(words.length / 3, size() + 1));
        }
    }
}
