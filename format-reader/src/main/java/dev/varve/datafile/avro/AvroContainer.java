package dev.varve.datafile.avro;

import dev.varve.datafile.CountedInput;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The blocks of an object container file, in order.
 *
 * <p>Layout: magic {@code Obj 1}; a map of metadata (name to bytes), with the schema and the codec; a sync marker of 16
 * bytes; then blocks of (number of rows, length in bytes, that many bytes, sync marker).
 */
final class AvroContainer
{
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    private static final int WINDOW_BYTES = 512 << 10;
    private static final int MAX_HEADER_BYTES = 128 << 20;
    /** Two numbers of at most ten bytes. */
    private static final int BLOCK_HEADER_BYTES = 20;

    private final CountedInput input;
    private final AvroCodec codec;
    private final Schema schema;
    private final byte[] sync;

    private byte[] window;
    private long windowStart;
    private long position;

    private AvroContainer(CountedInput input, byte[] window, Map<String, byte[]> metadata, byte[] sync, long position)
            throws IOException
    {
        this.input = input;
        this.window = window;
        this.sync = sync;
        this.position = position;
        byte[] schemaJson = metadata.get("avro.schema");
        if (schemaJson == null) {
            throw input.corrupt("its header has no schema");
        }
        schema = parseSchema(input, new String(schemaJson, UTF_8));
        codec = AvroCodec.of(input, metadata.containsKey("avro.codec") ? new String(metadata.get("avro.codec"), UTF_8) : "null");
    }

    static AvroContainer open(CountedInput input)
            throws IOException
    {
        int windowBytes = WINDOW_BYTES;
        while (true) {
            byte[] window = input.read(0, Math.min(input.length(), windowBytes));
            if (window.length < MAGIC.length || !Arrays.equals(window, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw input.corrupt("it does not start like an Avro file");
            }
            AvroInput header = new AvroInput(window, MAGIC.length, window.length);
            try {
                Map<String, byte[]> metadata = readMetadata(header);
                byte[] sync = header.readFixed(SYNC_BYTES);
                return new AvroContainer(input, window, metadata, sync, header.position());
            }
            catch (AvroInput.EndOfBytes e) {
                if (window.length == input.length() || windowBytes >= MAX_HEADER_BYTES) {
                    throw input.corrupt("its header is cut off", e);
                }
                windowBytes *= 4;
            }
            catch (AvroInput.InvalidBytes e) {
                throw input.corrupt("its header is not valid", e);
            }
        }
    }

    Schema schema()
    {
        return schema;
    }

    /**
     * The next block that has rows, or empty at the end of the file.
     *
     * @param wanted whether its bytes are wanted, too; a block without bytes only knows its number of rows
     */
    Optional<AvroBlock> nextBlock(boolean wanted)
            throws IOException
    {
        while (position < input.length()) {
            AvroBlock block = readBlock(wanted);
            if (block.rows() > 0) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }

    private AvroBlock readBlock(boolean wanted)
            throws IOException
    {
        fill((int) Math.min(BLOCK_HEADER_BYTES, input.length() - position));
        int start = (int) (position - windowStart);
        AvroInput header = new AvroInput(window, start, window.length);
        long rows;
        long length;
        try {
            rows = header.readLong();
            length = header.readLong();
        }
        catch (AvroInput.InvalidBytes e) {
            throw input.corrupt("the header of the block at byte " + position + " is not valid", e);
        }
        long dataStart = position + header.position() - start;
        if (rows < 0 || length < 0 || length > input.length() - dataStart - SYNC_BYTES) {
            throw input.corrupt("the block at byte " + position + " claims " + rows + " rows in " + length + " bytes, but the file ends at " + input.length());
        }
        byte[] data = null;
        position = dataStart;
        if (wanted) {
            data = readBytes(length);
        }
        else {
            position += length;
        }
        if (!Arrays.equals(readBytes(SYNC_BYTES), sync)) {
            throw input.corrupt("the block at byte " + dataStart + " does not end with the sync marker of the file");
        }
        return new AvroBlock(input, codec, data, dataStart, rows);
    }

    private byte[] readBytes(long count)
            throws IOException
    {
        byte[] bytes;
        if (count <= WINDOW_BYTES) {
            fill((int) count);
            int start = (int) (position - windowStart);
            bytes = Arrays.copyOfRange(window, start, start + (int) count);
        }
        else {
            bytes = input.read(position, count);
        }
        position += count;
        return bytes;
    }

    /** Makes the window hold so many bytes from the position on. */
    private void fill(int count)
            throws IOException
    {
        if (position < windowStart || position + count > windowStart + window.length) {
            window = input.read(position, Math.max(count, Math.min(WINDOW_BYTES, input.length() - position)));
            windowStart = position;
        }
    }

    private static Map<String, byte[]> readMetadata(AvroInput header)
            throws IOException
    {
        Map<String, byte[]> metadata = new HashMap<>();
        for (long count = header.readBlockCount(); count != 0; count = header.readBlockCount()) {
            for (long i = 0; i < count; i++) {
                String name = new String(header.readFixed(header.readLength()), UTF_8);
                metadata.put(name, header.readFixed(header.readLength()));
            }
        }
        return metadata;
    }

    private static Schema parseSchema(CountedInput input, String json)
            throws IOException
    {
        try {
            return new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(json);
        }
        // The parser reports garbage by whatever exception comes first.
        catch (RuntimeException e) {
            throw input.corrupt("its schema is not a valid Avro schema", e);
        }
    }
}
