package dev.varve.trino.file;

import dev.varve.trino.file.PageFileReader.PageRows;
import dev.varve.trino.file.PageFileReader.Pages;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.parquet.reader.ParquetReader;
import io.trino.spi.connector.SourcePage;

import java.io.IOException;
import java.util.Optional;

/** The pages of trino-parquet, cut where rows are skipped. */
final class ParquetPages
        implements Pages
{
    private final ParquetReader reader;
    private final RowPositions positions;
    private final AggregatedMemoryContext memory;
    private final long rowCount;
    private final long fileMemory;
    private SourcePage page;
    private int offset;
    private long rowsReturned;

    /** @param fileMemory bytes of the file that are kept all the time */
    ParquetPages(ParquetReader reader, RowPositions positions, AggregatedMemoryContext memory, long rowCount, long fileMemory)
    {
        this.reader = reader;
        this.positions = positions;
        this.memory = memory;
        this.rowCount = rowCount;
        this.fileMemory = fileMemory;
    }

    @Override
    public Optional<PageRows> next()
            throws IOException
    {
        if (page == null || offset == page.getPositionCount()) {
            page = reader.nextPage();
            offset = 0;
            if (page == null) {
                if (rowsReturned != positions.count()) {
                    throw new IOException("the reader returned %s rows where %s are left".formatted(rowsReturned, positions.count()));
                }
                return Optional.empty();
            }
            rowsReturned += page.getPositionCount();
        }
        RowPositions.Run run = positions.run(reader.lastBatchStartRow(), offset);
        int count = (int) Math.min(run.count(), page.getPositionCount() - offset);
        PageRows rows = new PageRows(page, offset, count, run.first());
        offset += count;
        return Optional.of(rows);
    }

    @Override
    public long rowCount()
    {
        return rowCount;
    }

    @Override
    public long memoryBytes()
    {
        return fileMemory + memory.getBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        reader.close();
    }
}
