package dev.varve.system;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Predicate;
import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/** Rows about a table or about a catalog. Immutable; every read starts anew. */
public final class SystemTable
{
    private static final int BATCH_ROWS = 1024;

    private final String name;
    private final Definition<?> definition;

    SystemTable(String name, Definition<?> definition)
    {
        this.name = requireNonNull(name, "name is null");
        this.definition = requireNonNull(definition, "definition is null");
    }

    /**
     * What a system table consists of.
     *
     * @param source of the things that rows are made of
     */
    record Definition<T>(List<SystemColumn<T>> columns, Source<T> source)
    {
        Definition
        {
            columns = List.copyOf(columns);
            requireNonNull(source, "source is null");
        }
    }

    /** Finds what a read needs. */
    interface Source<T>
    {
        /** @param request things that it rules out may be left out, but need not */
        Items<T> open(SystemRequest request)
                throws IOException;
    }

    /** What messages call it, such as {@code db.t$snapshots}. */
    public String name()
    {
        return name;
    }

    /** The columns. */
    public RowType type()
    {
        List<? extends SystemColumn<?>> columns = definition.columns();
        return RowType.of(IntStream.range(0, columns.size()).mapToObj(i -> new Field(i, columns.get(i).name(), columns.get(i).type())).toList());
    }

    /**
     * Reads the rows that meet a predicate. Metadata is read while batches are asked for.
     *
     * @param columns of the batches: indexes of columns of this table
     * @param predicate its column indexes are those of this table
     */
    public BatchSource read(List<Integer> columns, Optional<Predicate> predicate)
            throws IOException
    {
        return read(definition, columns, new SystemRequest(columns, predicate));
    }

    private static <T> BatchSource read(Definition<T> definition, List<Integer> columns, SystemRequest request)
            throws IOException
    {
        return new Rows<>(definition, List.copyOf(columns), request);
    }

    private static final class Rows<T>
            implements BatchSource
    {
        private final Definition<T> definition;
        private final List<Integer> columns;
        private final Optional<ColumnFilter> filter;
        private final Items<T> items;

        private Rows(Definition<T> definition, List<Integer> columns, SystemRequest request)
                throws IOException
        {
            this.definition = definition;
            this.columns = columns;
            filter = request.predicate().map(ColumnFilter::of);
            items = definition.source().open(request);
        }

        @Override
        public Optional<Batch> next()
                throws IOException
        {
            while (true) {
                List<T> found = new ArrayList<>();
                while (found.size() < BATCH_ROWS) {
                    Optional<T> item = items.next();
                    if (item.isEmpty()) {
                        break;
                    }
                    found.add(item.get());
                }
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                ItemBatch<T> batch = ItemBatch.of(found, definition.columns());
                Selection selection = filter.isPresent() ? filter.get().apply(batch) : batch.selection();
                if (!selection.isEmpty()) {
                    return Optional.of(new Projected(batch.withSelection(selection), columns));
                }
            }
        }

        @Override
        public long memoryBytes()
        {
            return 0;
        }

        @Override
        public void close()
                throws IOException
        {
            items.close();
        }
    }

    /** Some of the columns of a batch. */
    private record Projected(Batch batch, List<Integer> columns)
            implements Batch
    {
        @Override
        public int size()
        {
            return batch.size();
        }

        @Override
        public int columnCount()
        {
            return columns.size();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            return batch.column(columns.get(index));
        }

        @Override
        public Selection selection()
        {
            return batch.selection();
        }
    }

    @Override
    public String toString()
    {
        return name;
    }
}
