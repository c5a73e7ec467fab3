package dev.varve.column;

/** One value (or null) many times. */
public final class ConstantColumn
        extends Column
{
    private final Column value;

    /** @param value a column of size 1 */
    public ConstantColumn(int size, Column value)
    {
        super(size, null);
        this.value = value.flatten();
        if (value.size() != 1) {
            throw new IllegalArgumentException("A constant has one value, not " + value.size());
        }
    }

    public Column value()
    {
        return value;
    }

    @Override
    public boolean mayHaveNulls()
    {
        return value.isNull(0);
    }

    @Override
    public boolean isNull(int position)
    {
        return value.isNull(0);
    }

    @Override
    public Column select(int[] positions, int count)
    {
        if (!value.isNull(0)) {
            for (int i = 0; i < count; i++) {
                if (positions[i] < 0) {
                    return flatten().select(positions, count);
                }
            }
        }
        return new ConstantColumn(count, value);
    }

    @Override
    public Column flatten()
    {
        return value.select(new int[size()], size());
    }

    @Override
    public long retainedBytes()
    {
        return 24 + value.retainedBytes();
    }
}
