package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** 32-bit values; {@link Layout} says which types. */
public final class IntColumn
        extends Column
{
    private final int[] values;

    /** @param validity null if no value is null */
    public IntColumn(int size, long[] validity, int[] values)
    {
        super(size, validity);
        this.values = requireNonNull(values, "values is null");
        if (values.length < size) {
            throw new IllegalArgumentException("Only " + values.length + " values for a column of " + size);
        }
    }

    public int[] values()
    {
        return values;
    }

    @Override
    public IntColumn select(int[] positions, int count)
    {
        long[] validity = selectValidity(positions, count);
        int[] selected = new int[count];
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
        return new IntColumn(count, validity, selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 4L * values.length;
    }
}
