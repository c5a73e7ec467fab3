package dev.varve.datafile.avro;

import dev.varve.datafile.CountedInput;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One block of a file: some rows, compressed together, inflated when the first of them is decoded. */
final class AvroBlock
{
    private final CountedInput input;
    private final AvroCodec codec;
    private final long start;
    private final long rows;
    private byte[] data;
    private AvroInput values;

    /** @param data null if the bytes are not wanted */
    AvroBlock(CountedInput input, AvroCodec codec, byte[] data, long start, long rows)
    {
        this.input = input;
        this.codec = codec;
        this.data = data;
        this.start = start;
        this.rows = rows;
    }

    long rows()
    {
        return rows;
    }

    /** Where the block's bytes start in the file. */
    long start()
    {
        return start;
    }

    /** The rows that were not decoded yet. */
    AvroInput values()
            throws IOException
    {
        if (values == null) {
            ByteBuffer inflated = inflate();
            values = new AvroInput(inflated.array(), inflated.arrayOffset() + inflated.position(), inflated.arrayOffset() + inflated.limit());
            data = null;
        }
        return values;
    }

    long memoryBytes()
    {
        return (data == null ? 0 : data.length) + (values == null ? 0 : values.memoryBytes());
    }

    private ByteBuffer inflate()
            throws IOException
    {
        try {
            return codec.inflate(data);
        }
        // Codecs report garbage by whatever exception comes first.
        catch (IOException | RuntimeException e) {
            throw input.corrupt("the block at byte " + start + " cannot be decompressed", e);
        }
    }
}
