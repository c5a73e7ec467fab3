package dev.varve.write.buffer;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.storage.StorageException;
import dev.varve.type.DataType;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.slice.BasicSliceInput;
import io.airlift.slice.DynamicSliceOutput;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Batches on local disk, in order. Deleted when closed.
 *
 * <pre>
 * per batch: int32 rows, int32 bytes, int32 compressed bytes (big-endian), the columns as {@link ColumnCodec} writes them, in one LZ4 block
 * </pre>
 */
final class SpillFile
        implements Closeable
{
    private static final int STREAM_BUFFER = 64 << 10;

    private final SpillSpace space;
    private final List<DataType> types;
    private final Path path;
    private final long bytes;
    private final int batches;

    private SpillFile(SpillSpace space, List<DataType> types, Path path, long bytes, int batches)
    {
        this.space = space;
        this.types = types;
        this.path = path;
        this.bytes = bytes;
        this.batches = batches;
    }

    /** Gives batches, one after the other, until there are no more. */
    @FunctionalInterface
    interface Batches
    {
        Optional<Batch> next()
                throws IOException;
    }

    /** Writes batches, all of whose rows count. */
    static SpillFile write(SpillSpace space, List<DataType> types, Batches source)
            throws IOException
    {
        Path path = space.newFile();
        Lz4Compressor compressor = new Lz4Compressor();
        DynamicSliceOutput raw = new DynamicSliceOutput(STREAM_BUFFER);
        int batches = 0;
        long bytes = 0;
        try (DataOutputStream output = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), STREAM_BUFFER))) {
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                raw.reset();
                for (int i = 0; i < types.size(); i++) {
                    ColumnCodec.write(types.get(i), batch.get().column(i), raw);
                }
                Slice image = raw.slice();
                byte[] compressed = new byte[compressor.maxCompressedLength(image.length())];
                int length = compressor.compress(image.byteArray(), image.byteArrayOffset(), image.length(), compressed, 0, compressed.length);
                output.writeInt(batch.get().size());
                output.writeInt(image.length());
                output.writeInt(length);
                output.write(compressed, 0, length);
                bytes += 3L * Integer.BYTES + length;
                batches++;
            }
        }
        catch (StorageException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        catch (IOException e) {
            Files.deleteIfExists(path);
            throw new StorageException("Rows that do not fit into memory cannot be written to the local file " + path + ": " + e.getMessage(), e);
        }
        space.used(bytes);
        return new SpillFile(space, types, path, bytes, batches);
    }

    Reader read()
            throws IOException
    {
        return new Reader();
    }

    @Override
    public void close()
            throws IOException
    {
        space.delete(path, bytes);
    }

    /** Reads the batches again. */
    final class Reader
            implements Batches, Closeable
    {
        private final Lz4Decompressor decompressor = new Lz4Decompressor();
        private final DataInputStream input;
        private int read;
        private long memoryBytes;

        private Reader()
                throws IOException
        {
            input = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), STREAM_BUFFER));
        }

        @Override
        public Optional<Batch> next()
                throws IOException
        {
            if (read == batches) {
                return Optional.empty();
            }
            read++;
            int rows = input.readInt();
            byte[] image = new byte[input.readInt()];
            byte[] compressed = new byte[input.readInt()];
            input.readFully(compressed);
            if (decompressor.decompress(compressed, 0, compressed.length, image, 0, image.length) != image.length) {
                throw new IOException("The file " + path + ", where rows waited that did not fit into memory, was changed");
            }
            memoryBytes = image.length;
            BasicSliceInput columns = Slices.wrappedBuffer(image).getInput();
            List<Column> read = new ArrayList<>(types.size());
            for (DataType type : types) {
                read.add(ColumnCodec.read(type, rows, columns));
            }
            return Optional.of(new ColumnsBatch(rows, read));
        }

        long memoryBytes()
        {
            return memoryBytes;
        }

        @Override
        public void close()
                throws IOException
        {
            input.close();
        }
    }
}
