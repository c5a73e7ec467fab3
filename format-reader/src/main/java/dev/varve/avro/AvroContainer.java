package dev.varve.avro;

import dev.varve.storage.PositionedInput;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The blocks of an Avro container file, one after the other:
 *
 * <pre>
 * "Obj" 01 | map of avro.schema and avro.codec | 16 bytes sync
 * per block: long records | long bytes | the records, compressed | 16 bytes sync
 * </pre>
 *
 * <p>Not thread-safe. Exceptions do not name the file; the caller does, and closes the input.
 */
public final class AvroContainer
{
    static final int MAX_BLOCK_BYTES = Integer.MAX_VALUE - 8;

    static final String MAGIC = "Obj\1";
    private static final int SYNC_BYTES = 16;
    private static final int WINDOW_BYTES = 512 << 10;
    private static final int MAX_HEADER_BYTES = 128 << 20;
    private static final int MAX_VARINT_BYTES = 10;
    private static final int MAX_SCHEMA_DEPTH = 200;
    private static final int MAX_SCHEMA_PARTS = 1 << 20;

    private final PositionedInput input;
    private final long length;
    private final Schema schema;
    private final AvroCodec codec;
    private final byte[] sync;

    /** Bytes of the file from {@link #windowStart} on. */
    private byte[] window = new byte[0];
    private long windowStart;
    private long position;

    private AvroContainer(PositionedInput input, long length)
            throws IOException
    {
        this.input = input;
        this.length = length;
        String magic = new String(readBytes((int) Math.min(length, MAGIC.length())), ISO_8859_1);
        if (magic.startsWith("ORC") || magic.equals("PAR1")) {
            throw new UnsupportedAvroException("it is not an Avro file, but ORC or Parquet");
        }
        if (!magic.equals(MAGIC)) {
            throw new MalformedAvroException("it does not start like an Avro file");
        }
        Map<String, byte[]> metadata = readMetadata();
        sync = readBytes(SYNC_BYTES);
        schema = parseSchema(metadata.get("avro.schema"));
        codec = AvroCodec.of(new String(metadata.getOrDefault("avro.codec", "null".getBytes(UTF_8)), UTF_8));
    }

    /**
     * Reads the header.
     *
     * @param length of the file in bytes
     * @throws MalformedAvroException if it makes no sense
     * @throws UnsupportedAvroException if the file is of another format, or uses an unknown codec
     */
    public static AvroContainer open(PositionedInput input, long length)
            throws IOException
    {
        return new AvroContainer(input, length);
    }

    /** The schema that the file was written with. It does not contain itself. */
    public Schema schema()
    {
        return schema;
    }

    /**
     * The next block that has records, or empty at the end of the file.
     *
     * @param wanted whether its bytes are wanted, too; a block without bytes only knows its number of records
     */
    public Optional<AvroBlock> nextBlock(boolean wanted)
            throws IOException
    {
        while (position < length) {
            AvroBlock block = readBlock(wanted);
            if (block.records() > 0) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }

    private AvroBlock readBlock(boolean wanted)
            throws IOException
    {
        long records = readLong();
        long size = readLong();
        long start = position;
        if (records < 0 || size < 0 || size > MAX_BLOCK_BYTES || size > length - start - SYNC_BYTES) {
            throw new MalformedAvroException("the block at byte " + start + " claims " + records + " records in " + size + " bytes, but the file ends at " + length);
        }
        byte[] data = null;
        if (wanted) {
            data = readBytes((int) size);
        }
        else {
            position += size;
        }
        if (!Arrays.equals(readBytes(SYNC_BYTES), sync)) {
            throw new MalformedAvroException("the block at byte " + start + " does not end with the sync marker of the file");
        }
        return new AvroBlock(codec, data, start, records);
    }

    private Map<String, byte[]> readMetadata()
            throws IOException
    {
        Map<String, byte[]> metadata = new HashMap<>();
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                readLong(); // bytes of the entries
            }
            for (long i = Math.abs(count); i > 0; i--) {
                String name = new String(readHeaderBytes(), UTF_8);
                metadata.put(name, readHeaderBytes());
            }
        }
        return metadata;
    }

    private byte[] readHeaderBytes()
            throws IOException
    {
        long size = readLong();
        if (size < 0 || size > Math.min(length, MAX_HEADER_BYTES) - position) {
            throw new MalformedAvroException("its header is cut off, or claims " + size + " bytes at byte " + position);
        }
        return readBytes((int) size);
    }

    private static Schema parseSchema(byte[] json)
            throws MalformedAvroException
    {
        if (json == null) {
            throw new MalformedAvroException("its header has no schema");
        }
        Schema schema;
        try {
            schema = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(new String(json, UTF_8));
        }
        // The parser reports garbage by whatever exception comes first.
        catch (RuntimeException e) {
            throw new MalformedAvroException("its schema is not a valid Avro schema: " + e.getMessage(), e);
        }
        countParts(schema, 0, 0);
        return schema;
    }

    /** The parts of a schema, and those counted before. A schema that contains itself has no end of them. */
    private static int countParts(Schema schema, int depth, int before)
            throws MalformedAvroException
    {
        int count = before + 1;
        if (depth > MAX_SCHEMA_DEPTH || count > MAX_SCHEMA_PARTS) {
            throw new MalformedAvroException("its schema nests too deep");
        }
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    count = countParts(field.schema(), depth + 1, count);
                }
            }
            case UNION -> {
                for (Schema branch : schema.getTypes()) {
                    count = countParts(branch, depth + 1, count);
                }
            }
            case ARRAY -> count = countParts(schema.getElementType(), depth + 1, count);
            case MAP -> count = countParts(schema.getValueType(), depth + 1, count);
            default -> {}
        }
        return count;
    }

    private long readLong()
            throws IOException
    {
        fill((int) Math.min(MAX_VARINT_BYTES, length - position));
        AvroInput varint = new AvroInput(window, (int) (position - windowStart), window.length);
        long value = varint.readLong();
        position = windowStart + varint.position();
        return value;
    }

    private byte[] readBytes(int count)
            throws IOException
    {
        byte[] bytes;
        if (count <= WINDOW_BYTES) {
            fill(count);
            int start = (int) (position - windowStart);
            bytes = Arrays.copyOfRange(window, start, start + count);
        }
        else {
            bytes = new byte[count];
            input.readFully(position, bytes, 0, count);
        }
        position += count;
        return bytes;
    }

    /** Makes the window hold so many bytes from the position on. */
    private void fill(int count)
            throws IOException
    {
        if (count > length - position) {
            throw new MalformedAvroException("it ends at byte " + length + " where more is expected; it may be truncated");
        }
        if (position < windowStart || position + count > windowStart + window.length) {
            window = new byte[(int) Math.min(WINDOW_BYTES, length - position)];
            input.readFully(position, window, 0, window.length);
            windowStart = position;
        }
    }
}
