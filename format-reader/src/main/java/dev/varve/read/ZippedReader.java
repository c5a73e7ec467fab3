package dev.varve.read;

import dev.varve.column.Column;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.error.VarveException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files with different columns of the same rows, side by side as if they were one file.
 *
 * <p>Their batches end at different rows, so a batch of the whole is as many rows as all of them have at hand. Where one of them skips rows, because
 * they cannot pass the filter, the others go on behind these: of a batch that nobody asks for a column of, none is decoded.
 */
final class ZippedReader
        implements DataFileReader
{
    private final List<Part> parts;
    private final List<Place> columns;
    private final long rowCount;
    private final FileBatch[] batches;
    private long position;

    /** @param rowCount of each part */
    ZippedReader(List<Part> parts, List<Place> columns, long rowCount)
    {
        this.parts = List.copyOf(parts);
        this.columns = List.copyOf(columns);
        this.rowCount = rowCount;
        batches = new FileBatch[parts.size()];
    }

    /**
     * @param name of a file, for errors
     * @param skips whether rows may be left out
     */
    record Part(DataFileReader reader, String name, boolean skips) {}

    /** Where a column of the whole is: column {@code column} of part {@code part}. */
    record Place(int part, int column) {}

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        long end = Long.MAX_VALUE;
        int aligned = 0;
        for (int part = 0; aligned < batches.length; part = (part + 1) % batches.length) {
            if (!advance(part)) {
                return Optional.empty();
            }
            FileBatch batch = batches[part];
            if (batch.firstRow() > position) {
                position = batch.firstRow();
                end = Long.MAX_VALUE;
                aligned = 0;
            }
            end = Math.min(end, endOf(batch));
            aligned++;
        }
        List<FileBatch> ranges = new ArrayList<>();
        for (FileBatch batch : batches) {
            ranges.add(new BatchRange(batch, position, (int) (position - batch.firstRow()), (int) (end - position)));
        }
        Rows rows = new Rows(position, (int) (end - position), ranges);
        position = end;
        return Optional.of(rows);
    }

    /** Makes the batch of a part one that does not end before the position; false if there is none. */
    private boolean advance(int part)
            throws IOException
    {
        while (batches[part] == null || endOf(batches[part]) <= position) {
            long read = batches[part] == null ? 0 : endOf(batches[part]);
            Optional<FileBatch> next = parts.get(part).reader().next();
            if (next.isEmpty()) {
                requireWhole(parts.get(part), read);
                return false;
            }
            if (!parts.get(part).skips() && next.get().firstRow() != read || endOf(next.get()) > rowCount) {
                throw corrupt(parts.get(part), next.get().firstRow());
            }
            batches[part] = next.get();
        }
        return true;
    }

    private void requireWhole(Part part, long read)
    {
        if (!part.skips() && read != rowCount) {
            throw corrupt(part, read);
        }
    }

    private VarveException corrupt(Part part, long row)
    {
        return VarveException.corrupt("Data file '%s' has not the %s rows that its manifest tells: row %s is wrong".formatted(part.name(), rowCount, row));
    }

    private static long endOf(FileBatch batch)
    {
        return batch.firstRow() + batch.size();
    }

    @Override
    public long memoryBytes()
    {
        return parts.stream().mapToLong(part -> part.reader().memoryBytes()).sum();
    }

    @Override
    public void close()
            throws IOException
    {
        IOException failure = null;
        for (Part part : parts) {
            try {
                part.reader().close();
            }
            catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private final class Rows
            implements FileBatch
    {
        private final long firstRow;
        private final int size;
        private final List<FileBatch> ranges;

        private Rows(long firstRow, int size, List<FileBatch> ranges)
        {
            this.firstRow = firstRow;
            this.size = size;
            this.ranges = ranges;
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
            return columns.size();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            Place place = columns.get(index);
            return ranges.get(place.part()).column(place.column());
        }
    }
}
