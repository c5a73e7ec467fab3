package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.merge.KeyValueMerge;
import dev.varve.merge.OrderedMerge;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.merge.StateDiff;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.Split;
import dev.varve.schema.SystemFields;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * Reads portions of the changes of a table. Immutable; safe for use by several threads, each with portions of its own.
 *
 * <p>Batches hold the columns asked for, in that order, and after them those that tell of each row {@link #kindColumn what it says}
 * ({@link dev.varve.row.RowKind#value}, in bytes), {@link #snapshotColumn which snapshot} made the change (in longs), and
 * {@link #timeColumn when that was committed} (epoch microseconds, in longs). They select the changes that the filter lets pass. The order of rows is that
 * of the files that changes are read from as they were written; otherwise it is not defined.
 */
public final class ChangeReader
{
    private final TableVersion table;
    private final DataFileFormats formats;
    private final List<Integer> columns;
    private final Optional<Predicate> filter;
    private final boolean deletes;
    private final ReadMetrics metrics;

    private ChangeReader(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, boolean deletes, ReadMetrics metrics)
    {
        this.table = requireNonNull(table, "table is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.columns = List.copyOf(columns);
        this.filter = requireNonNull(filter, "filter is null");
        this.deletes = deletes;
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    /**
     * @param table whose schema the changes are read with
     * @param columns indexes of fields of the table's schema, each at most once; may be empty
     * @param filter its column indexes are those of fields of the table's schema; portions must have been planned with this filter, or with one that
     *         passes every row that this one passes
     * @param deletes whether a {@link dev.varve.snapshot.ChangeMode#DIFF} tells of deleted rows, too
     * @param metrics counts what the reads of this reader do
     */
    public static ChangeReader of(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, boolean deletes, ReadMetrics metrics)
    {
        return new ChangeReader(table, formats, columns, filter, deletes, metrics);
    }

    public int kindColumn()
    {
        return columns.size();
    }

    public int snapshotColumn()
    {
        return columns.size() + 1;
    }

    public int timeColumn()
    {
        return columns.size() + 2;
    }

    /**
     * Opens a portion; the caller closes the result. Files are opened when they are needed.
     *
     * @throws dev.varve.error.VarveException as {@link TableReader#open} and its result
     */
    public BatchSource open(ChangeSplit split)
    {
        return new GuardedSource(changes(split), table, split.either());
    }

    private BatchSource changes(ChangeSplit split)
    {
        if (split.kind() == ChangeSplit.Kind.AS_WRITTEN || !table.schema().hasPrimaryKey() && split.kind() == ChangeSplit.Kind.LATER_ROWS) {
            return written(split, split.after().orElseThrow());
        }
        return table.schema().hasPrimaryKey() ? differences(split) : rewritten(split);
    }

    /** Rows without a key: what only one of the two states has. */
    private BatchSource rewritten(ChangeSplit split)
    {
        int width = table.schema().fields().size();
        List<Integer> whole = IntStream.range(0, width).boxed().toList();
        TableReader reader = TableReader.of(table, formats, whole, filter, metrics);
        BatchSource rows = new RewrittenRows(() -> rows(split.before(), reader), () -> rows(split.after(), reader), width);
        return new ChangeSource(rows, columns, filter, OptionalInt.of(width), split, metrics);
    }

    private static BatchSource rows(Optional<Split> side, TableReader reader)
    {
        return side.isPresent() ? reader.open(side.get()) : new ChainedSource(List.of());
    }

    private BatchSource written(ChangeSplit split, Split files)
    {
        ReadFields fields = ReadFields.of(table.schema(), columns, filter);
        List<Field> read = new ArrayList<>(fields.fields());
        OptionalInt kind = OptionalInt.empty();
        if (table.schema().hasPrimaryKey()) {
            kind = OptionalInt.of(read.size());
            read.add(SystemFields.VALUE_KIND);
        }
        SplitRead reading = new SplitRead(table, formats, files, new ReadFields(read, fields.filter()), metrics);
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(i);
        }
        return new ChangeSource(new RunBatches(reading.asWritten(files.files())), shown, fields.filter(), kind, split, metrics);
    }

    private BatchSource differences(ChangeSplit split)
    {
        KeyValueMerge merge = KeyValueMerge.of(table.schema(), table.options().merge());
        Optional<Predicate> shifted = filter.map(predicate -> Columns.remap(predicate, column -> column + OrderedMerge.VALUES));
        StateDiff.Rules rules = split.kind() == ChangeSplit.Kind.EVERY_CHANGE
                ? StateDiff.Rules.EVERY_CHANGE
                : deletes ? StateDiff.Rules.LATER_ROWS_AND_DELETES : StateDiff.Rules.LATER_ROWS;
        StateDiff diff = StateDiff.of(
                merge,
                rules,
                state(split.before(), merge, rules.dropRetracts(), shifted),
                state(split.after(), merge, rules.dropRetracts(), shifted));
        List<Integer> shown = columns.stream().map(column -> column + OrderedMerge.VALUES).toList();
        return new ChangeSource(diff, shown, shifted, OptionalInt.of(OrderedMerge.KIND), split, metrics);
    }

    /** All rows of one side, in key order. */
    private BatchSource state(Optional<Split> side, KeyValueMerge merge, boolean dropRetracts, Optional<Predicate> filter)
    {
        List<ChainedSource.Opener> sections = new ArrayList<>();
        side.ifPresent(split -> {
            SplitRead reading = new SplitRead(table, formats, split, new ReadFields(merge.columns(), filter), metrics);
            TableReader.sections(table.schema(), split.files()).forEach(runs -> sections.add(() -> reading.mergeInOrder(runs, merge, dropRetracts)));
        });
        return new ChainedSource(sections);
    }

    /** The batches of a run that have rows. */
    private record RunBatches(RunSource run)
            implements BatchSource
    {
        @Override
        public Optional<Batch> next()
                throws IOException
        {
            while (true) {
                Optional<RunBatch> batch = run.next();
                if (batch.isEmpty() || !batch.get().batch().selection().isEmpty()) {
                    return batch.map(RunBatch::batch);
                }
            }
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
}
