package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.schema.MergeEngine;
import dev.varve.type.DataType;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * Merges runs for a writer: the rows come in key order, with sequence number and row kind, and rows that retract stay unless told
 * otherwise. Every engine works. Per window, the rows that make a result row are found first; its columns are gathered from the
 * runs, or folded, when they are asked for.
 *
 * <p>Batches of the runs have the column {@code _SEQUENCE_NUMBER} at 0, {@code _VALUE_KIND} at 1, then the values; the result has the same.
 *
 * <p>The merge can also tell what each key had before, see {@link Before}: in one of the merged runs or, if none of them has it, in a
 * <i>lookup</i>: a run of a deeper level, of which nothing else is wanted. Lookups are walked along with the merge, so every file of them
 * is read at most once.
 */
public final class OrderedMerge
        extends SectionMerge
{
    public static final int SEQUENCE_NUMBER = 0;
    public static final int KIND = 1;
    /** Values start at this column. */
    public static final int VALUES = 2;

    private final Rules rules;
    private final boolean folds;
    private final boolean looksUp;
    /** The runs, then the lookups. */
    private final RunCursor[] all;
    private final FoldedRows rows;
    private final Optional<FoldPlanner> planner;
    private final Optional<ColumnFolding> folding;
    private final WindowResults results = new WindowResults();
    private final RowsBefore rowsBefore = new RowsBefore();
    private boolean pending;

    /**
     * @param spec with a sequence number at {@link #SEQUENCE_NUMBER} and a kind at {@link #KIND}
     * @param lookups of deeper levels, in the order in which they are asked
     */
    private OrderedMerge(MergeSpec spec, Rules rules, List<RunSource> sources, List<RunSource> lookups)
    {
        super(spec, sources, lookups);
        this.rules = rules;
        looksUp = rules.before() instanceof Before.Found;
        all = Stream.of(runs, this.lookups).flatMap(Arrays::stream).toArray(RunCursor[]::new);
        folds = rules.fold().isPresent();
        rows = new FoldedRows(rules.fold().map(fold -> fold.groups().size()).orElse(0));
        planner = rules.fold().map(fold -> new FoldPlanner(fold, all, rows, sequenceOrder, true));
        folding = rules.fold().map(fold -> new ColumnFolding(fold, all, rows));
    }

    /** A merge of runs; the caller closes it, which closes them. */
    public static OrderedMerge of(MergeSpec spec, Rules rules, List<RunSource> sources, List<RunSource> lookups)
    {
        if (spec.sequenceNumber().orElse(-1) != SEQUENCE_NUMBER || spec.kind().orElse(-1) != KIND || spec.outputColumns() != rules.types().size()) {
            throw new IllegalArgumentException("Not the columns of an ordered merge: " + spec);
        }
        if (!lookups.isEmpty() && !(rules.before() instanceof Before.Found)) {
            throw new IllegalArgumentException("Lookups, but nothing is looked up");
        }
        return new OrderedMerge(spec, rules, sources, lookups);
    }

    /**
     * What becomes of the rows of a key.
     *
     * @param types of the columns of the result, sequence number and kind included
     * @param fold for partial-update and aggregation, with columns for all of {@code types}, of which the first two do not count
     * @param ignoreDelete whether rows that retract contribute nothing
     * @param dropRetracts whether the result leaves out rows that retract
     * @param uniqueKeys whether no run has a key twice
     */
    public record Rules(
            MergeEngine engine,
            List<DataType> types,
            Optional<FoldSpec> fold,
            boolean ignoreDelete,
            boolean dropRetracts,
            boolean uniqueKeys,
            Before before)
    {
        public Rules
        {
            requireNonNull(engine, "engine is null");
            types = List.copyOf(types);
            requireNonNull(before, "before is null");
            boolean folds = engine == MergeEngine.PARTIAL_UPDATE || engine == MergeEngine.AGGREGATION;
            if (fold.isPresent() != folds || fold.isPresent() && fold.get().columns().size() != types.size()) {
                throw new IllegalArgumentException("Not the folds of " + engine + ": " + fold);
            }
        }
    }

    /** Where the row lies that a key had before the merge. */
    public sealed interface Before
    {
        /** Nobody asks. */
        record Unasked()
                implements Before {}

        /** In the run of one level. */
        record AtLevel(int level)
                implements Before {}

        /**
         * In the run of the smallest level above 0 that has the key or, if none has, in the first lookup that has it. A row found by lookup takes part in
         * the merge; under first-row, it means that the key has no result. The rows of a key are merged even if there is only one.
         */
        record Found()
                implements Before {}
    }

    /** The next rows, as {@link #next} returns them. */
    public Optional<MergedRows> nextRows()
            throws IOException
    {
        return next().map(MergedRows.class::cast);
    }

    @Override
    void mergeWindow()
            throws IOException
    {
        rows.clear();
        results.clear();
        tree.start();
        int groupStart = 0;
        long prefix = 0;
        while (tree.live() > 0) {
            int run = tree.winner();
            RunCursor cursor = runs[run];
            int position = cursor.position(cursor.next);
            long head = tree.head();
            if (rows.rowCount() > groupStart && (head != prefix || !sameKey(cursor, position, runs[rows.runs[groupStart]], rows.positions[groupStart]))) {
                groupStart = finishGroup(groupStart);
                if (tree.live() == 1 && rules.uniqueKeys() && rules.before() instanceof Before.Unasked) {
                    passRest(cursor, run);
                    groupStart = rows.rowCount();
                    break;
                }
            }
            prefix = head;
            rows.add(run, position);
            tree.advance();
        }
        if (rows.rowCount() > groupStart) {
            finishGroup(groupStart);
        }
        pending = results.count() > 0;
    }

    /** What is left of the window is of one run: every row is that of a key. */
    private void passRest(RunCursor cursor, int run)
            throws IOException
    {
        for (; cursor.next < cursor.end; cursor.next++) {
            int position = cursor.position(cursor.next);
            if (folds) {
                int start = rows.rowCount();
                rows.add(run, position);
                rows.setEvents(start, FoldEvents.RESET);
                rows.endResult(start);
                results.addFolded((byte) cursor.kind(position), cursor.sequenceNumber(position));
            }
            else {
                results.addWinner(run, position, (byte) cursor.kind(position));
            }
        }
    }

    /** Makes a row of the result of the rows from {@code start} on, which are those of one key; where the next key's rows start. */
    private int finishGroup(int start)
            throws IOException
    {
        boolean alone = rows.rowCount() - start == 1;
        if (rules.before() instanceof Before.Unasked) {
            makeResult(start, alone);
            return folds ? rows.rowCount() : start;
        }
        int before = before(start);
        int beforeRun = before < 0 ? -1 : rows.runs[before];
        int beforePosition = before < 0 ? -1 : rows.positions[before];
        boolean change = !(alone && before >= 0);
        boolean exists = true;
        if (looksUp) {
            change = hasLevel0(start);
            if (before < 0) {
                int lookup = lookUp(rows.runs[start], rows.positions[start]);
                if (lookup >= 0) {
                    beforeRun = runs.length + lookup;
                    beforePosition = lookups[lookup].position(lookups[lookup].next);
                    if (rules.engine() == MergeEngine.FIRST_ROW) {
                        exists = false;
                    }
                    else {
                        rows.add(beforeRun, beforePosition);
                    }
                }
            }
            if (rules.engine() == MergeEngine.FIRST_ROW && beforeRun >= 0) {
                change = false;
            }
        }
        int result = results.count();
        if (exists) {
            makeResult(start, alone && !looksUp);
        }
        else {
            results.addNone();
            rows.truncate(start);
        }
        rowsBefore.set(result, beforeRun, beforePosition, change);
        return folds ? rows.rowCount() : start;
    }

    /** The row that a merged run had of the key before, or -1. */
    private int before(int start)
            throws IOException
    {
        if (!(rules.before() instanceof Before.AtLevel at)) {
            return smallestLevel(start);
        }
        int found = -1;
        for (int i = start; i < rows.rowCount(); i++) {
            if (runs[rows.runs[i]].level() == at.level()) {
                found = i;
            }
        }
        return found;
    }

    private boolean hasLevel0(int start)
    {
        for (int i = start; i < rows.rowCount(); i++) {
            if (runs[rows.runs[i]].level() <= 0) {
                return true;
            }
        }
        return false;
    }

    private int lookUp(int run, int position)
    {
        for (int lookup = 0; lookup < lookups.length; lookup++) {
            if (!lookups[lookup].isExhausted() && lookups[lookup].seek(runs[run], position)) {
                return lookup;
            }
        }
        return -1;
    }

    private void makeResult(int start, boolean unchanged)
            throws IOException
    {
        if (folds) {
            foldGroup(start, unchanged);
            return;
        }
        int chosen = unchanged ? start : choose(start);
        if (chosen < 0) {
            results.addNone();
        }
        else {
            int run = rows.runs[chosen];
            int position = rows.positions[chosen];
            results.addWinner(run, position, (byte) all[run].kind(position));
        }
        rows.truncate(start);
    }

    private void foldGroup(int start, boolean unchanged)
            throws IOException
    {
        if (unchanged) {
            RunCursor cursor = all[rows.runs[start]];
            int position = rows.positions[start];
            rows.setEvents(start, FoldEvents.RESET);
            rows.endResult(start);
            results.addFolded((byte) cursor.kind(position), cursor.sequenceNumber(position));
            return;
        }
        FoldPlanner plan = planner.orElseThrow();
        plan.sortBySequence(start);
        if (spec.lookupRule()) {
            plan.keepFolded(start);
        }
        boolean exists = plan.plan(start);
        int last = lastApplied(start);
        rows.endResult(start);
        results.addFolded((exists ? RowKind.INSERT : RowKind.DELETE).value(), all[rows.runs[last]].sequenceNumber(rows.positions[last]));
    }

    /** The row whose sequence number the result gets: the last one that is not ignored. */
    private int lastApplied(int start)
            throws IOException
    {
        int last = rows.rowCount() - 1;
        if (rules.ignoreDelete() && rules.engine() == MergeEngine.PARTIAL_UPDATE) {
            for (int i = last; i >= start; i--) {
                if (!all[rows.runs[i]].isRetract(rows.positions[i])) {
                    return i;
                }
            }
        }
        return last;
    }

    /** The row of a key that wins under deduplicate and first-row, or -1. */
    private int choose(int start)
            throws IOException
    {
        boolean last = rules.engine() == MergeEngine.DEDUPLICATE;
        int folded = spec.lookupRule() ? smallestLevel(start) : -1;
        int chosen = -1;
        for (int i = start; i < rows.rowCount(); i++) {
            RunCursor cursor = all[rows.runs[i]];
            if (spec.lookupRule() && i != folded && cursor.level() > 0) {
                continue;
            }
            if (cursor.isRetract(rows.positions[i])) {
                if (rules.ignoreDelete()) {
                    continue;
                }
                if (!last) {
                    throw VarveException.invalid("A first-row table holds a delete, which that engine gives no meaning to: set 'ignore-delete'");
                }
            }
            if (chosen < 0) {
                chosen = i;
                continue;
            }
            int order = compareSequence(i, chosen);
            if (last ? order >= 0 : order < 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    /** Of the rows above level 0 the one of the smallest level, and of several there the oldest; or -1. */
    private int smallestLevel(int start)
            throws IOException
    {
        int found = -1;
        for (int i = start; i < rows.rowCount(); i++) {
            int level = all[rows.runs[i]].level();
            int best = found < 0 ? Integer.MAX_VALUE : all[rows.runs[found]].level();
            if (level > 0 && (level < best || level == best && compareSequence(i, found) < 0)) {
                found = i;
            }
        }
        return found;
    }

    private int compareSequence(int left, int right)
            throws IOException
    {
        return sequenceOrder.compare(all[rows.runs[left]], rows.positions[left], all[rows.runs[right]], rows.positions[right]);
    }

    @Override
    Optional<Batch> nextOfWindow()
    {
        if (!pending) {
            return Optional.empty();
        }
        pending = false;
        return Optional.of(new MergedRows(rules, all, runs.length, results, rowsBefore, rows, folding));
    }
}
