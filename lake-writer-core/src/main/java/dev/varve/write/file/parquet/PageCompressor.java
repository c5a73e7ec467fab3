package dev.varve.write.file.parquet;

import com.github.luben.zstd.Zstd;
import dev.varve.error.VarveException;
import io.airlift.compress.lz4.Lz4Compressor;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Compresses pages. Not safe for use by several threads. */
final class PageCompressor
        implements BytesInputCompressor
{
    private static final int LZ4_HEADER = 2 * Integer.BYTES;

    private final CompressionCodecName codec;
    private final int zstdLevel;

    private PageCompressor(CompressionCodecName codec, int zstdLevel)
    {
        this.codec = codec;
        this.zstdLevel = zstdLevel;
    }

    static PageCompressor of(String name, int zstdLevel)
    {
        return new PageCompressor(codec(name), zstdLevel);
    }

    private static CompressionCodecName codec(String name)
    {
        return switch (name) {
            case "zstd" -> CompressionCodecName.ZSTD;
            case "snappy" -> CompressionCodecName.SNAPPY;
            case "gzip" -> CompressionCodecName.GZIP;
            case "lz4" -> CompressionCodecName.LZ4;
            case "lz4_raw" -> CompressionCodecName.LZ4_RAW;
            case "none", "uncompressed" -> CompressionCodecName.UNCOMPRESSED;
            default -> throw VarveException.invalid("Parquet files cannot be compressed with '" + name + "'; set file.compression to zstd, snappy, gzip, lz4, lz4_raw or none");
        };
    }

    @Override
    public BytesInput compress(BytesInput input)
            throws IOException
    {
        return switch (codec) {
            case ZSTD -> BytesInput.from(Zstd.compress(input.toByteArray(), zstdLevel));
            case SNAPPY -> BytesInput.from(Snappy.compress(input.toByteArray()));
            case GZIP -> gzip(input.toByteArray());
            case LZ4 -> lz4(input.toByteArray(), LZ4_HEADER);
            case LZ4_RAW -> lz4(input.toByteArray(), 0);
            default -> input;
        };
    }

    private static BytesInput gzip(byte[] bytes)
            throws IOException
    {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (OutputStream output = new GZIPOutputStream(result)) {
            output.write(bytes);
        }
        return BytesInput.from(result.toByteArray());
    }

    /** @param header 8 for Hadoop's framing, which has both lengths in front; 0 for none */
    private static BytesInput lz4(byte[] bytes, int header)
    {
        Lz4Compressor compressor = new Lz4Compressor();
        byte[] result = new byte[header + compressor.maxCompressedLength(bytes.length)];
        int length = compressor.compress(bytes, 0, bytes.length, result, header, result.length - header);
        if (header > 0) {
            ByteBuffer.wrap(result).putInt(bytes.length).putInt(length);
        }
        return BytesInput.from(Arrays.copyOf(result, header + length));
    }

    @Override
    public CompressionCodecName getCodecName()
    {
        return codec;
    }

    @Override
    public void release()
    {
        // Nothing is held between pages.
    }
}
