package dev.varve.read;

import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Validity;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.blob.BlobFile;
import dev.varve.error.VarveException;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One BLOB column of a range of rows, from the files that hold its values: of each row the value of the newest file that has it, null if none
 * does. A batch is as many rows as have {@value #BATCH_BYTES} bytes, and at least one; the bytes are read when the column is asked for.
 */
final class BlobReader
        implements DataFileReader
{
    static final int BATCH_BYTES = 8 << 20;
    private static final int BATCH_ROWS = 1024;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final int NOWHERE = -1;

    private final List<Source> sources;
    private final List<Long> bounds;
    private final boolean asDescriptors;
    /** The files that have values of the rows at hand, newest first; null where one has not, or not yet, been opened. */
    private final BlobFile[] files;
    private int bound;
    private long position;
    private long heldBytes;

    /**
     * @param sources the newest first
     * @param rowCount of the whole range
     * @param asDescriptors whether values are where the bytes lie, and not these bytes
     */
    BlobReader(List<Source> sources, long rowCount, boolean asDescriptors)
    {
        this.sources = List.copyOf(sources);
        this.asDescriptors = asDescriptors;
        files = new BlobFile[sources.size()];
        TreeSet<Long> ends = new TreeSet<>(List.of(rowCount));
        for (Source source : sources) {
            ends.add(source.firstRow());
            ends.add(source.end());
        }
        ends.remove(0L);
        bounds = new ArrayList<>(ends);
    }

    /**
     * A file with some of the values.
     *
     * @param firstRow the number of its first row in the whole range
     */
    record Source(long firstRow, long rowCount, Opener opener)
    {
        private long end()
        {
            return firstRow + rowCount;
        }

        private boolean has(long row)
        {
            return row >= firstRow && row < end();
        }
    }

    interface Opener
    {
        BlobFile open()
                throws IOException;
    }

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        while (bound < bounds.size() && bounds.get(bound) <= position) {
            bound++;
        }
        if (bound == bounds.size()) {
            return Optional.empty();
        }
        openFiles();
        int limit = (int) Math.min(BATCH_ROWS, bounds.get(bound) - position);
        int[] places = new int[limit];
        long bytes = 0;
        int rows = 0;
        while (rows < limit) {
            int place = place(position + rows);
            long recordBytes = place == NOWHERE || asDescriptors ? 0 : files[place].recordBytes(row(place, position + rows));
            if (rows > 0 && bytes + recordBytes > BATCH_BYTES) {
                break;
            }
            places[rows++] = place;
            bytes += recordBytes;
        }
        Values values = new Values(position, rows, places, bytes);
        position += rows;
        return Optional.of(values);
    }

    private void openFiles()
            throws IOException
    {
        for (int i = 0; i < files.length; i++) {
            Source source = sources.get(i);
            if (files[i] != null && !source.has(position)) {
                files[i].close();
                files[i] = null;
            }
            if (files[i] == null && source.has(position)) {
                files[i] = source.opener().open();
                if (files[i].rowCount() != source.rowCount()) {
                    throw VarveException.corrupt("Blob file %s has %s rows, but its manifest tells of %s".formatted(files[i].path(), files[i].rowCount(), source.rowCount()));
                }
            }
        }
    }

    /** Which file has the value of a row. */
    private int place(long row)
    {
        for (int i = 0; i < files.length; i++) {
            if (files[i] != null && !files[i].isElsewhere(row(i, row))) {
                return files[i].isNull(row(i, row)) ? NOWHERE : i;
            }
        }
        return NOWHERE;
    }

    private int row(int file, long row)
    {
        return (int) (row - sources.get(file).firstRow());
    }

    @Override
    public long memoryBytes()
    {
        long bytes = heldBytes;
        for (BlobFile file : files) {
            bytes += file == null ? 0 : file.memoryBytes();
        }
        return bytes;
    }

    @Override
    public void close()
            throws IOException
    {
        for (int i = 0; i < files.length; i++) {
            if (files[i] != null) {
                BlobFile closing = files[i];
                files[i] = null;
                closing.close();
            }
        }
    }

    private final class Values
            implements FileBatch
    {
        private final long firstRow;
        private final int size;
        private final int[] places;
        private final long bytes;
        private Column column;

        /** @param bytes that the values take in their files */
        private Values(long firstRow, int size, int[] places, long bytes)
        {
            this.firstRow = firstRow;
            this.size = size;
            this.places = places;
            this.bytes = bytes;
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
            return 1;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            if (column == null) {
                column = asDescriptors ? descriptors() : values();
                heldBytes = column.retainedBytes();
            }
            return column;
        }

        private Column descriptors()
        {
            BytesBuilder builder = new BytesBuilder(size);
            for (int i = 0; i < size; i++) {
                if (places[i] == NOWHERE) {
                    builder.appendNull();
                }
                else {
                    builder.append(Slices.wrappedBuffer(files[places[i]].descriptor(row(places[i], firstRow + i)).toBytes()));
                }
            }
            return builder.build();
        }

        private Column values()
                throws IOException
        {
            if (bytes > MAX_ARRAY) {
                throw VarveException.unsupported("Blob file %s has a value of %s bytes; more than %s cannot be read at once: set option blob-as-descriptor=true of the table to learn where it lies"
                        .formatted(files[places[0]].path(), bytes, MAX_ARRAY));
            }
            byte[] target = new byte[(int) bytes];
            int[] offsets = new int[size + 1];
            long[] validity = new long[Validity.words(size)];
            int row = 0;
            while (row < size) {
                int place = places[row];
                int end = row + 1;
                while (end < size && places[end] == place) {
                    end++;
                }
                if (place == NOWHERE) {
                    Arrays.fill(offsets, row + 1, end + 1, offsets[row]);
                }
                else {
                    files[place].read(row(place, firstRow + row), end - row, target, offsets, row);
                    for (int i = row; i < end; i++) {
                        Validity.set(validity, i);
                    }
                }
                row = end;
            }
            return new BytesColumn(size, validity, Slices.wrappedBuffer(target), offsets);
        }
    }
}
