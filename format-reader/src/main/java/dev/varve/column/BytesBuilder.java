package dev.varve.column;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.Arrays;

/** Grows a {@link BytesColumn}. */
public final class BytesBuilder
        extends ColumnBuilder
{
    private byte[] bytes;
    private int[] offsets;

    public BytesBuilder(int expectedSize)
    {
        bytes = new byte[Math.max(16, Math.min(expectedSize, 1 << 16) * 8)];
        offsets = new int[expectedSize + 1];
    }

    public void append(byte[] source, int offset, int length)
    {
        int start = ensureCapacity(length);
        System.arraycopy(source, offset, bytes, start, length);
        offsets[size() + 1] = start + length;
        addedValue();
    }

    public void append(Slice source, int offset, int length)
    {
        int start = ensureCapacity(length);
        source.getBytes(offset, bytes, start, length);
        offsets[size() + 1] = start + length;
        addedValue();
    }

    public void append(Slice value)
    {
        append(value, 0, value.length());
    }

    @Override
    public void appendNull()
    {
        int start = ensureCapacity(0);
        offsets[size() + 1] = start;
        addedNull();
    }

    @Override
    void appendValue(Column source, int position)
    {
        BytesColumn column = (BytesColumn) source;
        append(column.bytes(), column.offsets()[position], column.length(position));
    }

    @Override
    public BytesColumn build()
    {
        return new BytesColumn(size(), validity(), Slices.wrappedBuffer(bytes, 0, offsets[size()]), offsets);
    }

    /** Makes room for one more value of that length; returns where it starts. */
    private int ensureCapacity(int length)
    {
        if (size() + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, grown(offsets.length, size() + 2));
        }
        int start = offsets[size()];
        int end = Math.addExact(start, length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(bytes.length, end));
        }
        return start;
    }
}
