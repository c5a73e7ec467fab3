package dev.varve.datafile.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.varve.error.VarveException;
import io.airlift.compress.lz4.Lz4Decompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Inflates pages. */
interface Decompressor
{
    /** Inflates {@code length} bytes into exactly the {@code targetLength} bytes from {@code targetOffset} on. */
    void inflate(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException;

    /** @param column for the message if the codec is not supported */
    static Decompressor of(CompressionCodecName codec, String column)
    {
        return switch (codec) {
            case UNCOMPRESSED -> Decompressor::copy;
            case SNAPPY -> Decompressor::inflateSnappy;
            case GZIP -> Decompressor::inflateGzip;
            case ZSTD -> Decompressor::inflateZstd;
            case LZ4_RAW -> Decompressor::inflateLz4;
            case LZ4 -> Decompressor::inflateHadoopLz4;
            default -> throw VarveException.unsupported(column + " is compressed with " + codec + ", which is not supported");
        };
    }

    private static void copy(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        checkLength(length, targetLength);
        System.arraycopy(source, offset, target, targetOffset, length);
    }

    private static void inflateSnappy(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        checkLength(Snappy.uncompressedLength(source, offset, length), targetLength);
        checkLength(Snappy.uncompress(source, offset, length, target, targetOffset), targetLength);
    }

    private static void inflateGzip(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(source, offset, length), 1 << 13)) {
            checkLength(input.readNBytes(target, targetOffset, targetLength), targetLength);
        }
    }

    private static void inflateZstd(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        try {
            long inflated = Zstd.decompressByteArray(target, targetOffset, targetLength, source, offset, length);
            if (Zstd.isError(inflated)) {
                throw new IOException("Zstandard: " + Zstd.getErrorName(inflated));
            }
            checkLength(inflated, targetLength);
        }
        catch (ZstdException e) {
            throw new IOException("Zstandard: " + e.getMessage(), e);
        }
    }

    private static void inflateLz4(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        checkLength(new Lz4Decompressor().decompress(source, offset, length, target, targetOffset, targetLength), targetLength);
    }

    /** Blocks of (inflated length, then parts of (compressed length, bytes) until the block is full), lengths big-endian. */
    private static void inflateHadoopLz4(byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength)
            throws IOException
    {
        ByteBuffer input = ByteBuffer.wrap(source, offset, length).order(BIG_ENDIAN);
        int inflated = 0;
        while (inflated < targetLength) {
            int blockEnd = Math.addExact(inflated, length(input, targetLength - inflated));
            while (inflated < blockEnd) {
                int part = length(input, input.remaining() - Integer.BYTES);
                int count = new Lz4Decompressor().decompress(source, input.position(), part, target, targetOffset + inflated, targetLength - inflated);
                if (count <= 0) {
                    throw new IOException("LZ4: an empty block");
                }
                inflated += count;
                input.position(input.position() + part);
            }
        }
        checkLength(inflated, targetLength);
    }

    private static int length(ByteBuffer input, int max)
            throws IOException
    {
        int length = input.remaining() < Integer.BYTES ? -1 : input.getInt();
        if (length <= 0 || length > max) {
            throw new IOException("LZ4: a length of " + length + ", where " + max + " is possible");
        }
        return length;
    }

    private static void checkLength(long actual, int expected)
            throws IOException
    {
        if (actual != expected) {
            throw new IOException("A page of " + expected + " bytes inflates to " + actual);
        }
    }
}
