package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.checkIndex;

/**
 * The merge engines partial-update and aggregation. The keys of a window yield a plan: which rows, in sequence order, belong to
 * which result row, and what each of them does ({@link FoldEvents}). A column of the result is then computed from the plan when it is
 * asked for: see {@link ColumnFolding}.
 *
 * <p>A key with a single row is not folded: the row passes unchanged.
 */
public final class FoldingMerge
        extends SectionMerge
{
    private final ReadMetrics metrics;
    private final FoldedRows rows;
    private final FoldPlanner planner;
    private final ColumnFolding folding;
    private boolean pending;

    // used while rows are grouped
    private final KeyIndex keyNumbers = new KeyIndex();
    private int[] numbers = new int[0];
    private int[] placedRuns = new int[0];
    private int[] placedPositions = new int[0];

    public FoldingMerge(MergeSpec spec, FoldSpec fold, List<RunSource> sources, ReadMetrics metrics)
    {
        super(spec, sources, List.of());
        if (fold.columns().size() != spec.outputColumns()) {
            throw new IllegalArgumentException(fold.columns().size() + " folds for " + spec.outputColumns() + " columns");
        }
        this.metrics = metrics;
        rows = new FoldedRows(fold.groups().size());
        planner = new FoldPlanner(fold, runs, rows, sequenceOrder, spec.kind().isPresent());
        folding = new ColumnFolding(fold, runs, rows);
    }

    @Override
    void mergeWindow()
            throws IOException
    {
        rows.clear();
        int windowRows = 0;
        int overlapping = 0;
        for (RunCursor run : runs) {
            windowRows += run.end - run.next;
            overlapping += run.end > run.next ? 1 : 0;
        }
        if (overlapping > 1) {
            metrics.add(Counter.ROWS_MERGED, windowRows);
        }
        if (ranksDecide) {
            groupByRank(windowRows);
        }
        else {
            groupInOrder();
        }
        metrics.add(Counter.ROWS_SUPERSEDED, windowRows - rows.resultCount());
        pending = rows.resultCount() > 0;
    }

    /** Puts rows with the same key next to each other, oldest first, without sorting: keys are numbered, rows counted and placed by number. */
    private void groupByRank(int windowRows)
            throws IOException
    {
        keyNumbers.clear(windowRows);
        if (numbers.length < windowRows) {
            numbers = new int[windowRows];
            placedRuns = new int[windowRows];
            placedPositions = new int[windowRows];
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
        for (int i = 0; i < windowRows; i++) {
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
            int start = rows.rowCount();
            for (; place < ends[number]; place++) {
                rows.add(placedRuns[place], placedPositions[place]);
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
            if (rows.rowCount() > groupStart && (head != prefix || !sameKey(cursor, position, runs[rows.runs[groupStart]], rows.positions[groupStart]))) {
                planner.sortBySequence(groupStart);
                finishGroup(groupStart);
                groupStart = rows.rowCount();
            }
            prefix = head;
            rows.add(run, position);
            tree.advance();
        }
        if (rows.rowCount() > groupStart) {
            planner.sortBySequence(groupStart);
            finishGroup(groupStart);
        }
    }

    /** Ends the rows of a key, which are in sequence order: works out what they do, and drops them again if no row results. */
    private void finishGroup(int start)
            throws IOException
    {
        boolean exists;
        if (rows.rowCount() - start == 1) {
            exists = !runs[rows.runs[start]].isRetract(rows.positions[start]);
            rows.setEvents(start, FoldEvents.RESET);
        }
        else {
            if (spec.lookupRule()) {
                planner.keepFolded(start);
            }
            exists = planner.plan(start);
        }
        if (exists) {
            rows.endResult(start);
        }
        else {
            rows.truncate(start);
        }
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

    /** The result rows of a window; its columns are computed when they are asked for. */
    private final class FoldedBatch
            implements Batch
    {
        private final int size = rows.resultCount();
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
                columns[index] = folding.fold(index);
            }
            return columns[index];
        }
    }
}
