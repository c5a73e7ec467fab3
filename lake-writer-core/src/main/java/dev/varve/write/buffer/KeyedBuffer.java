package dev.varve.write.buffer;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.ConstantColumn;
import dev.varve.column.LongColumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a bucket with a key, in memory. Batches taken out of it have the columns sequence number, row kind, and those of the table.
 */
final class KeyedBuffer
{
    /** Per row: its place in the order, its key bits, and twice that while sorting. */
    private static final int SORT_BYTES = 25;

    private final KeyedRows shape;
    private final ColumnBuffer columns;
    private final RowSort sort;
    /** Null while all rows are +I. */
    private byte[] kinds;
    private long firstSequence;

    KeyedBuffer(KeyedRows shape)
    {
        this.shape = shape;
        columns = new ColumnBuffer(shape.types());
        sort = shape.sort();
    }

    boolean isEmpty()
    {
        return columns.size() == 0;
    }

    int size()
    {
        return columns.size();
    }

    long retainedBytes()
    {
        return columns.retainedBytes() + (kinds == null ? 0 : kinds.length) + (long) SORT_BYTES * columns.size();
    }

    /** Appends rows whose sequence numbers ascend by one from a first; those of all rows of the buffer do. */
    void append(Column[] source, byte[] sourceKinds, int[] positions, long sequence)
    {
        if (isEmpty()) {
            firstSequence = sequence;
        }
        appendKinds(sourceKinds, positions);
        columns.append(source, positions);
    }

    private void appendKinds(byte[] source, int[] positions)
    {
        if (source == null && kinds == null) {
            return;
        }
        int size = columns.size();
        int needed = size + positions.length;
        if (kinds == null) {
            kinds = new byte[needed];
        }
        else if (kinds.length < needed) {
            kinds = Arrays.copyOf(kinds, Math.max(needed, kinds.length + (kinds.length >> 1)));
        }
        for (int i = 0; i < positions.length; i++) {
            kinds[size + i] = source == null ? 0 : source[positions[i]];
        }
    }

    /** The rows by key, those of one key from the oldest to the newest. */
    RowSort.Sorted sort()
    {
        return sort.sort(columns(shape.keys()), columns(shape.sequenceFields()), columns.size());
    }

    private Column[] columns(int[] indexes)
    {
        return Arrays.stream(indexes).mapToObj(columns::column).toArray(Column[]::new);
    }

    /** The rows {@code rows[from .. from + count)}. */
    Batch batch(int[] rows, int from, int count)
    {
        long[] sequence = new long[count];
        for (int i = 0; i < count; i++) {
            sequence[i] = firstSequence + rows[from + i];
        }
        List<Column> result = new ArrayList<>(columns.columnCount() + 2);
        result.add(new LongColumn(count, null, sequence));
        result.add(kinds(rows, from, count));
        result.addAll(columns.gather(rows, from, count));
        return new ColumnsBatch(count, result);
    }

    private Column kinds(int[] rows, int from, int count)
    {
        if (kinds == null) {
            return new ConstantColumn(count, new ByteColumn(1, null, new byte[1]));
        }
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = kinds[rows[from + i]];
        }
        return new ByteColumn(count, null, values);
    }

    void clear()
    {
        columns.clear();
        kinds = null;
    }
}
