package dev.varve.column;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import static java.util.Objects.requireNonNull;

/** Values of variable width: value {@code i} is the bytes {@code offsets[i]} to {@code offsets[i + 1]} of one slice. */
public final class BytesColumn
        extends Column
{
    private final Slice bytes;
    private final int[] offsets;

    /**
     * @param validity null if no value is null
     * @param offsets at least {@code size + 1}, ascending, also across nulls
     */
    public BytesColumn(int size, long[] validity, Slice bytes, int[] offsets)
    {
        super(size, validity);
        this.bytes = requireNonNull(bytes, "bytes is null");
        this.offsets = requireNonNull(offsets, "offsets is null");
        if (offsets.length < size + 1) {
            throw new IllegalArgumentException("Only " + offsets.length + " offsets for a column of " + size);
        }
    }

    public Slice bytes()
    {
        return bytes;
    }

    public int[] offsets()
    {
        return offsets;
    }

    public int length(int position)
    {
        return offsets[position + 1] - offsets[position];
    }

    /** A view of one value; for the edges, not for hot loops. */
    public Slice value(int position)
    {
        return bytes.slice(offsets[position], length(position));
    }

    @Override
    public BytesColumn select(int[] positions, int count)
    {
        int[] selectedOffsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (position >= 0) {
                total += offsets[position + 1] - offsets[position];
            }
            selectedOffsets[i + 1] = (int) total;
        }
        byte[] selected = new byte[Math.toIntExact(total)];
        byte[] source = bytes.byteArray();
        int base = bytes.byteArrayOffset();
        for (int i = 0; i < count; i++) {
            int length = selectedOffsets[i + 1] - selectedOffsets[i];
            if (length > 0) {
                System.arraycopy(source, base + offsets[positions[i]], selected, selectedOffsets[i], length);
            }
        }
        return new BytesColumn(count, selectValidity(positions, count), Slices.wrappedBuffer(selected), selectedOffsets);
    }

    @Override
    public long retainedBytes()
    {
        return 48 + validityBytes() + bytes.getRetainedSize() + 4L * offsets.length;
    }
}
