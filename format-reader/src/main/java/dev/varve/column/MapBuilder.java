package dev.varve.column;

import java.util.Arrays;

/** Grows a {@link MapColumn}: append entries to {@link #keys()} and {@link #values()}, then {@link #endValue()}. */
public final class MapBuilder
        extends ColumnBuilder
{
    private final ColumnBuilder keys;
    private final ColumnBuilder values;
    private int[] offsets;

    public MapBuilder(int expectedSize, ColumnBuilder keys, ColumnBuilder values)
    {
        this.keys = keys;
        this.values = values;
        offsets = new int[expectedSize + 1];
    }

    public ColumnBuilder keys()
    {
        return keys;
    }

    public ColumnBuilder values()
    {
        return values;
    }

    /** Ends a value: the entries appended since the last one. */
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
        MapColumn column = (MapColumn) source;
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            keys.append(column.keys(), i);
            values.append(column.values(), i);
        }
        endValue();
    }

    @Override
    public MapColumn build()
    {
        return new MapColumn(size(), validity(), offsets, keys.build(), values.build());
    }

    private void endOffset()
    {
        if (keys.size() != values.size()) {
            throw new IllegalStateException(keys.size() + " keys, but " + values.size() + " values");
        }
        if (size() + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, grown(offsets.length, size() + 2));
        }
        offsets[size() + 1] = keys.size();
    }
}
