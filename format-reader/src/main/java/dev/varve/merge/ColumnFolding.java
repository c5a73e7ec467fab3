package dev.varve.merge;

import dev.varve.aggregate.Accumulator;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.column.Validity;
import dev.varve.merge.FoldSpec.Aggregate;
import dev.varve.merge.FoldSpec.ColumnFold;
import dev.varve.merge.FoldSpec.KeyColumn;
import dev.varve.merge.FoldSpec.LastNonNull;
import dev.varve.merge.FoldSpec.Protected;
import dev.varve.merge.FoldSpec.ProtectedAggregate;
import dev.varve.merge.FoldSpec.SequenceColumn;

import java.io.IOException;
import java.util.function.Supplier;

/** Computes columns of the result of a window from what {@link FoldedRows} say: gathered, or folded by an {@link Accumulator}. */
final class ColumnFolding
{
    private final FoldSpec fold;
    private final RunCursor[] runs;
    private final FoldedRows rows;
    private final Accumulator[] accumulators;

    ColumnFolding(FoldSpec fold, RunCursor[] runs, FoldedRows rows)
    {
        this.fold = fold;
        this.runs = runs;
        this.rows = rows;
        accumulators = new Accumulator[fold.columns().size()];
    }

    /** Column {@code index} of the result; reads that column of the runs. */
    Column fold(int index)
            throws IOException
    {
        Column[] columns = new Column[runs.length];
        for (int i = 0; i < rows.rowCount(); i++) {
            int run = rows.runs[i];
            if (columns[run] == null) {
                columns[run] = runs[run].column(index);
            }
        }
        ColumnFold columnFold = fold.columns().get(index);
        if (columnFold instanceof Aggregate aggregate) {
            return aggregate(columns, accumulator(index, aggregate.function()), rows.events[0], columnFold);
        }
        if (columnFold instanceof ProtectedAggregate aggregate) {
            return aggregate(columns, accumulator(index, aggregate.function()), rows.events[aggregate.group() + 1], columnFold);
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
        int results = rows.resultCount();
        int[] picked = new int[results];
        if (columnFold instanceof KeyColumn) {
            for (int result = 0; result < results; result++) {
                picked[result] = rows.starts[result + 1] - 1;
            }
        }
        else if (columnFold instanceof LastNonNull) {
            pickLastNonNull(columns, picked);
        }
        else if (columnFold instanceof Protected column) {
            pickNewest(rows.events[column.group() + 1], true, picked);
        }
        else if (columnFold instanceof SequenceColumn column) {
            pickNewest(rows.events[column.group() + 1], false, picked);
        }
        int[] sources = new int[results];
        int[] positions = new int[results];
        for (int result = 0; result < results; result++) {
            int row = picked[result];
            sources[result] = row < 0 ? -1 : rows.runs[row];
            positions[result] = row < 0 ? -1 : rows.positions[row];
        }
        Layout layout = Layout.of(columnFold.type());
        return columnFold instanceof LastNonNull
                ? Gather.gatherPresent(layout, columns, sources, positions, rows.resultCount())
                : Gather.gather(layout, columns, sources, positions, rows.resultCount());
    }

    private void pickLastNonNull(Column[] columns, int[] picked)
    {
        int results = rows.resultCount();
        byte[] family = rows.events[0];
        long[][] validity = new long[columns.length][];
        for (int run = 0; run < columns.length; run++) {
            validity[run] = columns[run] == null ? null : columns[run].validity();
        }
        for (int result = 0; result < results; result++) {
            int start = rows.starts[result];
            int pick = -1;
            for (int row = rows.starts[result + 1] - 1; row >= start; row--) {
                byte event = family[row];
                if (event != FoldEvents.SKIP) {
                    long[] present = validity[rows.runs[row]];
                    if (present == null || Validity.isValid(present, rows.positions[row])) {
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
        int results = rows.resultCount();
        for (int result = 0; result < results; result++) {
            int pick = -1;
            for (int row = rows.starts[result + 1] - 1; row >= rows.starts[result]; row--) {
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
        int results = rows.resultCount();
        ColumnBuilder builder = ColumnBuilder.of(columnFold.type(), rows.resultCount());
        for (int result = 0; result < results; result++) {
            int start = rows.starts[result];
            int end = rows.starts[result + 1];
            if (end - start == 1 && family[start] == FoldEvents.RESET) {
                builder.append(columns[rows.runs[start]], rows.positions[start]);
                continue;
            }
            accumulator.reset();
            for (int row = start; row < end; row++) {
                Column column = columns[rows.runs[row]];
                int position = rows.positions[row];
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
}
