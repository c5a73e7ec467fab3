package dev.varve.avro;

import com.github.luben.zstd.Zstd;
import dev.varve.error.VarveException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

import static java.util.Objects.requireNonNull;

/**
 * How the blocks of a file are compressed.
 *
 * @param codec the name in the header of the file
 * @param level of zstandard; other codecs use their default
 */
public record AvroCompression(String codec, int level)
{
    private static final String ZSTANDARD = "zstandard";
    private static final List<String> CODECS = List.of("null", "deflate", "snappy", ZSTANDARD, "bzip2", "xz");
    public static final AvroCompression NONE = new AvroCompression("null", 0);

    public AvroCompression
    {
        requireNonNull(codec, "codec is null");
        if (!CODECS.contains(codec)) {
            throw new IllegalArgumentException("Avro has no codec '" + codec + "'");
        }
    }

    /**
     * @param name as options of tables call it: that of a codec, or {@code zstd}, or {@code none}
     * @param zstdLevel used if it is that
     * @throws VarveException of kind INVALID_REQUEST if there is no such compression
     */
    public static AvroCompression of(String name, int zstdLevel)
    {
        String codec = name.toLowerCase(Locale.ROOT);
        if (codec.equals("zstd")) {
            codec = ZSTANDARD;
        }
        else if (codec.equals("none")) {
            codec = "null";
        }
        if (!CODECS.contains(codec)) {
            throw VarveException.invalid("Avro files cannot be compressed with '" + name + "', but with zstd or one of " + CODECS);
        }
        return new AvroCompression(codec, zstdLevel);
    }

    /** The compressed form of the first bytes of an array. */
    byte[] compress(byte[] data, int length)
            throws IOException
    {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(length / 2 + 64);
        switch (codec) {
            case "deflate" -> {
                Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
                try (OutputStream stream = new DeflaterOutputStream(compressed, deflater)) {
                    stream.write(data, 0, length);
                }
                finally {
                    deflater.end();
                }
            }
            case "snappy" -> {
                byte[] raw = new byte[Snappy.maxCompressedLength(length)];
                compressed.write(raw, 0, Snappy.compress(data, 0, length, raw, 0));
                CRC32 checksum = new CRC32();
                checksum.update(data, 0, length);
                compressed.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array());
            }
            case ZSTANDARD -> {
                byte[] raw = new byte[(int) Zstd.compressBound(length)];
                long size = Zstd.compressByteArray(raw, 0, raw.length, data, 0, length, level);
                if (Zstd.isError(size)) {
                    throw new IOException("Zstandard cannot compress " + length + " bytes: " + Zstd.getErrorName(size));
                }
                return Arrays.copyOf(raw, (int) size);
            }
            case "bzip2" -> {
                try (OutputStream stream = new BZip2CompressorOutputStream(compressed)) {
                    stream.write(data, 0, length);
                }
            }
            case "xz" -> {
                try (OutputStream stream = new XZOutputStream(compressed, new LZMA2Options())) {
                    stream.write(data, 0, length);
                }
            }
            default -> compressed.write(data, 0, length);
        }
        return compressed.toByteArray();
    }
}
