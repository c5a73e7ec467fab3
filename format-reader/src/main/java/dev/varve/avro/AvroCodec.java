package dev.varve.avro;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.SingleXZInputStream;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Inflates the bytes of a block, and never to more than such a block can reasonably hold. */
interface AvroCodec
{
    /** Writers start a new block every 64 KB or so, unless a single record is larger. */
    int MAX_INFLATED_BYTES = 1 << 28;
    int USUAL_INFLATED_BYTES = 72 << 10;
    /** Larger blocks may be as many times larger than their compressed bytes. Snappy cannot do more: a copy of up to 64 bytes takes three. */
    int MAX_RATIO = 32;
    int MAX_XZ_MEMORY_KB = 1 << 18;
    int CHECKSUM_BYTES = 4;

    byte[] inflate(byte[] data)
            throws IOException;

    static AvroCodec of(String name)
            throws UnsupportedAvroException
    {
        return switch (name) {
            case "null" -> data -> data;
            case "deflate" -> AvroCodec::inflateDeflate;
            case "snappy" -> AvroCodec::inflateSnappy;
            case "zstandard" -> AvroCodec::inflateZstandard;
            case "bzip2" -> data -> readBounded(new BZip2CompressorInputStream(new ByteArrayInputStream(data)), data.length);
            case "xz" -> data -> readBounded(new SingleXZInputStream(new ByteArrayInputStream(data), MAX_XZ_MEMORY_KB), data.length);
            default -> throw new UnsupportedAvroException("its codec '" + name + "' is not known");
        };
    }

    private static byte[] inflateDeflate(byte[] data)
            throws IOException
    {
        Inflater inflater = new Inflater(true);
        try {
            return readBounded(new InflaterInputStream(new ByteArrayInputStream(data), inflater), data.length);
        }
        finally {
            inflater.end();
        }
    }

    /** Snappy's raw format, followed by the big-endian CRC-32 of the inflated bytes. */
    private static byte[] inflateSnappy(byte[] data)
            throws IOException
    {
        int length = data.length - CHECKSUM_BYTES;
        if (length <= 0) {
            throw new IOException("a Snappy block of " + data.length + " bytes");
        }
        int inflatedLength = Snappy.uncompressedLength(data, 0, length);
        if (inflatedLength < 0 || inflatedLength > (long) length * MAX_RATIO) {
            throw new IOException("a Snappy block of " + length + " bytes claims to hold " + inflatedLength);
        }
        byte[] inflated = new byte[inflatedLength];
        Snappy.uncompress(data, 0, length, inflated, 0);
        CRC32 checksum = new CRC32();
        checksum.update(inflated);
        if ((int) checksum.getValue() != ByteBuffer.wrap(data, length, CHECKSUM_BYTES).getInt()) {
            throw new IOException("the checksum of a Snappy block does not match");
        }
        return inflated;
    }

    /** In one go, if the block is one frame of about the usual size. Frames of Paimon do not tell how much is in them. */
    private static byte[] inflateZstandard(byte[] data)
            throws IOException
    {
        byte[] inflated = new byte[USUAL_INFLATED_BYTES];
        try {
            long length = Zstd.decompressByteArray(inflated, 0, inflated.length, data, 0, data.length);
            // Older releases of the library return errors.
            if (!Zstd.isError(length)) {
                return Arrays.copyOf(inflated, (int) length);
            }
        }
        catch (ZstdException e) {
            // The block is larger, or garbage, of which the stream tells more.
        }
        return readBounded(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(data)), data.length);
    }

    private static byte[] readBounded(InputStream stream, int compressedLength)
            throws IOException
    {
        int limit = (int) Math.min(AvroContainer.MAX_BLOCK_BYTES, Math.max(MAX_INFLATED_BYTES, (long) compressedLength * MAX_RATIO));
        try (stream) {
            byte[] inflated = stream.readNBytes(limit);
            if (inflated.length == limit && stream.read() >= 0) {
                throw new IOException(compressedLength + " bytes hold more than " + limit);
            }
            return inflated;
        }
    }
}
