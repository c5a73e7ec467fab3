package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.schema.MergeEngine;
import dev.varve.type.DataType;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Objects.checkIndex;
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

    private static final byte NO_RESULT = -1;

    private final Rules rules;
    private final boolean folds;
    private final boolean looksUp;
    /** The runs, then the lookups. */
    private final RunCursor[] all;
    private final FoldedRows rows;
    private final Optional<FoldPlanner> planner;
    private final Optional<ColumnFolding> folding;
    private boolean pending;

    // per result row of the window
    private int resultCount;
    private byte[] kinds = new byte[1024];
    private long[] sequenceNumbers = new long[0];
    private int[] winnerRuns = new int[0];
    private int[] winnerPositions = new int[0];
    private int[] beforeRuns = new int[0];
    private int[] beforePositions = new int[0];
    private boolean[] changeable = new boolean[0];

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
    public Optional<Rows> nextRows()
            throws IOException
    {
        return next().map(Rows.class::cast);
    }

    @Override
    void mergeWindow()
            throws IOException
    {
        rows.clear();
        resultCount = 0;
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
        pending = resultCount > 0;
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
                addResult((byte) cursor.kind(position), cursor.sequenceNumber(position));
            }
            else {
                addWinner(run, position, (byte) cursor.kind(position));
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
        int result = resultCount;
        if (exists) {
            makeResult(start, alone && !looksUp);
        }
        else {
            addWinner(-1, -1, NO_RESULT);
            rows.truncate(start);
        }
        if (beforeRuns.length < resultCount) {
            beforeRuns = Arrays.copyOf(beforeRuns, kinds.length);
            beforePositions = Arrays.copyOf(beforePositions, kinds.length);
            changeable = Arrays.copyOf(changeable, kinds.length);
        }
        beforeRuns[result] = beforeRun;
        beforePositions[result] = beforePosition;
        changeable[result] = change;
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
            addWinner(-1, -1, NO_RESULT);
        }
        else {
            int run = rows.runs[chosen];
            int position = rows.positions[chosen];
            addWinner(run, position, (byte) all[run].kind(position));
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
            addResult((byte) cursor.kind(position), cursor.sequenceNumber(position));
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
        addResult((exists ? RowKind.INSERT : RowKind.DELETE).value(), all[rows.runs[last]].sequenceNumber(rows.positions[last]));
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

    private void addWinner(int run, int position, byte kind)
    {
        growResults();
        if (winnerRuns.length < kinds.length) {
            winnerRuns = Arrays.copyOf(winnerRuns, kinds.length);
            winnerPositions = Arrays.copyOf(winnerPositions, kinds.length);
        }
        winnerRuns[resultCount] = run;
        winnerPositions[resultCount] = position;
        kinds[resultCount++] = kind;
    }

    private void addResult(byte kind, long sequenceNumber)
    {
        growResults();
        if (sequenceNumbers.length < kinds.length) {
            sequenceNumbers = Arrays.copyOf(sequenceNumbers, kinds.length);
        }
        sequenceNumbers[resultCount] = sequenceNumber;
        kinds[resultCount++] = kind;
    }

    private void growResults()
    {
        if (resultCount == kinds.length) {
            kinds = Arrays.copyOf(kinds, kinds.length * 2);
        }
    }

    @Override
    Optional<Batch> nextOfWindow()
    {
        if (!pending) {
            return Optional.empty();
        }
        pending = false;
        return Optional.of(new Rows());
    }

    /** One row per key of a window, in key order. Those are selected that exist, and that the merge does not drop. */
    public final class Rows
            implements Batch
    {
        private final int size = resultCount;
        private final Column[] columns = new Column[spec.outputColumns()];
        private final Selection selection = select();
        private final int onlyRun = onlyRun();

        private Rows() {}

        private Selection select()
        {
            int[] positions = new int[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                if (kinds[i] >= 0 && !(rules.dropRetracts() && MergeSpec.isRetract(kinds[i]))) {
                    positions[count++] = i;
                }
            }
            return count == size ? Selection.all(size) : Selection.of(positions, count);
        }

        /** The run whose batch is the result, all of it, or -1. */
        private int onlyRun()
        {
            int run = folds ? rows.runs[0] : winnerRuns[0];
            if (run < 0 || all[run].batch().size() != size || folds && rows.rowCount() != size) {
                return -1;
            }
            for (int i = 0; i < size; i++) {
                boolean same = folds
                        ? rows.runs[i] == run && rows.positions[i] == i && rows.starts[i] == i && rows.events[0][i] == FoldEvents.RESET
                        : winnerRuns[i] == run && winnerPositions[i] == i;
                if (!same) {
                    return -1;
                }
            }
            return folds && !allUnchanged() ? -1 : run;
        }

        private boolean allUnchanged()
        {
            for (byte[] family : rows.events) {
                for (int i = 0; i < size; i++) {
                    if (family[i] != FoldEvents.RESET) {
                        return false;
                    }
                }
            }
            return true;
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
        public Selection selection()
        {
            return selection;
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
            if (index == KIND) {
                return new ByteColumn(size, null, Arrays.copyOf(kinds, size));
            }
            if (onlyRun >= 0) {
                return all[onlyRun].column(index);
            }
            if (folds) {
                return index == SEQUENCE_NUMBER
                        ? new LongColumn(size, null, Arrays.copyOf(sequenceNumbers, size))
                        : folding.orElseThrow().fold(index);
            }
            return Gather.gather(Layout.of(rules.types().get(index)), sources(index, winnerRuns, size), winnerRuns, winnerPositions, size);
        }

        private Column[] sources(int index, int[] usedRuns, int count)
                throws IOException
        {
            Column[] sources = new Column[all.length + 1];
            for (int i = 0; i < count; i++) {
                int run = usedRuns[i];
                if (run >= 0 && run < all.length && sources[run] == null) {
                    sources[run] = all[run].column(index);
                }
            }
            return sources;
        }

        /** Whether the key may have changed: whether its rows must be compared with the one before. */
        public boolean mayChange(int row)
        {
            return changeable[checkIndex(row, size)];
        }

        /** Whether the merge has a row for the key that adds, be it selected or not. */
        public boolean exists(int row)
        {
            return kinds[row] >= 0 && !MergeSpec.isRetract(kinds[row]);
        }

        /** The {@link RowKind#value} of a row that exists. */
        public byte kind(int row)
        {
            return kinds[checkIndex(row, size)];
        }

        /** Whether the key had a row before, one that adds. */
        public boolean existed(int row)
                throws IOException
        {
            int run = beforeRuns[checkIndex(row, size)];
            return run >= 0 && !all[run].isRetract(beforePositions[row]);
        }

        /** Whether the row before was found by lookup. */
        public boolean wasLookedUp(int row)
        {
            return beforeRuns[checkIndex(row, size)] >= runs.length;
        }

        /** The rank of the file that the row before lies in. */
        public int fileBefore(int row)
        {
            return all[beforeRuns[row]].rank();
        }

        /** The number of the row before in its file. */
        public long fileRowBefore(int row)
        {
            return all[beforeRuns[row]].fileRow(beforePositions[row]);
        }

        /**
         * Values of a column: of rows of the result, or of the rows before.
         *
         * @param before per value, whether it is that of the row before
         */
        public Column gather(int index, int[] resultRows, boolean[] before, int count)
                throws IOException
        {
            int[] usedRuns = new int[count];
            int[] positions = new int[count];
            boolean results = false;
            for (int i = 0; i < count; i++) {
                int row = resultRows[i];
                usedRuns[i] = before[i] ? beforeRuns[row] : all.length;
                positions[i] = before[i] ? beforePositions[row] : row;
                results |= !before[i];
            }
            Column[] sources = sources(index, usedRuns, count);
            if (results) {
                sources[all.length] = column(index);
            }
            return Gather.gather(Layout.of(rules.types().get(index)), sources, usedRuns, positions, count);
        }
    }
}
