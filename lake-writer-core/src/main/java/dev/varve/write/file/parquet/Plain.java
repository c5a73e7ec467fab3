package dev.varve.write.file.parquet;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;

/** Parquet's plain encoding of values that {@link Physical} made. */
final class Plain
{
    private Plain() {}

    /** @param lengths whether bytes have their length before them */
    static void encode(Column column, int from, int to, boolean lengths, PageBuffer target)
    {
        if (column instanceof IntColumn ints) {
            target.putInts(ints.values(), from, to);
        }
        else if (column instanceof LongColumn longs) {
            target.putLongs(longs.values(), from, to);
        }
        else {
            BytesColumn bytes = (BytesColumn) column;
            byte[] source = bytes.bytes().byteArray();
            int base = bytes.bytes().byteArrayOffset();
            int[] offsets = bytes.offsets();
            if (!lengths) {
                target.put(source, base + offsets[from], offsets[to] - offsets[from]);
                return;
            }
            for (int i = from; i < to; i++) {
                int length = offsets[i + 1] - offsets[i];
                target.putInt(length);
                target.put(source, base + offsets[i], length);
            }
        }
    }

    /** How many bytes {@link #encode} would write. */
    static long size(Column column, int from, int to, boolean lengths)
    {
        if (column instanceof IntColumn) {
            return (long) (to - from) * Integer.BYTES;
        }
        if (column instanceof LongColumn) {
            return (long) (to - from) * Long.BYTES;
        }
        int[] offsets = ((BytesColumn) column).offsets();
        return (long) offsets[to] - offsets[from] + (lengths ? (long) (to - from) * Integer.BYTES : 0);
    }
}
