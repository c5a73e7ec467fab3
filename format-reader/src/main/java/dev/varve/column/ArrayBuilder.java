package dev.varve.column;

import java.util.Arrays;

/** Grows an {@link ArrayColumn}: append the elements of a value to {@link #elements()}, then {@link #endValue()}. */
public final class ArrayBuilder
        extends ColumnBuilder
{
    private final ColumnBuilder elements;
    private int[] offsets;

    public ArrayBuilder(int expectedSize, ColumnBuilder elements)
    {
        this.elements = elements;
        offsets = new int[expectedSize + 1];
    }

    public ColumnBuilder elements()
    {
        return elements;
    }

    /** Ends a value: the elements appended since the last one. */
    public void endValue()
    {
        endOffset();
        addedValue();
    }

    @Override
    public void appendNull()
    {
        endOffset();
        addedNull();
    }

    @Override
    void appendValue(Column source, int position)
    {
        ArrayColumn column = (ArrayColumn) source;
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            elements.append(column.elements(), i);
        }
        endValue();
    }

    @Override
    public ArrayColumn build()
    {
        return new ArrayColumn(size(), validity(), offsets, elements.build());
    }

    private void endOffset()
    {
        if (size() + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, grown(offsets.length, size() + 2));
        }
        offsets[size() + 1] = elements.size();
    }
}
