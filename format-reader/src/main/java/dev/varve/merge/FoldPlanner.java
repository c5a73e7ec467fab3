package dev.varve.merge;

import dev.varve.row.RowKind;

import java.io.IOException;

/** Works out what the rows of a key do to each other, under partial-update and aggregation. */
final class FoldPlanner
{
    /** Above this, rows are merged and not inserted one by one. */
    private static final int INSERTION_SORT_ROWS = 16;

    private final FoldSpec fold;
    private final RunCursor[] runs;
    private final FoldedRows rows;
    private final SequenceOrder sequenceOrder;
    private final PartialUpdate partialUpdate;

    // used while many rows are sorted
    private int[] sortedRuns = new int[0];
    private int[] sortedPositions = new int[0];

    /** @param retractions whether rows may retract */
    FoldPlanner(FoldSpec fold, RunCursor[] runs, FoldedRows rows, SequenceOrder sequenceOrder, boolean retractions)
    {
        this.fold = fold;
        this.runs = runs;
        this.rows = rows;
        this.sequenceOrder = sequenceOrder;
        partialUpdate = new PartialUpdate(fold, runs, rows, retractions);
    }

    /** Sets the events of the rows from {@code start} on, which have one key and are in sequence order; whether the key has a row then. */
    boolean plan(int start)
            throws IOException
    {
        return fold.engine() == FoldSpec.Engine.AGGREGATION ? planAggregation(start) : partialUpdate.plan(start);
    }

    private boolean planAggregation(int start)
            throws IOException
    {
        boolean deleted = false;
        for (int i = start; i < rows.rowCount(); i++) {
            int kind = runs[rows.runs[i]].kind(rows.positions[i]);
            deleted = fold.removeOnDelete() && kind == RowKind.DELETE.value();
            if (deleted) {
                rows.events[0][i] = FoldEvents.RESET;
            }
            else {
                rows.events[0][i] = MergeSpec.isRetract(kind) ? FoldEvents.RETRACT : FoldEvents.ADD;
            }
        }
        return !deleted;
    }

    /** The lookup rule: of the rows above level 0 only the first one of the smallest level stays. */
    void keepFolded(int start)
    {
        int folded = -1;
        for (int i = start; i < rows.rowCount(); i++) {
            int level = runs[rows.runs[i]].level();
            if (level > 0 && (folded < 0 || level < runs[rows.runs[folded]].level())) {
                folded = i;
            }
        }
        int target = start;
        for (int i = start; i < rows.rowCount(); i++) {
            if (runs[rows.runs[i]].level() <= 0 || i == folded) {
                rows.runs[target] = rows.runs[i];
                rows.positions[target] = rows.positions[i];
                target++;
            }
        }
        rows.truncate(target);
    }

    /** Puts the rows from {@code start} on in sequence order; those that are equal stay as they are. */
    void sortBySequence(int start)
            throws IOException
    {
        if (rows.rowCount() - start > INSERTION_SORT_ROWS) {
            mergeSort(start, rows.rowCount());
            return;
        }
        for (int i = start + 1; i < rows.rowCount(); i++) {
            int run = rows.runs[i];
            int position = rows.positions[i];
            int j = i - 1;
            while (j >= start && sequenceOrder.compare(runs[rows.runs[j]], rows.positions[j], runs[run], position) > 0) {
                rows.runs[j + 1] = rows.runs[j];
                rows.positions[j + 1] = rows.positions[j];
                j--;
            }
            rows.runs[j + 1] = run;
            rows.positions[j + 1] = position;
        }
    }

    private void mergeSort(int start, int end)
            throws IOException
    {
        int count = end - start;
        if (sortedRuns.length < count) {
            sortedRuns = new int[count];
            sortedPositions = new int[count];
        }
        for (int width = 1; width < count; width *= 2) {
            for (int from = start; from + width < end; from += 2 * width) {
                merge(from, from + width, Math.min(end, from + 2 * width));
            }
        }
    }

    private void merge(int start, int middle, int end)
            throws IOException
    {
        if (compare(middle - 1, middle) <= 0) {
            return;
        }
        int left = start;
        int right = middle;
        for (int i = 0; i < end - start; i++) {
            boolean takeLeft = right == end || left < middle && compare(left, right) <= 0;
            int taken = takeLeft ? left++ : right++;
            sortedRuns[i] = rows.runs[taken];
            sortedPositions[i] = rows.positions[taken];
        }
        System.arraycopy(sortedRuns, 0, rows.runs, start, end - start);
        System.arraycopy(sortedPositions, 0, rows.positions, start, end - start);
    }

    private int compare(int left, int right)
            throws IOException
    {
        return sequenceOrder.compare(runs[rows.runs[left]], rows.positions[left], runs[rows.runs[right]], rows.positions[right]);
    }
}
