package dev.varve.datafile.avro;

import dev.varve.datafile.CountedInput;
import dev.varve.error.VarveException;
import org.apache.avro.file.BZip2Codec;
import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DeflateCodec;
import org.apache.avro.file.XZCodec;
import org.apache.avro.file.ZstandardCodec;
import org.xerial.snappy.Snappy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Inflates the bytes of a block. */
interface AvroCodec
{
    /** What no byte of Snappy's format can exceed: a copy of up to 64 bytes takes three. */
    int MAX_SNAPPY_RATIO = 32;
    int CHECKSUM_BYTES = 4;

    ByteBuffer inflate(byte[] data)
            throws IOException;

    static AvroCodec of(CountedInput input, String name)
    {
        return switch (name) {
            case "null" -> ByteBuffer::wrap;
            case "snappy" -> AvroCodec::inflateSnappy;
            case "deflate" -> of(new DeflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
            case "zstandard" -> of(new ZstandardCodec(CodecFactory.DEFAULT_ZSTANDARD_LEVEL, false, false));
            case "bzip2" -> of(new BZip2Codec());
            case "xz" -> of(new XZCodec(CodecFactory.DEFAULT_XZ_LEVEL));
            default -> throw VarveException.unsupported("Data file " + input.file().path() + " is compressed with the Avro codec '" + name + "', which is not supported");
        };
    }

    private static AvroCodec of(Codec codec)
    {
        return data -> codec.decompress(ByteBuffer.wrap(data));
    }

    /** Snappy's raw format, followed by the big-endian CRC-32 of the inflated bytes. */
    private static ByteBuffer inflateSnappy(byte[] data)
            throws IOException
    {
        int length = data.length - CHECKSUM_BYTES;
        if (length <= 0) {
            throw new IOException("A Snappy block of " + data.length + " bytes");
        }
        int inflatedLength = Snappy.uncompressedLength(data, 0, length);
        if (inflatedLength < 0 || inflatedLength > (long) length * MAX_SNAPPY_RATIO) {
            throw new IOException("A Snappy block of " + length + " bytes claims to hold " + inflatedLength);
        }
        byte[] inflated = new byte[inflatedLength];
        int actual = Snappy.uncompress(data, 0, length, inflated, 0);
        CRC32 checksum = new CRC32();
        checksum.update(inflated, 0, actual);
        if ((int) checksum.getValue() != ByteBuffer.wrap(data, length, CHECKSUM_BYTES).getInt()) {
            throw new IOException("The checksum of a Snappy block does not match");
        }
        return ByteBuffer.wrap(inflated, 0, actual);
    }
}
