package dev.varve.read;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Validity;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.blob.BlobDescriptor;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A file of whose columns some hold descriptors, with the values that these stand for. A batch is as many rows as have {@link BlobReader#BATCH_BYTES}
 * bytes, and at least one; the bytes are read when a column is asked for. They come from the store of the table, and from nowhere else.
 */
final class DescriptorReader
        implements DataFileReader
{
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final DataFileReader reader;
    private final Set<Integer> columns;
    private final Storage storage;
    private final ReadMetrics metrics;
    private FileBatch batch;
    private long[] rowBytes;
    private int position;
    private long heldBytes;

    /** @param columns those with descriptors */
    DescriptorReader(DataFileReader reader, Set<Integer> columns, Storage storage, ReadMetrics metrics)
    {
        this.reader = reader;
        this.columns = Set.copyOf(columns);
        this.storage = storage;
        this.metrics = metrics;
    }

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        while (batch == null || position == batch.size()) {
            Optional<FileBatch> next = reader.next();
            if (next.isEmpty()) {
                return next;
            }
            batch = next.get();
            rowBytes = rowBytes();
            position = 0;
        }
        int end = position + 1;
        long bytes = rowBytes[position];
        while (end < rowBytes.length && bytes + rowBytes[end] <= BlobReader.BATCH_BYTES) {
            bytes += rowBytes[end++];
        }
        FileBatch range = new BatchRange(batch, batch.firstRow() + position, position, end - position);
        position = end;
        return Optional.of(new Resolved(range));
    }

    /** What the values of each row take. */
    private long[] rowBytes()
            throws IOException
    {
        long[] bytes = new long[batch.size()];
        for (int index : columns) {
            BytesColumn column = (BytesColumn) batch.column(index).flatten();
            for (int i = 0; i < bytes.length; i++) {
                if (!column.isNull(i)) {
                    bytes[i] += length(descriptor(column, i));
                }
            }
        }
        return bytes;
    }

    private static BlobDescriptor descriptor(BytesColumn column, int position)
            throws IOException
    {
        return BlobDescriptor.parse(column.value(position).getBytes());
    }

    private long length(BlobDescriptor descriptor)
            throws IOException
    {
        return descriptor.knownLength().isPresent() ? descriptor.knownLength().getAsLong() : file(descriptor).length() - descriptor.offset();
    }

    private InputFile file(BlobDescriptor descriptor)
    {
        return storage.open(StoragePath.of(descriptor.uri()));
    }

    private BytesColumn resolve(BytesColumn descriptors)
            throws IOException
    {
        int size = descriptors.size();
        long[] lengths = new long[size];
        long total = 0;
        for (int i = 0; i < size; i++) {
            lengths[i] = descriptors.isNull(i) ? 0 : length(descriptor(descriptors, i));
            total += lengths[i];
            if (lengths[i] < 0 || total > MAX_ARRAY) {
                throw VarveException.unsupported("A blob of %s bytes cannot be read at once: '%s'".formatted(lengths[i], descriptor(descriptors, i).uri()));
            }
        }
        byte[] bytes = new byte[(int) total];
        int[] offsets = new int[size + 1];
        long[] validity = new long[Validity.words(size)];
        for (int i = 0; i < size; i++) {
            offsets[i + 1] = offsets[i] + (int) lengths[i];
            if (!descriptors.isNull(i)) {
                Validity.set(validity, i);
                BlobDescriptor descriptor = descriptor(descriptors, i);
                try (PositionedInput input = file(descriptor).newInput()) {
                    input.readFully(descriptor.offset(), bytes, offsets[i], (int) lengths[i]);
                }
            }
        }
        metrics.add(Counter.BYTES_READ, total);
        heldBytes = total;
        return new BytesColumn(size, validity, Slices.wrappedBuffer(bytes), offsets);
    }

    @Override
    public long memoryBytes()
    {
        return reader.memoryBytes() + heldBytes;
    }

    @Override
    public void close()
            throws IOException
    {
        reader.close();
    }

    private final class Resolved
            implements FileBatch
    {
        private final FileBatch range;
        private final Column[] resolved;

        private Resolved(FileBatch range)
        {
            this.range = range;
            resolved = new Column[range.columnCount()];
        }

        @Override
        public long firstRow()
        {
            return range.firstRow();
        }

        @Override
        public int size()
        {
            return range.size();
        }

        @Override
        public int columnCount()
        {
            return range.columnCount();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            if (!columns.contains(index)) {
                return range.column(index);
            }
            if (resolved[index] == null) {
                resolved[index] = resolve((BytesColumn) range.column(index).flatten());
            }
            return resolved[index];
        }
    }
}
