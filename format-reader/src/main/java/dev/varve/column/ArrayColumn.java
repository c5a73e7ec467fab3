package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** Arrays: value {@code i} is the elements {@code offsets[i]} to {@code offsets[i + 1]} of one column. */
public final class ArrayColumn
        extends Column
{
    private final int[] offsets;
    private final Column elements;

    /**
     * @param validity null if no value is null
     * @param offsets at least {@code size + 1}, ascending; a null has no elements
     */
    public ArrayColumn(int size, long[] validity, int[] offsets, Column elements)
    {
        super(size, validity);
        this.offsets = requireNonNull(offsets, "offsets is null");
        this.elements = requireNonNull(elements, "elements is null");
        if (offsets.length < size + 1 || elements.size() < offsets[size]) {
            throw new IllegalArgumentException("Offsets do not fit a column of " + size + " arrays");
        }
    }

    public int[] offsets()
    {
        return offsets;
    }

    public Column elements()
    {
        return elements;
    }

    @Override
    public ArrayColumn select(int[] positions, int count)
    {
        int[] selectedOffsets = new int[count + 1];
        int[] selectedElements = selectRanges(offsets, positions, count, selectedOffsets);
        return new ArrayColumn(count, selectValidity(positions, count), selectedOffsets, elements.select(selectedElements, selectedElements.length));
    }

    /** The element positions behind the selected ranges; fills the offsets of the result. */
    static int[] selectRanges(int[] offsets, int[] positions, int count, int[] selectedOffsets)
    {
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            int length = position < 0 ? 0 : offsets[position + 1] - offsets[position];
            selectedOffsets[i + 1] = Math.addExact(selectedOffsets[i], length);
        }
        int[] selected = new int[selectedOffsets[count]];
        for (int i = 0; i < count; i++) {
            int target = selectedOffsets[i];
            int length = selectedOffsets[i + 1] - target;
            int source = length == 0 ? 0 : offsets[positions[i]];
            for (int j = 0; j < length; j++) {
                selected[target + j] = source + j;
            }
        }
        return selected;
    }

    @Override
    public long retainedBytes()
    {
        return 48 + validityBytes() + 4L * offsets.length + elements.retainedBytes();
    }
}
