package dev.varve.write.compact;

import dev.varve.aggregate.SameValue;
import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.merge.MergedRows;
import dev.varve.merge.OrderedMerge;
import dev.varve.row.RowKind;
import dev.varve.schema.MergeEngine;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a merge changed: the rows of a changelog, in key order. A row that came to be is {@code +I}, one that went away {@code -D} with the
 * values that it had, and one that was updated {@code -U} with the old values, then {@code +U} with the new. Under first-row, where rows only come
 * to be, they have the kind that they were written with, as in Paimon: {@code +I} or {@code +U}.
 */
final class ChangelogRows
{
    private final boolean leavesOutUnchanged;
    private final boolean keepsKinds;
    private final int[] compared;
    private final SameValue[] same;

    /**
     * @param columns of the merge
     * @param leavesOutUnchanged whether updates that change nothing are left out
     * @param ignored names of columns that do not count as a change
     */
    ChangelogRows(List<Field> columns, MergeEngine engine, boolean leavesOutUnchanged, List<String> ignored)
    {
        keepsKinds = engine == MergeEngine.FIRST_ROW;
        compared = leavesOutUnchanged
                ? IntStream.range(OrderedMerge.VALUES, columns.size()).filter(column -> !ignored.contains(columns.get(column).name())).toArray()
                : new int[0];
        same = Arrays.stream(compared).mapToObj(column -> SameValue.of(columns.get(column).type())).toArray(SameValue[]::new);
        this.leavesOutUnchanged = leavesOutUnchanged;
    }

    /** What changed in a batch of a merge; empty if nothing. It is valid as long as the batch. */
    Optional<Batch> of(MergedRows rows)
            throws IOException
    {
        boolean[] unchanged = leavesOutUnchanged ? unchanged(rows) : null;
        int[] merged = new int[2 * rows.size()];
        boolean[] before = new boolean[2 * rows.size()];
        byte[] kinds = new byte[2 * rows.size()];
        int count = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.mayChange(row) || unchanged != null && unchanged[row]) {
                continue;
            }
            boolean existed = rows.existed(row);
            boolean exists = rows.exists(row);
            if (existed) {
                merged[count] = row;
                before[count] = true;
                kinds[count++] = (exists ? RowKind.UPDATE_BEFORE : RowKind.DELETE).value();
            }
            if (exists) {
                merged[count] = row;
                kinds[count++] = kindOfNew(rows, row, existed);
            }
        }
        return count == 0 ? Optional.empty() : Optional.of(new Changes(rows, merged, before, kinds, count));
    }

    private byte kindOfNew(MergedRows rows, int row, boolean existed)
    {
        return keepsKinds ? rows.kind(row) : (existed ? RowKind.UPDATE_AFTER : RowKind.INSERT).value();
    }

    /** Per row, whether it existed, exists, and is the same. */
    private boolean[] unchanged(MergedRows rows)
            throws IOException
    {
        int[] updated = new int[rows.size()];
        int count = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.mayChange(row) && rows.existed(row) && rows.exists(row)) {
                updated[count++] = row;
            }
        }
        boolean[] unchanged = new boolean[rows.size()];
        if (count == 0) {
            return unchanged;
        }
        for (int i = 0; i < count; i++) {
            unchanged[updated[i]] = true;
        }
        boolean[] old = new boolean[count];
        Arrays.fill(old, true);
        boolean[] present = new boolean[count];
        for (int i = 0; i < compared.length; i++) {
            Column left = rows.gather(compared[i], updated, old, count);
            Column right = rows.gather(compared[i], updated, present, count);
            for (int row = 0; row < count; row++) {
                unchanged[updated[row]] &= same[i].test(left, row, right, row);
            }
        }
        return unchanged;
    }

    private record Changes(MergedRows rows, int[] merged, boolean[] before, byte[] kinds, int size)
            implements Batch
    {
        @Override
        public int columnCount()
        {
            return rows.columnCount();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            return index == OrderedMerge.KIND
                    ? new ByteColumn(size, null, Arrays.copyOf(kinds, size))
                    : rows.gather(index, merged, before, size);
        }
    }
}
