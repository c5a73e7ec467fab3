package dev.varve.avro;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * Writes an Avro container file, see {@link AvroContainer} for its bytes: the caller encodes a record into {@link #values} and
 * says where it ends. Not thread-safe.
 */
public final class AvroContainerWriter
        implements Closeable
{
    /** A block is full when it has that many bytes before compression. */
    private static final int BLOCK_BYTES = 64_000;
    private static final int SYNC_BYTES = 16;

    private final OutputStream stream;
    private final AvroCompression compression;
    private final byte[] sync = new byte[SYNC_BYTES];
    private final AvroOutput values = new AvroOutput(BLOCK_BYTES + BLOCK_BYTES / 4);
    private long recordsInBlock;
    private long written;
    private boolean closed;

    private AvroContainerWriter(OutputStream stream, AvroCompression compression)
    {
        this.stream = requireNonNull(stream, "stream is null");
        this.compression = requireNonNull(compression, "compression is null");
        ThreadLocalRandom.current().nextBytes(sync);
    }

    /**
     * Writes the header.
     *
     * @param stream closed with the writer
     * @param schema of the records, in JSON
     */
    public static AvroContainerWriter create(OutputStream stream, String schema, AvroCompression compression)
            throws IOException
    {
        AvroContainerWriter writer = new AvroContainerWriter(stream, compression);
        AvroOutput header = new AvroOutput(schema.length() + 100);
        byte[] magic = AvroContainer.MAGIC.getBytes(ISO_8859_1);
        header.writeFixed(magic, 0, magic.length);
        header.writeLong(2);
        header.writeText("avro.schema");
        header.writeBytes(schema.getBytes(UTF_8));
        header.writeText("avro.codec");
        header.writeText(compression.codec());
        header.writeLong(0);
        header.writeFixed(writer.sync, 0, SYNC_BYTES);
        writer.write(header);
        return writer;
    }

    /** Where the fields of the next record go, in the order of the schema. */
    public AvroOutput values()
    {
        return values;
    }

    /** What was encoded since the last call is one record. */
    public void endRecord()
            throws IOException
    {
        recordsInBlock++;
        if (values.size() >= BLOCK_BYTES) {
            flush();
        }
    }

    /** The bytes of the file so far, less the block that is being filled. */
    public long written()
    {
        return written;
    }

    /** Writes what is left, and closes the stream. The file is complete if that succeeds. */
    @Override
    public void close()
            throws IOException
    {
        if (closed) {
            return;
        }
        closed = true;
        try (stream) {
            flush();
        }
    }

    private void flush()
            throws IOException
    {
        if (recordsInBlock == 0) {
            return;
        }
        byte[] data = compression.compress(values.bytes(), values.size());
        AvroOutput block = new AvroOutput(data.length + SYNC_BYTES + 20);
        block.writeLong(recordsInBlock);
        block.writeBytes(data);
        block.writeFixed(sync, 0, SYNC_BYTES);
        write(block);
        values.clear();
        recordsInBlock = 0;
    }

    private void write(AvroOutput part)
            throws IOException
    {
        stream.write(part.bytes(), 0, part.size());
        written += part.size();
    }
}
