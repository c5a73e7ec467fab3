package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** 64-bit values; {@link Layout} says which types. */
public final class LongColumn
        extends Column
{
    private final long[] values;

    /** @param validity null if no value is null */
    public LongColumn(int size, long[] validity, long[] values)
    {
        super(size, validity);
        this.values = requireNonNull(values, "values is null");
        if (values.length < size) {
            throw new IllegalArgumentException("Only " + values.length + " values for a column of " + size);
        }
    }

    public long[] values()
    {
        return values;
    }

    @Override
    public LongColumn select(int[] positions, int count)
    {
        long[] validity = selectValidity(positions, count);
        long[] selected = new long[count];
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
        return new LongColumn(count, validity, selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 8L * values.length;
    }
}
