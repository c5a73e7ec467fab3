package dev.varve.merge;

import dev.varve.aggregate.Accumulator;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.column.Validity;
import dev.varve.column.ValueOrder;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.error.VarveException;
import dev.varve.merge.FoldSpec.Aggregate;
import dev.varve.merge.FoldSpec.ColumnFold;
import dev.varve.merge.FoldSpec.KeyColumn;
import dev.varve.merge.FoldSpec.LastNonNull;
import dev.varve.merge.FoldSpec.Protected;
import dev.varve.merge.FoldSpec.ProtectedAggregate;
import dev.varve.merge.FoldSpec.SequenceColumn;
import dev.varve.merge.FoldSpec.SequenceGroup;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import static java.util.Objects.checkIndex;

/**
 * The merge engines partial-update and aggregation. The keys of a window yield a plan: which rows, in sequence order, belong to
 * which result row, and what each of them does ({@link FoldEvents}). A column of the result is then computed from the plan when it is
 * asked for: gathered where its value is that of one row, folded by an {@link Accumulator} otherwise.
 *
 * <p>A key with a single row is not folded: the row passes unchanged.
 */
public final class FoldingMerge
        extends SectionMerge
{
    private final MergeSpec spec;
    private final FoldSpec fold;
    private final ReadMetrics metrics;
    private final Accumulator[] accumulators;
    private final ValueOrder[][] groupOrders;

    // the plan of a window: rows in sequence order, and where the rows of each result row start
    private int[] rowRuns = new int[1024];
    private int[] rowPositions = new int[1024];
    private int rowCount;
    private int[] starts = new int[1024];
    private int resultCount;
    /** Per event family (0: columns of no group; then the groups) and row. Of a result row with one row, it is RESET. */
    private final byte[][] events;
    private boolean pending;

    // used while rows are grouped
    private final KeyIndex keyNumbers = new KeyIndex();
    private int[] numbers = new int[0];
    private int[] placedRuns = new int[0];
    private int[] placedPositions = new int[0];

    // per sequence group, the row that the current sequence comes from; run -1: none
    private final int[] sequenceRuns;
    private final int[] sequencePositions;

    public FoldingMerge(MergeSpec spec, FoldSpec fold, List<RunSource> sources, ReadMetrics metrics)
    {
        super(spec, sources);
        if (fold.columns().size() != spec.outputColumns()) {
            throw new IllegalArgumentException(fold.columns().size() + " folds for " + spec.outputColumns() + " columns");
        }
        this.spec = spec;
        this.fold = fold;
        this.metrics = metrics;
        accumulators = new Accumulator[fold.columns().size()];
        groupOrders = fold.groups().stream()
                .map(group -> group.sequence().stream().map(column -> KeyOrder.ofSequences(column.type())).toArray(ValueOrder[]::new))
                .toArray(ValueOrder[][]::new);
        events = new byte[fold.groups().size() + 1][1024];
        sequenceRuns = new int[fold.groups().size()];
        sequencePositions = new int[fold.groups().size()];
    }

    @Override
    void mergeWindow()
            throws IOException
    {
        rowCount = 0;
        resultCount = 0;
        int rows = 0;
        int overlapping = 0;
        for (RunCursor run : runs) {
            rows += run.end - run.next;
            overlapping += run.end > run.next ? 1 : 0;
        }
        if (overlapping > 1) {
            metrics.add(Counter.ROWS_MERGED, rows);
        }
        if (ranksDecide) {
            groupByRank(rows);
        }
        else {
            groupInOrder();
        }
        metrics.add(Counter.ROWS_SUPERSEDED, rows - resultCount);
        pending = resultCount > 0;
    }

    /** Puts rows with the same key next to each other, oldest first, without sorting: keys are numbered, rows counted and placed by number. */
    private void groupByRank(int rows)
            throws IOException
    {
        keyNumbers.clear(rows);
        if (numbers.length < rows) {
            numbers = new int[rows];
            placedRuns = new int[rows];
            placedPositions = new int[rows];
        }
        int[] order = runsByRank(false);
        int row = 0;
        for (int run : order) {
            RunCursor cursor = runs[run];
            for (int next = cursor.next; next < cursor.end; next++) {
                numbers[row++] = keyNumbers.number(cursor.prefix(next));
            }
        }
        int[] ends = new int[keyNumbers.size() + 1];
        for (int i = 0; i < rows; i++) {
            ends[numbers[i] + 1]++;
        }
        for (int i = 0; i < keyNumbers.size(); i++) {
            ends[i + 1] += ends[i];
        }
        // from here on, ends[n] is where the next row of key n goes
        row = 0;
        for (int run : order) {
            RunCursor cursor = runs[run];
            for (; cursor.next < cursor.end; cursor.next++) {
                int place = ends[numbers[row++]]++;
                placedRuns[place] = run;
                placedPositions[place] = cursor.position(cursor.next);
            }
        }
        int place = 0;
        for (int number = 0; number < keyNumbers.size(); number++) {
            int start = rowCount;
            for (; place < ends[number]; place++) {
                addRow(placedRuns[place], placedPositions[place]);
            }
            finishGroup(start);
        }
    }

    private void groupInOrder()
            throws IOException
    {
        tree.start();
        int groupStart = 0;
        long prefix = 0;
        while (tree.live() > 0) {
            int run = tree.winner();
            RunCursor cursor = runs[run];
            int position = cursor.position(cursor.next);
            long head = tree.head();
            if (rowCount > groupStart && (head != prefix || !sameKey(cursor, position, runs[rowRuns[groupStart]], rowPositions[groupStart]))) {
                sortBySequence(groupStart);
                finishGroup(groupStart);
                groupStart = rowCount;
            }
            prefix = head;
            addRow(run, position);
            tree.advance();
        }
        if (rowCount > groupStart) {
            sortBySequence(groupStart);
            finishGroup(groupStart);
        }
    }

    private void addRow(int run, int position)
    {
        if (rowCount == rowRuns.length) {
            int capacity = rowCount * 2;
            rowRuns = Arrays.copyOf(rowRuns, capacity);
            rowPositions = Arrays.copyOf(rowPositions, capacity);
            for (int family = 0; family < events.length; family++) {
                events[family] = Arrays.copyOf(events[family], capacity);
            }
        }
        rowRuns[rowCount] = run;
        rowPositions[rowCount] = position;
        rowCount++;
    }

    /** Ends the rows of a key, which are in sequence order: works out what they do, and drops them again if no row results. */
    private void finishGroup(int start)
            throws IOException
    {
        boolean exists;
        if (rowCount - start == 1) {
            exists = !runs[rowRuns[start]].isRetract(rowPositions[start]);
            setEvents(start, FoldEvents.RESET);
        }
        else {
            if (spec.lookupRule()) {
                keepFolded(start);
            }
            exists = fold.engine() == FoldSpec.Engine.AGGREGATION ? planAggregation(start) : planPartialUpdate(start);
        }
        if (!exists) {
            rowCount = start;
            return;
        }
        if (resultCount + 1 >= starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[resultCount++] = start;
        starts[resultCount] = rowCount;
    }

    private void sortBySequence(int start)
            throws IOException
    {
        for (int i = start + 1; i < rowCount; i++) {
            int run = rowRuns[i];
            int position = rowPositions[i];
            int j = i - 1;
            while (j >= start && sequenceOrder.compare(runs[rowRuns[j]], rowPositions[j], runs[run], position) > 0) {
                rowRuns[j + 1] = rowRuns[j];
                rowPositions[j + 1] = rowPositions[j];
                j--;
            }
            rowRuns[j + 1] = run;
            rowPositions[j + 1] = position;
        }
    }

    /** The lookup rule: of the rows above level 0 only the first one of the smallest level stays. */
    private void keepFolded(int start)
    {
        int folded = -1;
        for (int i = start; i < rowCount; i++) {
            int level = runs[rowRuns[i]].level();
            if (level > 0 && (folded < 0 || level < runs[rowRuns[folded]].level())) {
                folded = i;
            }
        }
        int target = start;
        for (int i = start; i < rowCount; i++) {
            if (runs[rowRuns[i]].level() <= 0 || i == folded) {
                rowRuns[target] = rowRuns[i];
                rowPositions[target] = rowPositions[i];
                target++;
            }
        }
        rowCount = target;
    }

    private void setEvents(int row, byte event)
    {
        for (byte[] family : events) {
            family[row] = event;
        }
    }

    private boolean planAggregation(int start)
            throws IOException
    {
        boolean deleted = false;
        for (int i = start; i < rowCount; i++) {
            int kind = runs[rowRuns[i]].kind(rowPositions[i]);
            deleted = fold.removeOnDelete() && kind == MergeSpec.DELETE;
            if (deleted) {
                events[0][i] = FoldEvents.RESET;
            }
            else {
                events[0][i] = kind == MergeSpec.DELETE || kind == MergeSpec.UPDATE_BEFORE ? FoldEvents.RETRACT : FoldEvents.ADD;
            }
        }
        return !deleted;
    }

    private boolean planPartialUpdate(int start)
            throws IOException
    {
        if (spec.kind().isEmpty() && sequenceRuns.length == 0) {
            Arrays.fill(events[0], start, rowCount, FoldEvents.ADD);
            return true;
        }
        boolean filled = false;
        boolean added = false;
        boolean deleted = false;
        Arrays.fill(sequenceRuns, -1);
        for (int i = start; i < rowCount; i++) {
            RunCursor cursor = runs[rowRuns[i]];
            int position = rowPositions[i];
            int kind = cursor.kind(position);
            deleted = false;
            if (kind != MergeSpec.DELETE && kind != MergeSpec.UPDATE_BEFORE) {
                events[0][i] = FoldEvents.ADD;
                for (int group = 0; group < sequenceRuns.length; group++) {
                    events[group + 1][i] = offer(group, i, FoldEvents.ADD, FoldEvents.ADD_OLDER);
                }
                added = true;
                filled = true;
                continue;
            }
            // the first row of a key, if it retracts, is where the values start from
            byte seed = filled ? 0 : FoldEvents.RESET;
            setEvents(i, seed);
            if (!filled) {
                moveSequences(i);
                filled = true;
            }
            if (fold.ignoreDelete()) {
                continue;
            }
            if (!fold.groups().isEmpty()) {
                deleted = retractGroups(i, kind, seed);
            }
            else if (fold.removeOnDelete()) {
                if (kind == MergeSpec.DELETE) {
                    deleted = true;
                    setEvents(i, FoldEvents.RESET);
                }
            }
            else {
                throw VarveException.invalid("A partial-update table holds a delete, which its options give no meaning to: set one of " +
                        "'ignore-delete', 'partial-update.remove-record-on-delete' and 'fields.<columns>.sequence-group'");
            }
        }
        return added && !deleted;
    }

    /** Whether the row removes the whole row of the result. */
    private boolean retractGroups(int row, int kind, byte seed)
            throws IOException
    {
        for (int group = 0; group < sequenceRuns.length; group++) {
            byte event = offer(group, row, FoldEvents.RETRACT, FoldEvents.RETRACT_OLDER);
            if (event == FoldEvents.RETRACT && kind == MergeSpec.DELETE && fold.groups().get(group).removeOnDelete()) {
                setEvents(row, FoldEvents.RESET);
                moveSequences(row);
                return true;
            }
            events[group + 1][row] = (byte) (seed | event);
        }
        return false;
    }

    private void moveSequences(int row)
    {
        Arrays.fill(sequenceRuns, rowRuns[row]);
        Arrays.fill(sequencePositions, rowPositions[row]);
    }

    /** Compares a row's sequence in a group with the current one, and makes it the current one unless it is older. */
    private byte offer(int group, int row, byte event, byte eventIfOlder)
            throws IOException
    {
        RunCursor cursor = runs[rowRuns[row]];
        int position = rowPositions[row];
        SequenceGroup sequenceGroup = fold.groups().get(group);
        int order = 1;
        boolean allNull = true;
        boolean decided = sequenceRuns[group] < 0;
        for (int i = 0; i < sequenceGroup.sequence().size(); i++) {
            int index = sequenceGroup.sequence().get(i).index();
            Column column = cursor.column(index);
            allNull &= column.isNull(position);
            if (!decided) {
                order = SequenceOrder.compareNullsFirst(groupOrders[group][i], false, column, position, runs[sequenceRuns[group]].column(index), sequencePositions[group]);
                decided = order != 0;
            }
        }
        if (allNull) {
            return FoldEvents.SKIP;
        }
        if (order < 0) {
            return eventIfOlder;
        }
        sequenceRuns[group] = rowRuns[row];
        sequencePositions[group] = position;
        return event;
    }

    @Override
    Optional<Batch> nextOfWindow()
    {
        if (!pending) {
            return Optional.empty();
        }
        pending = false;
        return Optional.of(new FoldedBatch());
    }

    private Column foldColumn(int index)
            throws IOException
    {
        Column[] columns = new Column[runs.length];
        for (int i = 0; i < rowCount; i++) {
            int run = rowRuns[i];
            if (columns[run] == null) {
                columns[run] = runs[run].column(index);
            }
        }
        ColumnFold columnFold = fold.columns().get(index);
        if (columnFold instanceof Aggregate aggregate) {
            return aggregate(columns, accumulator(index, aggregate.function()), events[0], columnFold);
        }
        if (columnFold instanceof ProtectedAggregate aggregate) {
            return aggregate(columns, accumulator(index, aggregate.function()), events[aggregate.group() + 1], columnFold);
        }
        return pick(columns, columnFold);
    }

    private Accumulator accumulator(int index, Supplier<Accumulator> function)
    {
        if (accumulators[index] == null) {
            accumulators[index] = function.get();
        }
        return accumulators[index];
    }

    /** A column each of whose values is that of one row. */
    private Column pick(Column[] columns, ColumnFold columnFold)
    {
        int[] picked = new int[resultCount];
        if (columnFold instanceof KeyColumn) {
            for (int result = 0; result < resultCount; result++) {
                picked[result] = starts[result + 1] - 1;
            }
        }
        else if (columnFold instanceof LastNonNull) {
            pickLastNonNull(columns, picked);
        }
        else if (columnFold instanceof Protected column) {
            pickNewest(events[column.group() + 1], true, picked);
        }
        else if (columnFold instanceof SequenceColumn column) {
            pickNewest(events[column.group() + 1], false, picked);
        }
        int[] sources = new int[resultCount];
        int[] positions = new int[resultCount];
        for (int result = 0; result < resultCount; result++) {
            int row = picked[result];
            sources[result] = row < 0 ? -1 : rowRuns[row];
            positions[result] = row < 0 ? -1 : rowPositions[row];
        }
        Layout layout = Layout.of(columnFold.type());
        return columnFold instanceof LastNonNull
                ? Gather.gatherPresent(layout, columns, sources, positions, resultCount)
                : Gather.gather(layout, columns, sources, positions, resultCount);
    }

    private void pickLastNonNull(Column[] columns, int[] picked)
    {
        byte[] family = events[0];
        long[][] validity = new long[columns.length][];
        for (int run = 0; run < columns.length; run++) {
            validity[run] = columns[run] == null ? null : columns[run].validity();
        }
        for (int result = 0; result < resultCount; result++) {
            int start = starts[result];
            int pick = -1;
            for (int row = starts[result + 1] - 1; row >= start; row--) {
                byte event = family[row];
                if (event != FoldEvents.SKIP) {
                    long[] present = validity[rowRuns[row]];
                    if (present == null || Validity.isValid(present, rowPositions[row])) {
                        pick = row;
                        break;
                    }
                    if (event != FoldEvents.ADD) {
                        break;
                    }
                }
            }
            picked[result] = pick;
        }
    }

    private void pickNewest(byte[] family, boolean retractsToNull, int[] picked)
    {
        for (int result = 0; result < resultCount; result++) {
            int pick = -1;
            for (int row = starts[result + 1] - 1; row >= starts[result]; row--) {
                byte event = family[row];
                int action = FoldEvents.action(event);
                if (action == FoldEvents.ADD || (action == FoldEvents.RETRACT && !retractsToNull)) {
                    pick = row;
                    break;
                }
                if (action == FoldEvents.RETRACT) {
                    break;
                }
                if (FoldEvents.resets(event)) {
                    pick = row;
                    break;
                }
            }
            picked[result] = pick;
        }
    }

    private Column aggregate(Column[] columns, Accumulator accumulator, byte[] family, ColumnFold columnFold)
    {
        ColumnBuilder builder = ColumnBuilder.of(columnFold.type(), resultCount);
        for (int result = 0; result < resultCount; result++) {
            int start = starts[result];
            int end = starts[result + 1];
            if (end - start == 1 && family[start] == FoldEvents.RESET) {
                builder.append(columns[rowRuns[start]], rowPositions[start]);
                continue;
            }
            accumulator.reset();
            for (int row = start; row < end; row++) {
                Column column = columns[rowRuns[row]];
                int position = rowPositions[row];
                byte event = family[row];
                if (FoldEvents.resets(event)) {
                    accumulator.set(column, position);
                }
                switch (FoldEvents.action(event)) {
                    case FoldEvents.ADD -> accumulator.add(column, position);
                    case FoldEvents.ADD_OLDER -> accumulator.addReversed(column, position);
                    case FoldEvents.RETRACT, FoldEvents.RETRACT_OLDER -> accumulator.retract(column, position);
                    default -> {}
                }
            }
            accumulator.appendTo(builder);
        }
        return builder.build();
    }

    /** The result rows of a window; its columns are computed when they are asked for. */
    private final class FoldedBatch
            implements Batch
    {
        private final int size = resultCount;
        private final Column[] columns = new Column[spec.outputColumns()];

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
                columns[index] = foldColumn(index);
            }
            return columns[index];
        }
    }
}
