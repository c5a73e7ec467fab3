package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.Selection;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The merge engines deduplicate and first-row, for which the result of a key is one of its rows, unchanged. Nothing is copied:
 * the batches of the runs come out as they went in, with those rows selected that win. Rows therefore come in the order of the
 * runs' batches, not in that of the keys.
 */
public final class SelectingMerge
        extends SectionMerge
{
    /** Which row of a key wins. */
    public enum Winner
    {
        /** The last one in sequence order; the key is absent if that row retracts. */
        LAST,
        /** The first one in sequence order. */
        FIRST,
    }

    private final Winner winner;
    private final boolean ignoreRetracts;
    private final ReadMetrics metrics;

    /** Per run, the winning positions of its current batch; ascending, for the keys do. */
    private final int[][] kept;
    private final int[] keptCounts;
    /** Runs before this one have nothing to emit for the current window. */
    private int emitted;

    /** Whether a row loses if and only if its key was seen in a run whose rank wins. */
    private final boolean byRank;
    private final KeyIndex seen = new KeyIndex();

    private final int[] groupRuns;
    private final int[] groupPositions;
    private int groupSize;

    /** @param ignoreRetracts whether retracting rows are left out of the merge, as the option {@code ignore-delete} says */
    public SelectingMerge(MergeSpec spec, Winner winner, boolean ignoreRetracts, List<RunSource> sources, ReadMetrics metrics)
    {
        super(spec, sources, List.of());
        this.winner = winner;
        this.ignoreRetracts = ignoreRetracts;
        this.metrics = metrics;
        kept = new int[runs.length][0];
        keptCounts = new int[runs.length];
        emitted = runs.length;
        byRank = ranksDecide && !spec.lookupRule();
        groupRuns = new int[runs.length];
        groupPositions = new int[runs.length];
    }

    @Override
    void mergeWindow()
            throws IOException
    {
        int rows = 0;
        int overlapping = 0;
        for (int run = 0; run < runs.length; run++) {
            RunCursor cursor = runs[run];
            int length = cursor.end - cursor.next;
            rows += length;
            overlapping += length > 0 ? 1 : 0;
            if (keptCounts[run] == 0 && kept[run].length < cursor.count()) {
                kept[run] = new int[cursor.count()];
            }
        }
        if (overlapping > 1) {
            metrics.add(Counter.ROWS_MERGED, rows);
        }
        long keptBefore = keptTotal();
        if (overlapping > 1 && byRank) {
            mergeByRank(rows);
        }
        else {
            mergeInOrder();
        }
        metrics.add(Counter.ROWS_SUPERSEDED, rows - (keptTotal() - keptBefore));
        emitted = 0;
    }

    /**
     * Takes the runs from the winning to the losing ones, row by row: of a key that was seen before, the winner was seen before. The order
     * of the keys does not matter for that, so nothing is sorted.
     */
    private void mergeByRank(int rows)
            throws IOException
    {
        seen.clear(rows);
        for (int run : runsByRank(winner == Winner.LAST)) {
            RunCursor cursor = runs[run];
            int[] target = kept[run];
            int count = keptCounts[run];
            if (spec.kind().isEmpty()) {
                for (int row = cursor.next; row < cursor.end; row++) {
                    if (isNew(cursor.prefix(row))) {
                        target[count++] = cursor.position(row);
                    }
                }
            }
            else {
                for (int row = cursor.next; row < cursor.end; row++) {
                    int position = cursor.position(row);
                    boolean retract = cursor.isRetract(position);
                    if (!(retract && ignoreRetracts) && isNew(cursor.prefix(row)) && !retract) {
                        target[count++] = position;
                    }
                }
            }
            keptCounts[run] = count;
            cursor.next = cursor.end;
        }
    }

    private boolean isNew(long key)
    {
        int before = seen.size();
        return seen.number(key) == before;
    }

    private void mergeInOrder()
            throws IOException
    {
        tree.start();
        long prefix = 0;
        while (tree.live() > 1) {
            int run = tree.winner();
            RunCursor cursor = runs[run];
            int position = cursor.position(cursor.next);
            long head = tree.head();
            if (groupSize > 0 && (head != prefix || !sameKey(cursor, position, runs[groupRuns[0]], groupPositions[0]))) {
                finishGroup();
            }
            prefix = head;
            groupRuns[groupSize] = run;
            groupPositions[groupSize] = position;
            groupSize++;
            tree.advance();
        }
        if (tree.live() == 1) {
            keepRest(tree.winner(), prefix);
        }
        if (groupSize > 0) {
            finishGroup();
        }
    }

    private long keptTotal()
    {
        long total = 0;
        for (int count : keptCounts) {
            total += count;
        }
        return total;
    }

    /** What is left of the window is of one run only: apart from the first row, nothing can have the same key. */
    private void keepRest(int run, long prefix)
            throws IOException
    {
        RunCursor cursor = runs[run];
        int first = cursor.position(cursor.next);
        if (groupSize > 0) {
            if (cursor.prefix(cursor.next) == prefix && sameKey(cursor, first, runs[groupRuns[0]], groupPositions[0])) {
                groupRuns[groupSize] = run;
                groupPositions[groupSize] = first;
                groupSize++;
                cursor.next++;
            }
            finishGroup();
        }
        int[] target = kept[run];
        int count = keptCounts[run];
        if (spec.kind().isEmpty()) {
            for (int row = cursor.next; row < cursor.end; row++) {
                target[count++] = cursor.position(row);
            }
        }
        else {
            for (int row = cursor.next; row < cursor.end; row++) {
                int position = cursor.position(row);
                if (!cursor.isRetract(position)) {
                    target[count++] = position;
                }
            }
        }
        keptCounts[run] = count;
        cursor.next = cursor.end;
    }

    private void finishGroup()
            throws IOException
    {
        int chosen = groupSize == 1 ? 0 : choose();
        groupSize = 0;
        if (chosen >= 0) {
            int run = groupRuns[chosen];
            int position = groupPositions[chosen];
            if (spec.kind().isEmpty() || !runs[run].isRetract(position)) {
                kept[run][keptCounts[run]++] = position;
            }
        }
    }

    /** The index of the winner in the group, or -1 if there is none. */
    private int choose()
            throws IOException
    {
        int folded = spec.lookupRule() ? foldedInto() : 0;
        int chosen = -1;
        for (int i = 0; i < groupSize; i++) {
            if (spec.lookupRule() && runs[groupRuns[i]].level() > 0 && i != folded) {
                continue;
            }
            if (ignoreRetracts && runs[groupRuns[i]].isRetract(groupPositions[i])) {
                continue;
            }
            if (chosen < 0) {
                chosen = i;
                continue;
            }
            int order = sequenceOrder.compare(runs[groupRuns[i]], groupPositions[i], runs[groupRuns[chosen]], groupPositions[chosen]);
            if (winner == Winner.LAST ? order > 0 : order < 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    /** The row above level 0 that deeper ones have been folded into, or -1. */
    private int foldedInto()
            throws IOException
    {
        int folded = -1;
        for (int i = 0; i < groupSize; i++) {
            int level = runs[groupRuns[i]].level();
            if (level > 0) {
                int best = folded < 0 ? Integer.MAX_VALUE : runs[groupRuns[folded]].level();
                if (level < best || (level == best && sequenceOrder.compare(runs[groupRuns[i]], groupPositions[i], runs[groupRuns[folded]], groupPositions[folded]) < 0)) {
                    folded = i;
                }
            }
        }
        return folded;
    }

    @Override
    Optional<Batch> nextOfWindow()
    {
        while (emitted < runs.length) {
            int run = emitted++;
            if (runs[run].isExhausted() && keptCounts[run] > 0) {
                Batch source = runs[run].batch();
                int count = keptCounts[run];
                int[] positions = kept[run];
                kept[run] = new int[0];
                keptCounts[run] = 0;
                if (runs[run].onlySupersedes()) {
                    metrics.add(Counter.ROWS_FILTERED, count);
                    continue;
                }
                return Optional.of(new SelectedBatch(
                        source,
                        spec.outputColumns(),
                        count == source.size() ? Selection.all(count) : Selection.of(positions, count)));
            }
        }
        return Optional.empty();
    }
}
