package dev.varve.avro;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import org.apache.avro.Schema;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The blocks of an Avro container file, one after the other:
 *
 * <pre>
 * "Obj" 01 | map of avro.schema and avro.codec | 16 bytes sync
 * per block: long records | long bytes | the records, compressed | 16 bytes sync
 * </pre>
 *
 * <p>Not thread-safe. One block is in memory at a time.
 */
final class AvroBlocks
        implements Closeable
{
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    private static final int CRC_BYTES = Integer.BYTES;
    private static final int MAX_VARINT_BYTES = 10;
    private static final int WINDOW_BYTES = 1 << 18;
    private static final int MAX_HEADER_BYTES = 1 << 24;
    /** Uncompressed; writers start a new block every 64 KB or so. */
    private static final int MAX_BLOCK_BYTES = 1 << 28;

    private final PositionedInput input;
    private final long length;
    private final Schema schema;
    private final String codec;
    private final byte[] sync;

    /** Bytes of the file from {@link #windowStart} on. */
    private byte[] window = new byte[0];
    private long windowStart;
    private long position;

    private AvroBlocks(PositionedInput input, long length)
            throws IOException
    {
        this.input = input;
        this.length = length;
        if (length < MAGIC.length || !Arrays.equals(read(MAGIC.length), MAGIC)) {
            if (startsWith("ORC") || startsWith("PAR1")) {
                throw new UnsupportedAvroException("it is not an Avro file, but ORC or Parquet");
            }
            throw new MalformedAvroException("it does not start like an Avro file");
        }
        Map<String, byte[]> metadata = metadata();
        sync = read(SYNC_BYTES);
        schema = schema(metadata.get("avro.schema"));
        codec = metadata.containsKey("avro.codec") ? new String(metadata.get("avro.codec"), UTF_8) : "null";
    }

    static AvroBlocks open(InputFile file)
            throws IOException
    {
        PositionedInput input = file.newInput();
        try {
            return new AvroBlocks(input, file.length());
        }
        catch (IOException e) {
            input.close();
            throw e;
        }
    }

    /** The schema that the file was written with. */
    Schema schema()
    {
        return schema;
    }

    boolean hasNext()
    {
        return position < length;
    }

    /** The next block; its records follow each other without anything between them. */
    Block next()
            throws IOException
    {
        long count = readLong();
        long size = readLong();
        if (count < 0 || size < 0 || size > length - position - SYNC_BYTES) {
            throw new MalformedAvroException("a block of " + size + " bytes exceeds the file; it may be truncated");
        }
        if (size > MAX_BLOCK_BYTES) {
            throw new MalformedAvroException("a block has " + size + " bytes");
        }
        byte[] data = plain(read((int) size));
        if (!Arrays.equals(read(SYNC_BYTES), sync)) {
            throw new MalformedAvroException("the mark after a block is missing");
        }
        if (count > data.length) {
            throw new MalformedAvroException("a block of " + data.length + " bytes cannot hold " + count + " records");
        }
        return new Block(count, new AvroInput(data, 0, data.length));
    }

    record Block(long records, AvroInput input) {}

    @Override
    public void close()
            throws IOException
    {
        input.close();
    }

    private Map<String, byte[]> metadata()
            throws IOException
    {
        Map<String, byte[]> metadata = new HashMap<>();
        long count = readItemCount();
        while (count > 0) {
            for (long i = 0; i < count; i++) {
                String key = new String(readBytes(), UTF_8);
                metadata.put(key, readBytes());
            }
            count = readItemCount();
        }
        return metadata;
    }

    private long readItemCount()
            throws IOException
    {
        long count = readLong();
        if (count < 0) {
            readLong(); // bytes of the items
            count = -count;
        }
        if (count < 0 || count > length - position) {
            throw new MalformedAvroException("the header has " + count + " items");
        }
        return count;
    }

    private byte[] readBytes()
            throws IOException
    {
        long size = readLong();
        if (size < 0 || size > length - position || size > MAX_HEADER_BYTES) {
            throw new MalformedAvroException("a header of " + size + " bytes exceeds the file");
        }
        return read((int) size);
    }

    private static Schema schema(byte[] json)
            throws IOException
    {
        if (json == null) {
            throw new MalformedAvroException("its header has no schema");
        }
        try {
            return new Schema.Parser().parse(new String(json, UTF_8));
        }
        catch (RuntimeException e) {
            // The parser tells damage by several kinds of them.
            throw new MalformedAvroException("its schema makes no sense: " + e.getMessage(), e);
        }
    }

    private byte[] plain(byte[] data)
            throws IOException
    {
        try {
            return decompress(data);
        }
        catch (UnsupportedAvroException e) {
            throw e;
        }
        catch (IOException | SnappyError e) {
            throw new MalformedAvroException("a block cannot be decompressed with codec " + codec + ": " + e.getMessage(), e);
        }
    }

    private byte[] decompress(byte[] data)
            throws IOException
    {
        switch (codec) {
            case "null":
                return data;
            case "deflate":
                Inflater inflater = new Inflater(true);
                try (InputStream stream = new InflaterInputStream(new ByteArrayInputStream(data), inflater)) {
                    return readBounded(stream);
                }
                finally {
                    inflater.end();
                }
            case "zstandard":
                try (InputStream stream = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(data))) {
                    return readBounded(stream);
                }
            case "snappy":
                return unsnap(data);
            default:
                throw new UnsupportedAvroException("its codec '" + codec + "' is not known");
        }
    }

    private static byte[] unsnap(byte[] data)
            throws IOException
    {
        int compressed = data.length - CRC_BYTES;
        if (compressed < 0 || Snappy.uncompressedLength(data, 0, compressed) > MAX_BLOCK_BYTES) {
            throw new MalformedAvroException("a compressed block makes no sense");
        }
        byte[] plain = new byte[Snappy.uncompressedLength(data, 0, compressed)];
        Snappy.uncompress(data, 0, compressed, plain, 0);
        return plain;
    }

    private static byte[] readBounded(InputStream stream)
            throws IOException
    {
        byte[] bytes = stream.readNBytes(MAX_BLOCK_BYTES + 1);
        if (bytes.length > MAX_BLOCK_BYTES) {
            throw new MalformedAvroException("a block has more than " + MAX_BLOCK_BYTES + " bytes");
        }
        return bytes;
    }

    private boolean startsWith(String magic)
            throws IOException
    {
        position = 0;
        return length >= magic.length() && Arrays.equals(read(magic.length()), magic.getBytes(UTF_8));
    }

    private long readLong()
            throws IOException
    {
        int available = (int) Math.min(MAX_VARINT_BYTES, length - position);
        fill(available);
        AvroInput varint = new AvroInput(window, (int) (position - windowStart), available);
        long value = varint.readLong();
        position += available - varint.remaining();
        return value;
    }

    private byte[] read(int size)
            throws IOException
    {
        fill(size);
        int start = (int) (position - windowStart);
        position += size;
        return Arrays.copyOfRange(window, start, start + size);
    }

    /** Makes {@link #window} hold that many bytes from {@link #position} on. */
    private void fill(int size)
            throws IOException
    {
        if (size > length - position) {
            throw new MalformedAvroException("it ends at byte " + length + " where more is expected; it may be truncated");
        }
        if (position >= windowStart && position + size <= windowStart + window.length) {
            return;
        }
        window = new byte[(int) Math.min(length - position, Math.max(size, WINDOW_BYTES))];
        input.readFully(position, window, 0, window.length);
        windowStart = position;
    }
}
