package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** 16-bit values; {@link Layout} says which types. */
public final class ShortColumn
        extends Column
{
    private final short[] values;

    /** @param validity null if no value is null */
    public ShortColumn(int size, long[] validity, short[] values)
    {
        super(size, validity);
        this.values = requireNonNull(values, "values is null");
        if (values.length < size) {
            throw new IllegalArgumentException("Only " + values.length + " values for a column of " + size);
        }
    }

    public short[] values()
    {
        return values;
    }

    @Override
    public ShortColumn select(int[] positions, int count)
    {
        long[] validity = selectValidity(positions, count);
        short[] selected = new short[count];
        if (validity == null) {
            for (int i = 0; i < count; i++) {
                selected[i] = values[positions[i]];
            }
        }
        else {
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                selected[i] = position < 0 ? 0 : values[position];
            }
        }
        return new ShortColumn(count, validity, selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 2L * values.length;
    }
}
