package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** 8-bit values; {@link Layout} says which types. */
public final class ByteColumn
        extends Column
{
    private final byte[] values;

    /** @param validity null if no value is null */
    public ByteColumn(int size, long[] validity, byte[] values)
    {
        super(size, validity);
        this.values = requireNonNull(values, "values is null");
        if (values.length < size) {
            throw new IllegalArgumentException("Only " + values.length + " values for a column of " + size);
        }
    }

    public byte[] values()
    {
        return values;
    }

    @Override
    public ByteColumn select(int[] positions, int count)
    {
        long[] validity = selectValidity(positions, count);
        byte[] selected = new byte[count];
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
        return new ByteColumn(count, validity, selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 1L * values.length;
    }
}
