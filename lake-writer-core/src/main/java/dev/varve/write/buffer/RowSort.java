package dev.varve.write.buffer;

import dev.varve.column.Column;
import dev.varve.column.ValueOrder;
import dev.varve.merge.KeyLayout;
import dev.varve.merge.KeyOrder;
import dev.varve.type.DataType;

import java.util.Arrays;
import java.util.List;

/**
 * Sorts rows by key, those of one key by their sequence fields, and those that are equal in both by arrival. A radix sort of the leading
 * 64 bits of the keys does most; only rows with the same bits are compared.
 */
final class RowSort
{
    private static final int RADIX_BITS = 8;
    private static final int BUCKETS = 1 << RADIX_BITS;

    private final KeyLayout layout;
    private final ValueOrder[] sequenceOrders;
    private final boolean descending;

    private RowSort(KeyLayout layout, ValueOrder[] sequenceOrders, boolean descending)
    {
        this.layout = layout;
        this.sequenceOrders = sequenceOrders;
        this.descending = descending;
    }

    /** @param descending whether of two sequence fields the smaller one comes later; nulls come first anyway */
    static RowSort of(List<DataType> keyTypes, List<DataType> sequenceTypes, boolean descending)
    {
        return new RowSort(KeyLayout.of(keyTypes), sequenceTypes.stream().map(KeyOrder::ofSequences).toArray(ValueOrder[]::new), descending);
    }

    /**
     * Rows in order.
     *
     * @param rows their numbers, by arrival
     * @param lastOfKey whether the next row, if there is one, has another key
     */
    record Sorted(int[] rows, boolean[] lastOfKey)
    {
        /** The newest row of each key. */
        Sorted lastRows()
        {
            int[] last = new int[rows.length];
            int count = 0;
            for (int i = 0; i < rows.length; i++) {
                last[count] = rows[i];
                count += lastOfKey[i] ? 1 : 0;
            }
            return distinct(last, count);
        }

        /** The oldest row of each key. */
        Sorted firstRows()
        {
            int[] first = new int[rows.length];
            int count = 0;
            for (int i = 0; i < rows.length; i++) {
                if (i == 0 || lastOfKey[i - 1]) {
                    first[count++] = rows[i];
                }
            }
            return distinct(first, count);
        }

        private static Sorted distinct(int[] rows, int count)
        {
            boolean[] lastOfKey = new boolean[count];
            Arrays.fill(lastOfKey, true);
            return new Sorted(Arrays.copyOf(rows, count), lastOfKey);
        }
    }

    /** Sorts all rows of flat columns; the keys have no nulls. */
    Sorted sort(Column[] keys, Column[] sequenceFields, int size)
    {
        if (size == 0) {
            return new Sorted(new int[0], new boolean[0]);
        }
        long[] prefixes = layout.prefixes(keys, size);
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> i);
        if (!isSorted(prefixes, size)) {
            prefixes = prefixes.clone();
            radixSort(prefixes, rows, size);
        }
        boolean[] lastOfKey = new boolean[size];
        int start = 0;
        for (int end = 1; end <= size; end++) {
            if (end == size || prefixes[end] != prefixes[start]) {
                finishGroup(keys, sequenceFields, rows, start, end, lastOfKey);
                start = end;
            }
        }
        return new Sorted(rows, lastOfKey);
    }

    private static boolean isSorted(long[] prefixes, int size)
    {
        for (int i = 1; i < size; i++) {
            if (prefixes[i - 1] > prefixes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Sorts signed longs and the rows along with them, byte by byte from the least significant, which keeps equal ones in order. */
    private static void radixSort(long[] prefixes, int[] rows, int size)
    {
        int[][] counts = new int[Long.SIZE / RADIX_BITS][BUCKETS];
        for (int i = 0; i < size; i++) {
            long bits = prefixes[i] ^ Long.MIN_VALUE;
            for (int[] digits : counts) {
                digits[(int) bits & BUCKETS - 1]++;
                bits >>>= RADIX_BITS;
            }
        }
        long[] fromPrefixes = prefixes;
        int[] fromRows = rows;
        long[] toPrefixes = new long[size];
        int[] toRows = new int[size];
        for (int digit = 0; digit < counts.length; digit++) {
            int shift = digit * RADIX_BITS;
            int[] offsets = counts[digit];
            if (offsets[(int) ((fromPrefixes[0] ^ Long.MIN_VALUE) >>> shift) & BUCKETS - 1] == size) {
                continue;
            }
            int offset = 0;
            for (int i = 0; i < BUCKETS; i++) {
                int count = offsets[i];
                offsets[i] = offset;
                offset += count;
            }
            for (int i = 0; i < size; i++) {
                int target = offsets[(int) ((fromPrefixes[i] ^ Long.MIN_VALUE) >>> shift) & BUCKETS - 1]++;
                toPrefixes[target] = fromPrefixes[i];
                toRows[target] = fromRows[i];
            }
            long[] sortedPrefixes = toPrefixes;
            toPrefixes = fromPrefixes;
            fromPrefixes = sortedPrefixes;
            int[] sortedRows = toRows;
            toRows = fromRows;
            fromRows = sortedRows;
        }
        if (fromRows != rows) {
            System.arraycopy(fromRows, 0, rows, 0, size);
            System.arraycopy(fromPrefixes, 0, prefixes, 0, size);
        }
    }

    /** Sorts rows whose keys have the same leading bits, and finds the last of each key. */
    private void finishGroup(Column[] keys, Column[] sequenceFields, int[] rows, int start, int end, boolean[] lastOfKey)
    {
        if (end - start > 1 && !(layout.exact() && sequenceOrders.length == 0)) {
            mergeSort(rows, start, end, new int[end - start], (left, right) -> compare(keys, sequenceFields, left, right));
            for (int i = start; i < end - 1; i++) {
                lastOfKey[i] = layout.compare(keys, rows[i], keys, rows[i + 1]) != 0;
            }
        }
        lastOfKey[end - 1] = true;
    }

    private int compare(Column[] keys, Column[] sequenceFields, int left, int right)
    {
        int order = layout.compare(keys, left, keys, right);
        for (int i = 0; order == 0 && i < sequenceOrders.length; i++) {
            order = compareSequence(sequenceOrders[i], sequenceFields[i], left, right);
        }
        return order;
    }

    private int compareSequence(ValueOrder order, Column column, int left, int right)
    {
        boolean leftNull = column.isNull(left);
        boolean rightNull = column.isNull(right);
        if (leftNull || rightNull) {
            return Boolean.compare(rightNull, leftNull);
        }
        int result = order.compare(column, left, column, right);
        return descending ? -result : result;
    }

    @FunctionalInterface
    private interface IntOrder
    {
        int compare(int left, int right);
    }

    /** A stable sort of {@code rows[start .. end)}. */
    private static void mergeSort(int[] rows, int start, int end, int[] scratch, IntOrder order)
    {
        if (end - start < 8) {
            for (int i = start + 1; i < end; i++) {
                int row = rows[i];
                int j = i;
                while (j > start && order.compare(rows[j - 1], row) > 0) {
                    rows[j] = rows[j - 1];
                    j--;
                }
                rows[j] = row;
            }
            return;
        }
        int middle = (start + end) >>> 1;
        mergeSort(rows, start, middle, scratch, order);
        mergeSort(rows, middle, end, scratch, order);
        if (order.compare(rows[middle - 1], rows[middle]) <= 0) {
            return;
        }
        System.arraycopy(rows, start, scratch, 0, middle - start);
        int left = 0;
        int right = middle;
        int leftEnd = middle - start;
        for (int target = start; left < leftEnd; target++) {
            rows[target] = right < end && order.compare(scratch[left], rows[right]) > 0 ? rows[right++] : scratch[left++];
        }
    }
}
