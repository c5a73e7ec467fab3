package dev.varve.trino.file;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.type.Field;
import io.trino.spi.block.Block;
import io.trino.spi.connector.SourcePage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The pages of one of Trino's readers as batches. */
final class PageFileReader
        implements DataFileReader
{
    /** A reader of Trino. What it throws are {@link IOException}s and {@link RuntimeException}s of all kinds. */
    interface Pages
            extends Closeable
    {
        /** The next page, or null at the end of the file. */
        SourcePage next()
                throws IOException;

        /** The position in the file of the first row of the last page. */
        long firstRow();

        /** The number of rows of the file. */
        long rowCount();

        /** Bytes of memory held, apart from the last page. */
        long memoryBytes();
    }

    /** Makes the column of a field from a block of a page. */
    interface ColumnDecoder
    {
        Column decode(Block block)
                throws IOException;
    }

    /**
     * Where a field comes from.
     *
     * @param channel of the pages
     */
    record ColumnSource(int channel, ColumnDecoder decoder) {}

    private final DecodingErrors errors;
    private final ReadMetrics metrics;
    private final List<Field> fields;
    private final List<Optional<ColumnSource>> sources;
    private final Pages pages;
    private long nextRow;
    private Page current;
    private boolean finished;

    /** @param sources by field, empty if the file does not hold it */
    PageFileReader(DecodingErrors errors, ReadRequest request, List<Optional<ColumnSource>> sources, Pages pages)
    {
        this.errors = errors;
        this.metrics = request.metrics();
        this.fields = request.fields();
        this.sources = List.copyOf(sources);
        this.pages = pages;
    }

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        current = null;
        if (finished) {
            return Optional.empty();
        }
        SourcePage page;
        try {
            page = pages.next();
        }
        catch (IOException | RuntimeException e) {
            throw errors.translate(e);
        }
        if (page == null) {
            finished = true;
            metrics.add(Counter.ROWS_SKIPPED, pages.rowCount() - nextRow);
            return Optional.empty();
        }
        current = new Page(page, pages.firstRow());
        metrics.add(Counter.ROWS_SKIPPED, current.firstRow - nextRow);
        metrics.add(Counter.ROWS_READ, current.size);
        nextRow = current.firstRow + current.size;
        return Optional.of(current);
    }

    @Override
    public long memoryBytes()
    {
        return pages.memoryBytes() + (current == null ? 0 : current.page.getRetainedSizeInBytes());
    }

    @Override
    public void close()
            throws IOException
    {
        current = null;
        finished = true;
        pages.close();
    }

    private final class Page
            implements FileBatch
    {
        private final SourcePage page;
        private final int size;
        private final long firstRow;
        private final Column[] columns = new Column[fields.size()];

        private Page(SourcePage page, long firstRow)
        {
            this.page = page;
            this.size = page.getPositionCount();
            this.firstRow = firstRow;
        }

        @Override
        public long firstRow()
        {
            return firstRow;
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
        public Column column(int index)
                throws IOException
        {
            Column column = columns[index];
            if (column == null) {
                column = sources.get(index).isPresent() ? load(index, sources.get(index).get()) : ColumnBuilder.nulls(fields.get(index).type(), size);
                columns[index] = column;
            }
            return column;
        }

        private Column load(int index, ColumnSource source)
                throws IOException
        {
            if (current != this) {
                throw new IllegalStateException("Column '" + fields.get(index).name() + "' was not loaded before the next batch was requested");
            }
            try {
                Column column = source.decoder().decode(page.getBlock(source.channel()));
                if (column.size() != size) {
                    throw new IOException("column '" + fields.get(index).name() + "' has " + column.size() + " values where " + size + " are expected");
                }
                return column;
            }
            catch (IOException | RuntimeException e) {
                throw errors.translate(e);
            }
        }
    }
}
