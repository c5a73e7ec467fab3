package dev.varve.view;

import dev.varve.TableVersion;
import dev.varve.column.ArrayColumn;
import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Selection;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.merge.SelectedBatch;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.read.AuditReader;
import dev.varve.read.TableReader;
import dev.varve.row.RowKind;
import dev.varve.scan.Split;
import dev.varve.schema.SystemFields;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/**
 * Reads splits of a view of one version of a table. Immutable; safe for use by several threads, each with splits of its own.
 *
 * <p>Batches hold the columns asked for, in that order, and select exactly the rows of the view that the filter lets pass. The order of rows is
 * not defined.
 */
public final class ViewReader
{
    private final DataView view;
    private final TableVersion table;
    private final DataFileFormats formats;
    private final List<Integer> columns;
    private final Optional<Predicate> filter;
    private final ReadMetrics metrics;
    private final RowType fields;

    private ViewReader(DataView view, TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        this.view = requireNonNull(view, "view is null");
        this.table = requireNonNull(table, "table is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.columns = List.copyOf(columns);
        this.filter = requireNonNull(filter, "filter is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        fields = view.schema(table.schema()).fields();
    }

    /**
     * @param table with its own columns, not those of the view
     * @param columns indexes of fields of the {@linkplain DataView#schema view's schema}, each at most once; may be empty
     * @param filter its column indexes are those of the view's schema; splits must have been planned with a predicate that passes every row that
     *         this one passes
     * @param metrics counts what the reads of this reader do
     */
    public static ViewReader of(DataView view, TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        return new ViewReader(view, table, formats, columns, filter, metrics);
    }

    /**
     * Opens a split that {@link DataView#plan} made; the caller closes the result. Files are opened when they are needed.
     *
     * @throws dev.varve.error.VarveException as {@link TableReader#open} and its result
     */
    public BatchSource open(Split split)
    {
        if (view.showsRowsOnly()) {
            TableVersion shown = TableVersion.of(table.table(), view.schema(table.schema()), Optional.empty());
            return TableReader.of(shown, formats, columns, filter, metrics).open(split);
        }
        Set<Integer> needed = new LinkedHashSet<>(columns);
        filter.ifPresent(predicate -> Columns.of(predicate).stream().forEach(needed::add));
        List<Integer> shown = List.copyOf(needed);
        List<Integer> read = new ArrayList<>();
        shown.forEach(column -> tableColumn(column).ifPresent(read::add));
        AuditReader reader = AuditReader.of(table, formats, read, tableFilter(), metrics);
        int[] sources = shown.stream().mapToInt(column -> source(column, read, reader)).toArray();
        Optional<Predicate> rest = filter.map(predicate -> Columns.remap(predicate, shown::indexOf));
        return new ViewSource(reader.open(split), reader.kindColumn(), sources, view == DataView.BINLOG ? read.size() : 0, columns.size(), rest.map(ColumnFilter::of));
    }

    /** The column of the table that a column of the view shows. */
    private Optional<Integer> tableColumn(int column)
    {
        int id = fields.field(column).id();
        List<Field> columnsOfTable = table.schema().fields().fields();
        return columnsOfTable.stream().filter(field -> field.id() == id).findFirst().map(columnsOfTable::indexOf);
    }

    private int source(int column, List<Integer> read, AuditReader reader)
    {
        return tableColumn(column).map(read::indexOf)
                .orElseGet(() -> fields.field(column).id() == SystemFields.ROW_KIND.id() ? reader.kindColumn() : reader.sequenceColumn());
    }

    /** What of the filter is about columns that the table has with the same values. */
    private Optional<Predicate> tableFilter()
    {
        if (view == DataView.BINLOG) {
            return Optional.empty();
        }
        List<Predicate> conjuncts = Predicate.conjuncts(filter).stream()
                .filter(conjunct -> Columns.of(conjunct).stream().allMatch(column -> tableColumn(column).isPresent()))
                .map(conjunct -> Columns.remap(conjunct, column -> tableColumn(column).orElseThrow()))
                .toList();
        return conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
    }

    /**
     * @param sources the column of the audited batches that each column shows
     * @param arrays so many columns of the audited batches are shown as arrays of one value
     * @param columnCount so many columns are asked for, the others are those of the filter
     */
    private record ViewSource(BatchSource audited, int kindColumn, int[] sources, int arrays, int columnCount, Optional<ColumnFilter> filter)
            implements BatchSource
    {
        @Override
        public Optional<Batch> next()
                throws IOException
        {
            while (true) {
                Optional<Batch> next = audited.next();
                if (next.isEmpty()) {
                    return next;
                }
                Batch batch = new ViewBatch(next.get(), kindColumn, sources, arrays, new Column[sources.length]);
                Selection selection = filter.isPresent() ? filter.get().apply(batch) : batch.selection();
                if (!selection.isEmpty()) {
                    return Optional.of(new SelectedBatch(batch, columnCount, selection));
                }
            }
        }

        @Override
        public long memoryBytes()
        {
            return audited.memoryBytes();
        }

        @Override
        public void close()
                throws IOException
        {
            audited.close();
        }
    }

    /** @param made the columns that were asked for so far, else null */
    private record ViewBatch(Batch audited, int kindColumn, int[] sources, int arrays, Column[] made)
            implements Batch
    {
        private static final Column KINDS = kinds();

        /** The texts of the kinds, by {@link RowKind#value}. */
        private static Column kinds()
        {
            StringBuilder text = new StringBuilder();
            int[] offsets = new int[RowKind.values().length + 1];
            for (RowKind kind : RowKind.values()) {
                text.append(kind);
                offsets[kind.value() + 1] = text.length();
            }
            return new BytesColumn(RowKind.values().length, null, Slices.wrappedBuffer(text.toString().getBytes(UTF_8)), offsets);
        }

        @Override
        public int size()
        {
            return audited.size();
        }

        @Override
        public int columnCount()
        {
            return sources.length;
        }

        @Override
        public Selection selection()
        {
            return audited.selection();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            checkIndex(index, sources.length);
            if (made[index] == null) {
                Column source = audited.column(sources[index]);
                made[index] = sources[index] == kindColumn ? named(source) : sources[index] < arrays ? arraysOf(source) : source;
            }
            return made[index];
        }

        private static Column named(Column kinds)
        {
            byte[] values = ((ByteColumn) kinds.flatten()).values();
            int[] ids = new int[kinds.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = RowKind.of(values[i]).value();
            }
            return new DictionaryColumn(ids.length, ids, KINDS);
        }

        private static Column arraysOf(Column values)
        {
            int[] offsets = new int[values.size() + 1];
            Arrays.setAll(offsets, i -> i);
            return new ArrayColumn(values.size(), null, offsets, values);
        }
    }
}
