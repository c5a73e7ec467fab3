package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.row.RowKind;

import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.checkIndex;

/**
 * What an {@link OrderedMerge} has made of a window: one row per key, in key order. Those are selected that exist, and that the merge does not drop. Valid
 * until the next ones are asked for.
 */
public final class MergedRows
        implements Batch
{
    private final OrderedMerge.Rules rules;
    /** The runs, then the lookups. */
    private final RunCursor[] all;
    private final int runCount;
    private final WindowResults results;
    private final RowsBefore before;
    private final FoldedRows rows;
    private final Optional<ColumnFolding> folding;
    private final int size;
    private final Column[] columns;
    private final Selection selection;
    private final int onlyRun;

    /**
     * @param all the cursors of the runs, then those of the lookups
     * @param rows of the runs that make up the results, if these are folded
     */
    MergedRows(
            OrderedMerge.Rules rules,
            RunCursor[] all,
            int runCount,
            WindowResults results,
            RowsBefore before,
            FoldedRows rows,
            Optional<ColumnFolding> folding)
    {
        this.rules = rules;
        this.all = all;
        this.runCount = runCount;
        this.results = results;
        this.before = before;
        this.rows = rows;
        this.folding = folding;
        size = results.count();
        columns = new Column[rules.types().size()];
        selection = select();
        onlyRun = onlyRun();
    }

    private Selection select()
    {
        int[] positions = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (results.exists(i) && !(rules.dropRetracts() && MergeSpec.isRetract(results.kind(i)))) {
                positions[count++] = i;
            }
        }
        return count == size ? Selection.all(size) : Selection.of(positions, count);
    }

    /** The run whose batch is the result, all of it, or -1. */
    private int onlyRun()
    {
        boolean folds = folding.isPresent();
        int run = folds ? rows.runs[0] : results.runs()[0];
        if (run < 0 || all[run].batch().size() != size || folds && rows.rowCount() != size) {
            return -1;
        }
        for (int i = 0; i < size; i++) {
            boolean same = folds
                    ? rows.runs[i] == run && rows.positions[i] == i && rows.starts[i] == i && rows.events[0][i] == FoldEvents.RESET
                    : results.runs()[i] == run && results.positions()[i] == i;
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
        if (index == OrderedMerge.KIND) {
            return new ByteColumn(size, null, results.kinds());
        }
        if (onlyRun >= 0) {
            return all[onlyRun].column(index);
        }
        if (folding.isPresent()) {
            return index == OrderedMerge.SEQUENCE_NUMBER ? new LongColumn(size, null, results.sequenceNumbers()) : folding.get().fold(index);
        }
        return Gather.gather(Layout.of(rules.types().get(index)), sources(index, results.runs(), size), results.runs(), results.positions(), size);
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
        return before.mayChange(checkIndex(row, size));
    }

    /** Whether the merge has a row for the key that adds, be it selected or not. */
    public boolean exists(int row)
    {
        return results.exists(row) && !MergeSpec.isRetract(results.kind(row));
    }

    /** The {@link RowKind#value} of a row that exists. */
    public byte kind(int row)
    {
        return results.kind(checkIndex(row, size));
    }

    /** Whether the key had a row before, one that adds. */
    public boolean existed(int row)
            throws IOException
    {
        int run = before.run(checkIndex(row, size));
        return run >= 0 && !all[run].isRetract(before.position(row));
    }

    /** Whether the row before was found by lookup. */
    public boolean wasLookedUp(int row)
    {
        return before.run(checkIndex(row, size)) >= runCount;
    }

    /** The rank of the file that the row before lies in. */
    public int fileBefore(int row)
    {
        return all[before.run(row)].rank();
    }

    /** The number of the row before in its file. */
    public long fileRowBefore(int row)
    {
        return all[before.run(row)].fileRow(before.position(row));
    }

    /**
     * Values of a column: of rows of the result, or of the rows before.
     *
     * @param ofBefore per value, whether it is that of the row before
     */
    public Column gather(int index, int[] resultRows, boolean[] ofBefore, int count)
            throws IOException
    {
        int[] usedRuns = new int[count];
        int[] positions = new int[count];
        boolean current = false;
        for (int i = 0; i < count; i++) {
            int row = resultRows[i];
            usedRuns[i] = ofBefore[i] ? before.run(row) : all.length;
            positions[i] = ofBefore[i] ? before.position(row) : row;
            current |= !ofBefore[i];
        }
        Column[] sources = sources(index, usedRuns, count);
        if (current) {
            sources[all.length] = column(index);
        }
        return Gather.gather(Layout.of(rules.types().get(index)), sources, usedRuns, positions, count);
    }
}
