package dev.varve.write.file.orc;

import dev.varve.error.VarveException;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnFileFormat;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.format.FileEncoding;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Writes ORC files. All options that begin with {@code orc.} go to orc-core; {@code orc.compress} goes before {@code file.compression}.
 */
public final class OrcWriterFormat
        implements ColumnFileFormat
{
    private static final String COMPRESS = "orc.compress";
    private static final String STRIPE_SIZE = "orc.stripe.size";
    private static final String ZSTD_LEVEL = "orc.compression.zstd.level";

    @Override
    public String identifier()
    {
        return "orc";
    }

    @Override
    public ColumnFileWriter open(OutputStream output, List<Field> columns, FileEncoding encoding)
            throws IOException
    {
        Properties properties = new Properties();
        properties.setProperty(ZSTD_LEVEL, String.valueOf(encoding.zstdLevel()));
        encoding.blockSize().ifPresent(bytes -> properties.setProperty(STRIPE_SIZE, String.valueOf(bytes)));
        encoding.options().forEach((key, value) -> {
            if (key.startsWith("orc.")) {
                properties.setProperty(key, value);
            }
        });
        boolean wallClockInstants = encoding.option("orc.timestamp-ltz.legacy.type").map(Boolean::parseBoolean).orElse(true);
        List<DataType> types = columns.stream().map(Field::type).toList();
        OrcClock clock = OrcClock.of(types, wallClockInstants);
        try {
            OrcFile.WriterOptions options = OrcFile.writerOptions(properties, new Configuration(false))
                    .setSchema(OrcTypes.struct(columns))
                    .compress(compression(encoding.option(COMPRESS).orElse(encoding.compression())))
                    .useUTCTimestamp(clock.utc());
            return OrcColumnFileWriter.open(output, columns, options, clock);
        }
        catch (IllegalArgumentException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST, "An option of the table that begins with 'orc.' makes no sense to ORC: " + e.getMessage(), e);
        }
    }

    private static CompressionKind compression(String name)
    {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "zstd" -> CompressionKind.ZSTD;
            case "snappy" -> CompressionKind.SNAPPY;
            case "lz4" -> CompressionKind.LZ4;
            case "zlib" -> CompressionKind.ZLIB;
            case "none" -> CompressionKind.NONE;
            default -> throw VarveException.invalid("ORC files cannot be compressed with '" + name + "'; set file.compression to zstd, snappy, lz4, zlib or none");
        };
    }
}
