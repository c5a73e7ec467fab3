package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** Maps: value {@code i} is the entries {@code offsets[i]} to {@code offsets[i + 1]} of a key and a value column, in the order stored. */
public final class MapColumn
        extends Column
{
    private final int[] offsets;
    private final Column keys;
    private final Column values;

    /**
     * @param validity null if no value is null
     * @param offsets at least {@code size + 1}, ascending; a null has no entries
     */
    public MapColumn(int size, long[] validity, int[] offsets, Column keys, Column values)
    {
        super(size, validity);
        this.offsets = requireNonNull(offsets, "offsets is null");
        this.keys = requireNonNull(keys, "keys is null");
        this.values = requireNonNull(values, "values is null");
        if (offsets.length < size + 1 || keys.size() < offsets[size] || values.size() < offsets[size]) {
            throw new IllegalArgumentException("Offsets do not fit a column of " + size + " maps");
        }
    }

    public int[] offsets()
    {
        return offsets;
    }

    public Column keys()
    {
        return keys;
    }

    public Column values()
    {
        return values;
    }

    @Override
    public MapColumn select(int[] positions, int count)
    {
        int[] selectedOffsets = new int[count + 1];
        int[] entries = ArrayColumn.selectRanges(offsets, positions, count, selectedOffsets);
        return new MapColumn(count, selectValidity(positions, count), selectedOffsets, keys.select(entries, entries.length), values.select(entries, entries.length));
    }

    @Override
    public long retainedBytes()
    {
        return 48 + validityBytes() + 4L * offsets.length + keys.retainedBytes() + values.retainedBytes();
    }
}
