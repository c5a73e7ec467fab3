package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Predicate;
import dev.varve.row.RowKind;
import dev.varve.scan.ChangeSplit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static java.util.Objects.checkIndex;

/** Drops the changes that a filter does not let pass, and adds what {@link ChangeReader} tells of those that are left. */
final class ChangeSource
        implements BatchSource
{
    private final BatchSource source;
    private final List<Integer> columns;
    private final Optional<ColumnFilter> filter;
    private final OptionalInt kind;
    private final Column snapshotId;
    private final Column commitMicros;
    private final ReadMetrics metrics;

    /**
     * @param columns of the source that are shown
     * @param filter in terms of the columns of the source
     * @param kind the column of row kinds; absent if all rows are inserts
     */
    ChangeSource(BatchSource source, List<Integer> columns, Optional<Predicate> filter, OptionalInt kind, ChangeSplit split, ReadMetrics metrics)
    {
        this.source = source;
        this.columns = List.copyOf(columns);
        this.filter = filter.map(ColumnFilter::of);
        this.kind = kind;
        this.metrics = metrics;
        snapshotId = new LongColumn(1, null, new long[] {split.snapshotId()});
        commitMicros = new LongColumn(1, null, new long[] {Math.multiplyExact(split.commitMillis(), 1000L)});
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (true) {
            Optional<Batch> next = source.next();
            if (next.isEmpty()) {
                return next;
            }
            Batch batch = next.get();
            Selection selection = batch.selection();
            if (filter.isPresent()) {
                selection = filter.get().apply(batch);
                metrics.add(Counter.ROWS_FILTERED, batch.selection().count() - selection.count());
            }
            if (!selection.isEmpty()) {
                return Optional.of(new Changes(batch, selection));
            }
        }
    }

    @Override
    public long memoryBytes()
    {
        return source.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        source.close();
    }

    private final class Changes
            implements Batch
    {
        private final Batch batch;
        private final Selection selection;

        private Changes(Batch batch, Selection selection)
        {
            this.batch = batch;
            this.selection = selection;
        }

        @Override
        public int size()
        {
            return batch.size();
        }

        @Override
        public int columnCount()
        {
            return columns.size() + 3;
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
            checkIndex(index, columnCount());
            if (index < columns.size()) {
                return batch.column(columns.get(index));
            }
            return switch (index - columns.size()) {
                case 0 -> kind.isPresent()
                        ? batch.column(kind.getAsInt())
                        : new ConstantColumn(batch.size(), new ByteColumn(1, null, new byte[] {RowKind.INSERT.value()}));
                case 1 -> new ConstantColumn(batch.size(), snapshotId);
                default -> new ConstantColumn(batch.size(), commitMicros);
            };
        }
    }
}
