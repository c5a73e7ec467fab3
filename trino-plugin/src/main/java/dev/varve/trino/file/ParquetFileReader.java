package dev.varve.trino.file;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.trino.block.BlockDecoder;
import dev.varve.type.Field;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.parquet.reader.ParquetReader;
import io.trino.spi.connector.SourcePage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The pages of trino-parquet as batches. */
final class ParquetFileReader
        implements DataFileReader
{
    private final DecodingErrors errors;
    private final ReadMetrics metrics;
    private final List<Field> fields;
    private final int[] channels;
    private final BlockDecoder[] decoders;
    private final ParquetReader reader;
    private final AggregatedMemoryContext memory;
    private final long fileMemory;
    private Page current;
    private boolean finished;

    /**
     * @param channels by field, the column of the reader, or -1 if the file does not hold the field
     * @param decoders by field, null where the channel is -1
     * @param fileMemory bytes of the file that are kept all the time
     */
    ParquetFileReader(DecodingErrors errors, ReadRequest request, int[] channels, BlockDecoder[] decoders, ParquetReader reader, AggregatedMemoryContext memory, long fileMemory)
    {
        this.errors = errors;
        this.metrics = request.metrics();
        this.fields = request.fields();
        this.channels = channels;
        this.decoders = decoders;
        this.reader = reader;
        this.memory = memory;
        this.fileMemory = fileMemory;
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
            page = reader.nextPage();
        }
        catch (RuntimeException e) {
            throw errors.translate(e);
        }
        if (page == null) {
            finished = true;
            return Optional.empty();
        }
        current = new Page(page, reader.lastBatchStartRow());
        metrics.add(Counter.ROWS_READ, current.size());
        return Optional.of(current);
    }

    @Override
    public long memoryBytes()
    {
        return fileMemory + memory.getBytes() + (current == null ? 0 : current.page.getRetainedSizeInBytes());
    }

    @Override
    public void close()
            throws IOException
    {
        current = null;
        reader.close();
    }

    private final class Page
            implements FileBatch
    {
        private final SourcePage page;
        private final int size;
        private final long firstRow;
        private final Column[] columns = new Column[channels.length];

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
                column = load(index);
                columns[index] = column;
            }
            return column;
        }

        private Column load(int index)
                throws IOException
        {
            if (channels[index] < 0) {
                return ColumnBuilder.nulls(fields.get(index).type(), size);
            }
            if (current != this) {
                throw new IllegalStateException("Column '" + fields.get(index).name() + "' was not loaded before the next batch was requested");
            }
            try {
                Column column = decoders[index].decode(page.getBlock(channels[index]));
                if (column.size() != size) {
                    throw new IllegalArgumentException("Column '" + fields.get(index).name() + "' has " + column.size() + " values where " + size + " are expected");
                }
                return column;
            }
            catch (RuntimeException e) {
                throw errors.translate(e);
            }
        }
    }
}
