package dev.varve.write.file.format;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ValueOrder;
import dev.varve.row.LiteralColumn;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.Arrays;
import java.util.Optional;

/**
 * Collects the smallest and the largest value of a column. Nulls do not count. A NaN makes both bounds unknown: readers do not agree
 * where it is ordered. Zeros become -0.0 as a minimum and 0.0 as a maximum, since engines hold them equal.
 */
public final class ValueBounds
{
    private final DataType type;
    private final ValueOrder order;
    private final boolean floats;
    private final boolean doubles;
    /** Columns of one value; null before the first value. */
    private Column min;
    private Column max;
    private boolean hasNan;

    private ValueBounds(DataType type, ValueOrder order)
    {
        this.type = type;
        this.order = order;
        floats = type instanceof FloatType;
        doubles = type instanceof DoubleType;
    }

    /** Bounds of values of a type, if they are ordered. */
    public static Optional<ValueBounds> of(DataType type)
    {
        return ValueOrder.of(type).map(order -> new ValueBounds(type, order));
    }

    /** Forgets all values. */
    public void reset()
    {
        min = null;
        max = null;
        hasNan = false;
    }

    /** Adds the values {@code from} to {@code to} (exclusive) of a flat column. */
    public void add(Column column, int from, int to)
    {
        if (hasNan) {
            return;
        }
        if (column.validity() != null || floats) {
            addAny(column, from, to);
        }
        else if (column instanceof LongColumn longs) {
            if (doubles) {
                addDoubles(longs.values(), from, to);
            }
            else {
                addLongs(longs, from, to);
            }
        }
        else if (column instanceof IntColumn ints) {
            addInts(ints, from, to);
        }
        else if (column instanceof BytesColumn bytes) {
            addBytes(bytes, from, to);
        }
        else {
            addAny(column, from, to);
        }
    }

    /** Adds all that another one collected of the same type. */
    public void add(ValueBounds other)
    {
        if (other.hasNan) {
            hasNan = true;
        }
        else if (other.min != null) {
            widen(other.min, 0, other.max, 0);
        }
    }

    /** Whether there was a value, and both bounds are known. */
    public boolean isKnown()
    {
        return min != null && !hasNan;
    }

    /** The smallest value, as a column of one value. */
    public Column minColumn()
    {
        return min;
    }

    /** The largest value, as a column of one value. */
    public Column maxColumn()
    {
        return max;
    }

    /** The smallest value as a {@link dev.varve.row.Literal}; null if there is none that is known. */
    public Object min()
    {
        Object value = isKnown() ? LiteralColumn.value(type, min, 0) : null;
        if (value instanceof Double number && number == 0) {
            return -0.0;
        }
        return value instanceof Float number && number == 0 ? (Object) (-0.0f) : value;
    }

    /** The largest value as a {@link dev.varve.row.Literal}; null if there is none that is known. */
    public Object max()
    {
        Object value = isKnown() ? LiteralColumn.value(type, max, 0) : null;
        if (value instanceof Double number && number == 0) {
            return 0.0;
        }
        return value instanceof Float number && number == 0 ? (Object) 0.0f : value;
    }

    private void addLongs(LongColumn column, int from, int to)
    {
        if (from == to) {
            return;
        }
        long[] values = column.values();
        long smallest = values[from];
        long largest = values[from];
        for (int i = from + 1; i < to; i++) {
            smallest = Math.min(smallest, values[i]);
            largest = Math.max(largest, values[i]);
        }
        widen(new LongColumn(2, null, new long[] {smallest, largest}));
    }

    private void addDoubles(long[] bits, int from, int to)
    {
        if (from == to) {
            return;
        }
        double smallest = Double.longBitsToDouble(bits[from]);
        double largest = smallest;
        for (int i = from + 1; i < to; i++) {
            double value = Double.longBitsToDouble(bits[i]);
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        if (Double.isNaN(smallest)) {
            hasNan = true;
            return;
        }
        widen(new LongColumn(2, null, new long[] {Double.doubleToRawLongBits(smallest), Double.doubleToRawLongBits(largest)}));
    }

    private void addBytes(BytesColumn column, int from, int to)
    {
        if (from == to) {
            return;
        }
        byte[] bytes = column.bytes().byteArray();
        int base = column.bytes().byteArrayOffset();
        int[] offsets = column.offsets();
        int smallest = from;
        int largest = from;
        for (int i = from + 1; i < to; i++) {
            int start = base + offsets[i];
            int end = base + offsets[i + 1];
            if (Arrays.compareUnsigned(bytes, start, end, bytes, base + offsets[smallest], base + offsets[smallest + 1]) < 0) {
                smallest = i;
            }
            else if (Arrays.compareUnsigned(bytes, start, end, bytes, base + offsets[largest], base + offsets[largest + 1]) > 0) {
                largest = i;
            }
        }
        widen(column, smallest, column, largest);
    }

    private void addInts(IntColumn column, int from, int to)
    {
        if (from == to) {
            return;
        }
        int[] values = column.values();
        int smallest = values[from];
        int largest = values[from];
        for (int i = from + 1; i < to; i++) {
            smallest = Math.min(smallest, values[i]);
            largest = Math.max(largest, values[i]);
        }
        widen(new IntColumn(2, null, new int[] {smallest, largest}));
    }

    private void addAny(Column column, int from, int to)
    {
        int smallest = -1;
        int largest = -1;
        for (int i = from; i < to; i++) {
            if (column.isNull(i)) {
                continue;
            }
            if (isNan(column, i)) {
                hasNan = true;
                return;
            }
            if (smallest < 0) {
                smallest = i;
                largest = i;
            }
            else if (order.compare(column, i, column, smallest) < 0) {
                smallest = i;
            }
            else if (order.compare(column, i, column, largest) > 0) {
                largest = i;
            }
        }
        if (smallest >= 0) {
            widen(column, smallest, column, largest);
        }
    }

    private boolean isNan(Column column, int position)
    {
        return floats && Float.isNaN(Float.intBitsToFloat(((IntColumn) column).values()[position]))
                || doubles && Double.isNaN(Double.longBitsToDouble(((LongColumn) column).values()[position]));
    }

    private void widen(Column extremes)
    {
        widen(extremes, 0, extremes, 1);
    }

    private void widen(Column smallest, int smallestPosition, Column largest, int largestPosition)
    {
        if (min == null || order.compare(smallest, smallestPosition, min, 0) < 0) {
            min = smallest.select(new int[] {smallestPosition}, 1);
        }
        if (max == null || order.compare(largest, largestPosition, max, 0) > 0) {
            max = largest.select(new int[] {largestPosition}, 1);
        }
    }
}
