package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.SameValues;
import dev.varve.column.Selection;
import dev.varve.column.ValueOrder;
import dev.varve.row.RowKind;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/**
 * Walks along two states of the same keys, both in key order, and returns how the rows of the one become those of the other. Batches of both have the
 * columns of {@link KeyValueMerge#columns} and no key twice; those of the result have the same columns, and kinds that tell the changes.
 */
public final class StateDiff
        implements BatchSource
{
    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    private final List<DataType> types;
    private final boolean[] anyOrder;
    private final Rules rules;
    private final KeyLayout keyLayout;
    private final int[] keyColumns;
    private final int[] sequenceColumns;
    private final ValueOrder[] sequenceOrders;
    private final boolean descendingSequence;
    private final Side[] sides;

    // the rows of a window, in key order: their positions on each side, or -1
    private int[] beforePositions = new int[1024];
    private int[] afterPositions = new int[1024];
    private int count;
    private int movedLast = BEFORE;

    private StateDiff(KeyValueMerge merge, Rules rules, BatchSource before, BatchSource after)
    {
        MergeSpec spec = merge.spec();
        this.rules = requireNonNull(rules, "rules is null");
        anyOrder = merge.hasElementsInAnyOrder();
        types = merge.columns().stream().map(Field::type).toList();
        keyLayout = KeyLayout.of(spec.keyTypes());
        keyColumns = spec.keys().stream().mapToInt(MergeSpec.ColumnRef::index).toArray();
        sequenceColumns = spec.sequenceFields().stream().mapToInt(MergeSpec.ColumnRef::index).toArray();
        sequenceOrders = spec.sequenceFields().stream().map(field -> KeyOrder.ofSequences(field.type())).toArray(ValueOrder[]::new);
        descendingSequence = spec.descendingSequence();
        sides = new Side[] {new Side(before), new Side(after)};
    }

    /** What becomes of differences. */
    public enum Rules
    {
        /** Inserts, deletes, and updates of two rows. No row of either state retracts. */
        EVERY_CHANGE,
        /** The later row as it is, unless the earlier one is newer by its sequence; no deletes. No row of either state retracts. */
        LATER_ROWS,
        /** The same, but with deletes, and with rows that retract. */
        LATER_ROWS_AND_DELETES;

        /** Whether states are wanted without rows that retract. */
        public boolean dropRetracts()
        {
            return this != LATER_ROWS_AND_DELETES;
        }
    }

    /** @param merge of which both states are results; the caller closes the diff, which closes them */
    public static StateDiff of(KeyValueMerge merge, Rules rules, BatchSource before, BatchSource after)
    {
        return new StateDiff(merge, rules, before, after);
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (true) {
            boolean before = sides[BEFORE].advance();
            boolean after = sides[AFTER].advance();
            if (!before && !after) {
                return Optional.empty();
            }
            walk();
            Optional<Batch> changes = changes();
            if (changes.isPresent()) {
                return changes;
            }
        }
    }

    /** Pairs the rows of the current batches until one of them is used up. */
    private void walk()
    {
        Side before = sides[BEFORE];
        Side after = sides[AFTER];
        count = 0;
        while ((before.finished || before.next < before.count) && (after.finished || after.next < after.count) && !(before.finished && after.finished)) {
            int order = before.finished ? 1 : after.finished ? -1 : compare(before, after);
            if (count == beforePositions.length) {
                beforePositions = Arrays.copyOf(beforePositions, count * 2);
                afterPositions = Arrays.copyOf(afterPositions, count * 2);
            }
            beforePositions[count] = order <= 0 ? before.position(before.next++) : -1;
            afterPositions[count++] = order >= 0 ? after.position(after.next++) : -1;
        }
    }

    private int compare(Side before, Side after)
    {
        int i = before.position(before.next);
        int j = after.position(after.next);
        int order = Long.compare(before.prefixes[i], after.prefixes[j]);
        return order != 0 || keyLayout.exact() ? order : keyLayout.compare(before.keys, i, after.keys, j);
    }

    private Optional<Batch> changes()
            throws IOException
    {
        boolean[] differs = differences();
        int[] sources = new int[2 * count];
        int[] positions = new int[2 * count];
        byte[] kinds = new byte[2 * count];
        int changes = 0;
        for (int i = 0; i < count; i++) {
            boolean existed = beforePositions[i] >= 0;
            boolean exists = afterPositions[i] >= 0;
            if (existed && !exists && isRetract(sides[BEFORE], beforePositions[i])) {
                continue;
            }
            if (existed && (exists ? differs[i] && rules == Rules.EVERY_CHANGE : rules != Rules.LATER_ROWS)) {
                sources[changes] = BEFORE;
                positions[changes] = beforePositions[i];
                kinds[changes++] = (exists ? RowKind.UPDATE_BEFORE : RowKind.DELETE).value();
            }
            if (exists && (!existed || differs[i])) {
                sources[changes] = AFTER;
                positions[changes] = afterPositions[i];
                kinds[changes++] = rules == Rules.EVERY_CHANGE
                        ? (existed ? RowKind.UPDATE_AFTER : RowKind.INSERT).value()
                        : ((ByteColumn) sides[AFTER].column(OrderedMerge.KIND)).values()[afterPositions[i]];
            }
        }
        return changes == 0 ? Optional.empty() : Optional.of(new Changes(sources, positions, kinds, changes));
    }

    private boolean isRetract(Side side, int position)
            throws IOException
    {
        return !rules.dropRetracts() && MergeSpec.isRetract(((ByteColumn) side.column(OrderedMerge.KIND)).values()[position]);
    }

    /** Per row, whether it is on both sides and is not the same there or, if later rows are wanted, is the newer one on the later side. */
    private boolean[] differences()
            throws IOException
    {
        int[] left = new int[count];
        int[] right = new int[count];
        int[] rows = new int[count];
        int pairs = 0;
        for (int i = 0; i < count; i++) {
            if (beforePositions[i] >= 0 && afterPositions[i] >= 0) {
                left[pairs] = beforePositions[i];
                right[pairs] = afterPositions[i];
                rows[pairs++] = i;
            }
        }
        boolean[] differs = new boolean[count];
        boolean[] pairDiffers = new boolean[pairs];
        for (int column = OrderedMerge.VALUES; pairs > 0 && column < types.size(); column++) {
            SameValues.markDifferent(sides[BEFORE].column(column), left, sides[AFTER].column(column), right, pairs, anyOrder[column], pairDiffers);
        }
        for (int pair = 0; pair < pairs; pair++) {
            differs[rows[pair]] = pairDiffers[pair] || isRetract(sides[BEFORE], left[pair]) != isRetract(sides[AFTER], right[pair]);
        }
        if (rules != Rules.EVERY_CHANGE) {
            forgetOlder(differs);
        }
        return differs;
    }

    /**
     * Drops the differences whose row after comes before the row before in the order in which rows of a key are merged. Rows that have the same
     * sequence are in the order that Paimon's tournament of the two sides brings them in: that of the side which moved on last comes last.
     */
    private void forgetOlder(boolean[] differs)
            throws IOException
    {
        for (int i = 0; i < count; i++) {
            if (beforePositions[i] < 0 || afterPositions[i] < 0) {
                movedLast = beforePositions[i] < 0 ? AFTER : BEFORE;
                continue;
            }
            int order = compareSequences(beforePositions[i], afterPositions[i]);
            int last = order == 0 ? movedLast : order < 0 ? AFTER : BEFORE;
            differs[i] &= last == AFTER;
            movedLast = last == AFTER ? BEFORE : AFTER;
        }
    }

    private int compareSequences(int before, int after)
            throws IOException
    {
        for (int i = 0; i < sequenceColumns.length; i++) {
            Column left = sides[BEFORE].column(sequenceColumns[i]);
            Column right = sides[AFTER].column(sequenceColumns[i]);
            int order = SequenceOrder.compareNullsFirst(sequenceOrders[i], descendingSequence, left, before, right, after);
            if (order != 0) {
                return order;
            }
        }
        return Long.compare(
                ((LongColumn) sides[BEFORE].column(OrderedMerge.SEQUENCE_NUMBER)).values()[before],
                ((LongColumn) sides[AFTER].column(OrderedMerge.SEQUENCE_NUMBER)).values()[after]);
    }

    @Override
    public long memoryBytes()
    {
        return sides[BEFORE].source.memoryBytes() + sides[AFTER].source.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        try {
            sides[BEFORE].source.close();
        }
        finally {
            sides[AFTER].source.close();
        }
    }

    /** One state, and how far it is walked. */
    private final class Side
    {
        private final BatchSource source;
        private boolean finished;
        private Batch batch;
        private Column[] columns;
        private Column[] keys;
        private long[] prefixes;
        private int[] positions;
        private int count;
        private int next;

        private Side(BatchSource source)
        {
            this.source = requireNonNull(source, "source is null");
        }

        /** Whether there is a row left; takes the next batch if the current one is used up. */
        boolean advance()
                throws IOException
        {
            while (!finished && next == count) {
                Optional<Batch> found = source.next();
                if (found.isEmpty()) {
                    finished = true;
                    batch = null;
                    columns = null;
                }
                else {
                    load(found.get());
                }
            }
            return !finished;
        }

        private void load(Batch found)
                throws IOException
        {
            batch = found;
            columns = new Column[found.columnCount()];
            Selection selection = found.selection();
            positions = selection.isAll() ? null : selection.positions();
            count = selection.count();
            next = 0;
            keys = new Column[keyColumns.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = column(keyColumns[i]);
            }
            prefixes = keyLayout.prefixes(keys, found.size());
        }

        int position(int row)
        {
            return positions == null ? row : positions[row];
        }

        Column column(int index)
                throws IOException
        {
            if (columns[index] == null) {
                columns[index] = batch.column(index).flatten();
            }
            return columns[index];
        }
    }

    /** Rows of the current batches of both sides. */
    private final class Changes
            implements Batch
    {
        private final int[] sources;
        private final int[] positions;
        private final byte[] kinds;
        private final int size;
        private final Column[] columns = new Column[types.size()];
        private final boolean[] used = new boolean[2];

        private Changes(int[] sources, int[] positions, byte[] kinds, int size)
        {
            this.sources = sources;
            this.positions = positions;
            this.kinds = kinds;
            this.size = size;
            for (int i = 0; i < size; i++) {
                used[sources[i]] = true;
            }
        }

        @Override
        public int size()
        {
            return size;
        }

        @Override
        public int columnCount()
        {
            return columns.length;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            checkIndex(index, columns.length);
            if (columns[index] == null) {
                columns[index] = load(index);
            }
            return columns[index];
        }

        private Column load(int index)
                throws IOException
        {
            if (index == OrderedMerge.KIND) {
                return new ByteColumn(size, null, kinds);
            }
            Column[] found = new Column[2];
            for (int side = BEFORE; side <= AFTER; side++) {
                found[side] = used[side] ? sides[side].column(index) : null;
            }
            return Gather.gather(Layout.of(types.get(index)), found, sources, positions, size);
        }
    }
}
