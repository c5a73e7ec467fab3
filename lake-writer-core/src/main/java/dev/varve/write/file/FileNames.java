package dev.varve.write.file;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Names of new files of one bucket, which share a random part and a counter. Safe for use by several threads. */
final class FileNames
{
    private final String random = UUID.randomUUID().toString();
    private final AtomicInteger counter = new AtomicInteger();

    /**
     * @param prefix such as {@code data-}
     * @param extension such as {@code .parquet}
     */
    String next(String prefix, String extension)
    {
        return prefix + random + "-" + counter.getAndIncrement() + extension;
    }

    /** The extension of files of a format, with the codec in it if the table wants that. */
    static String extension(String format, String compression, boolean withCodec)
    {
        return withCodec && !compression.equals("none") ? "." + codecExtension(compression) + "." + format : "." + format;
    }

    private static String codecExtension(String compression)
    {
        return switch (compression) {
            case "zstd" -> "zst";
            case "gzip" -> "gz";
            case "bzip2" -> "bz2";
            default -> compression;
        };
    }
}
