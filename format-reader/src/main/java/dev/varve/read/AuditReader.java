package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.merge.KeyValueMerge;
import dev.varve.merge.OrderedMerge;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.row.RowKind;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/**
 * Reads splits of one version of a table as {@link TableReader} does, but with the keys whose newest row is a deletion that no compaction has
 * dropped yet. Immutable; safe for use by several threads, each with splits of its own.
 *
 * <p>Batches hold the columns asked for, in that order, and after them {@link #kindColumn what each row says of its key}
 * ({@link RowKind#value}, in bytes) and its {@link #sequenceColumn sequence number} (in longs; null in tables without a primary key).
 */
public final class AuditReader
{
    private final TableVersion table;
    private final DataFileFormats formats;
    private final List<Integer> columns;
    private final Optional<Predicate> filter;
    private final ReadMetrics metrics;

    private AuditReader(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        this.table = requireNonNull(table, "table is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.columns = List.copyOf(columns);
        this.filter = requireNonNull(filter, "filter is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    /** The parameters are those of {@link TableReader#of}. */
    public static AuditReader of(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        return new AuditReader(table, formats, columns, filter, metrics);
    }

    public int kindColumn()
    {
        return columns.size();
    }

    public int sequenceColumn()
    {
        return columns.size() + 1;
    }

    /**
     * Opens a split; the caller closes the result. Files are opened when they are needed.
     *
     * @throws dev.varve.error.VarveException as {@link TableReader#open} and its result
     */
    public BatchSource open(Split split)
    {
        if (split.fallback().isPresent()) {
            return AuditReader.of(table.of(split), formats, columns, filter, metrics).open(split.withoutFallback());
        }
        return table.schema().hasPrimaryKey() ? merged(split) : new InsertedSource(TableReader.of(table, formats, columns, filter, metrics).open(split));
    }

    private BatchSource merged(Split split)
    {
        TableSchema schema = table.schema();
        KeyValueMerge merge = KeyValueMerge.of(schema, table.options().merge());
        Optional<Predicate> shifted = filter.map(predicate -> Columns.remap(predicate, column -> column + OrderedMerge.VALUES));
        SplitRead read = new SplitRead(table, formats, split, new ReadFields(merge.columns(), shifted), metrics);
        List<ChainedSource.Opener> parts = new ArrayList<>();
        for (List<List<SplitFile>> runs : TableReader.sections(schema, split.files())) {
            parts.add(() -> read.mergeInOrder(runs, merge, false));
        }
        List<Integer> shown = new ArrayList<>(columns.stream().map(column -> column + OrderedMerge.VALUES).toList());
        shown.add(OrderedMerge.KIND);
        shown.add(OrderedMerge.SEQUENCE_NUMBER);
        BatchSource filtered = new FilteredSource(new ChainedSource(parts), shifted, merge.columns().size(), metrics);
        return new GuardedSource(new ProjectedSource(filtered, shown), table, split);
    }

    private record ProjectedSource(BatchSource source, List<Integer> columns)
            implements BatchSource
    {
        @Override
        public Optional<Batch> next()
                throws IOException
        {
            return source.next().map(batch -> new ProjectedBatch(batch, columns));
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
    }

    /** Rows of a table without a key: each says that it is there. */
    private record InsertedSource(BatchSource source)
            implements BatchSource
    {
        @Override
        public Optional<Batch> next()
                throws IOException
        {
            return source.next().map(InsertedBatch::new);
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
    }

    private record InsertedBatch(Batch source)
            implements Batch
    {
        private static final Column INSERT = new ByteColumn(1, null, new byte[] {RowKind.INSERT.value()});
        private static final Column NO_NUMBER = new LongColumn(1, new long[1], new long[1]);

        @Override
        public int size()
        {
            return source.size();
        }

        @Override
        public int columnCount()
        {
            return source.columnCount() + 2;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            int told = checkIndex(index, columnCount()) - source.columnCount();
            return told < 0 ? source.column(index) : new ConstantColumn(size(), told == 0 ? INSERT : NO_NUMBER);
        }

        @Override
        public Selection selection()
        {
            return source.selection();
        }
    }
}
