package dev.varve.avro;

import org.xerial.snappy.SnappyError;

import java.io.IOException;

/** One block of a file: some records, compressed together, inflated when the first of them is decoded. Not thread-safe. */
public final class AvroBlock
{
    private final AvroCodec codec;
    private final long start;
    private final long records;
    private byte[] data;
    private AvroInput values;

    /** @param data null if the bytes are not wanted */
    AvroBlock(AvroCodec codec, byte[] data, long start, long records)
    {
        this.codec = codec;
        this.data = data;
        this.start = start;
        this.records = records;
    }

    public long records()
    {
        return records;
    }

    /** Where the block's bytes start in the file. */
    public long start()
    {
        return start;
    }

    /** The records that were not decoded yet; they follow each other without anything between them. */
    public AvroInput values()
            throws MalformedAvroException
    {
        if (values == null) {
            byte[] inflated = inflate();
            values = new AvroInput(inflated, 0, inflated.length);
            data = null;
        }
        return values;
    }

    public long memoryBytes()
    {
        return (data == null ? 0 : data.length) + (values == null ? 0 : values.bytes().length);
    }

    private byte[] inflate()
            throws MalformedAvroException
    {
        try {
            return codec.inflate(data);
        }
        // Codecs report garbage by whatever exception comes first.
        catch (IOException | RuntimeException | SnappyError e) {
            throw new MalformedAvroException("compressed records cannot be inflated: " + e.getMessage(), e);
        }
    }
}
