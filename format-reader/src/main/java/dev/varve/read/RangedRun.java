package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.column.ValueOrder;
import dev.varve.merge.KeyOrder;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.merge.SelectedBatch;
import dev.varve.row.BinaryRow;
import dev.varve.row.LiteralColumn;
import dev.varve.scan.KeyRange;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of a run whose keys lie in a range. Batches before it cost their keys only, and nothing behind it is read. */
final class RangedRun
        implements RunSource
{
    private final RunSource run;
    private final Optional<Bound> from;
    private final Optional<Bound> to;
    private boolean started;
    private boolean finished;

    private RangedRun(RunSource run, Optional<Bound> from, Optional<Bound> to)
    {
        this.run = run;
        this.from = from;
        this.to = to;
        started = from.isEmpty();
    }

    /** @param keys the columns of the key, in its order */
    static RangedRun of(RunSource run, KeyRange range, List<ColumnRef> keys)
    {
        return new RangedRun(run, range.from().map(bound -> Bound.of(bound, keys)), range.to().map(bound -> Bound.of(bound, keys)));
    }

    /** Values of the leading columns of the key. */
    private record Bound(int[] columns, ValueOrder[] orders, Column[] values)
    {
        private static Bound of(BinaryRow bound, List<ColumnRef> keys)
        {
            List<ColumnRef> leading = keys.subList(0, bound.arity());
            Column[] values = new Column[leading.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = LiteralColumn.of(leading.get(i).type(), bound.value(i, leading.get(i).type()));
            }
            return new Bound(
                    leading.stream().mapToInt(ColumnRef::index).toArray(),
                    leading.stream().map(key -> KeyOrder.ofKeys(key.type())).toArray(ValueOrder[]::new),
                    values);
        }

        /** The first row of a batch that does not come before the bound. */
        private int firstRow(Batch batch)
                throws IOException
        {
            Column[] keys = new Column[columns.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = batch.column(columns[i]).flatten();
            }
            int low = 0;
            int high = batch.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (compare(keys, middle) < 0) {
                    low = middle + 1;
                }
                else {
                    high = middle;
                }
            }
            return low;
        }

        private int compare(Column[] keys, int row)
        {
            for (int i = 0; i < keys.length; i++) {
                int order = orders[i].compare(keys[i], row, values[i], 0);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    @Override
    public Optional<RunBatch> next()
            throws IOException
    {
        while (!finished) {
            Optional<RunBatch> next = run.next();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Batch batch = next.get().batch();
            int first = started ? 0 : from.orElseThrow().firstRow(batch);
            int end = to.isEmpty() ? batch.size() : to.get().firstRow(batch);
            started |= first < batch.size();
            finished = end < batch.size();
            if (first < end) {
                return Optional.of(rows(next.get(), first, end));
            }
        }
        return Optional.empty();
    }

    private static RunBatch rows(RunBatch run, int first, int end)
    {
        Batch batch = run.batch();
        if (first == 0 && end == batch.size()) {
            return run;
        }
        Selection selection = batch.selection();
        int[] positions = Arrays.stream(selection.positions(), 0, selection.count()).filter(position -> position >= first && position < end).toArray();
        return new RunBatch(
                new SelectedBatch(batch, batch.columnCount(), Selection.of(positions, positions.length)), run.level(), run.rank(), run.onlySupersedes(), run.firstRow());
    }

    @Override
    public long memoryBytes()
    {
        return run.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        run.close();
    }
}
