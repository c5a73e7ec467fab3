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
        /** The next rows; empty at the end of the file. */
        Optional<PageRows> next()
                throws IOException;

        /** The number of rows of the file. */
        long rowCount();

        /** Bytes of memory held, apart from the last page. */
        long memoryBytes();
    }

    /**
     * Rows of a page that lie next to each other in the file.
     *
     * @param offset of the first of them in the page
     * @param firstRow its position in the file
     */
    record PageRows(SourcePage page, int offset, int count, long firstRow)
    {
        Block block(int channel)
        {
            Block block = page.getBlock(channel);
            return count == block.getPositionCount() ? block : block.getRegion(offset, count);
        }
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
        Optional<PageRows> rows;
        try {
            rows = pages.next();
        }
        catch (IOException | RuntimeException e) {
            throw errors.translate(e);
        }
        if (rows.isEmpty()) {
            finished = true;
            metrics.add(Counter.ROWS_SKIPPED, pages.rowCount() - nextRow);
            return Optional.empty();
        }
        current = new Page(rows.get());
        metrics.add(Counter.ROWS_SKIPPED, current.firstRow() - nextRow);
        metrics.add(Counter.ROWS_READ, current.size());
        nextRow = current.firstRow() + current.size();
        return Optional.of(current);
    }

    @Override
    public long memoryBytes()
    {
        return pages.memoryBytes() + (current == null ? 0 : current.rows.page().getRetainedSizeInBytes());
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
        private final PageRows rows;
        private final Column[] columns = new Column[fields.size()];

        private Page(PageRows rows)
        {
            this.rows = rows;
        }

        @Override
        public long firstRow()
        {
            return rows.firstRow();
        }

        @Override
        public int size()
        {
            return rows.count();
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
                column = sources.get(index).isPresent() ? load(index, sources.get(index).get()) : ColumnBuilder.nulls(fields.get(index).type(), size());
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
                Column column = source.decoder().decode(rows.block(source.channel()));
                if (column.size() != size()) {
                    throw new IOException("column '" + fields.get(index).name() + "' has " + column.size() + " values where " + size() + " are expected");
                }
                return column;
            }
            catch (IOException | RuntimeException e) {
                throw errors.translate(e);
            }
        }
    }
}
