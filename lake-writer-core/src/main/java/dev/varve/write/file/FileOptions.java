package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.type.BlobType;
import dev.varve.type.Field;
import dev.varve.type.VectorType;
import dev.varve.write.file.format.FileEncoding;
import dev.varve.write.file.index.IndexSpec;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * What the options of a table say about the files that are written, parsed once.
 *
 * @param defaults of data files, unless there is something else for their level
 * @param changelog replaces what data files of the level have, by the parts that are set
 * @param targetFileSize in bytes
 * @param maxBuffered bytes of memory that an open file takes before what it holds goes to the store: a quarter of {@code write-buffer-size}
 * @param thinMode whether the files of primary-key tables leave out the copies of the key columns
 * @param maxEmbeddedIndex bytes up to which an index goes to the manifest and not to a file of its own
 * @param codecInName whether names of files tell the compression
 */
record FileOptions(
        Choice defaults,
        PerLevel perLevel,
        PartialChoice changelog,
        int zstdLevel,
        OptionalLong blockSize,
        Map<String, String> formatOptions,
        StatisticsOptions statistics,
        long targetFileSize,
        long maxBuffered,
        boolean thinMode,
        List<IndexSpec> indexes,
        long maxEmbeddedIndex,
        String dataPrefix,
        String changelogPrefix,
        boolean codecInName,
        ExternalPaths externalPaths)
{
    /** Smaller row groups and stripes would be worth nothing to readers. */
    private static final long LEAST_BUFFERED = 1L << 20;

    FileOptions
    {
        requireNonNull(defaults, "defaults is null");
        requireNonNull(statistics, "statistics is null");
        formatOptions = Map.copyOf(formatOptions);
        indexes = List.copyOf(indexes);
    }

    /** The format and compression of files, by name, and which statistics are kept of them. */
    record Choice(String format, String compression, StatisticsMode statistics) {}

    /** The parts of a {@link Choice} that are set. */
    record PartialChoice(Optional<String> format, Optional<String> compression, Optional<StatisticsMode> statistics)
    {
        Choice over(Choice other)
        {
            return new Choice(format.orElse(other.format()), compression.orElse(other.compression()), statistics.orElse(other.statistics()));
        }
    }

    /** What differs on some levels. */
    record PerLevel(Map<Integer, String> formats, Map<Integer, String> compressions, Map<Integer, StatisticsMode> statistics)
    {
        PartialChoice level(int level)
        {
            return new PartialChoice(
                    Optional.ofNullable(formats.get(level)),
                    Optional.ofNullable(compressions.get(level)),
                    Optional.ofNullable(statistics.get(level)));
        }
    }

    /** @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE, naming the option */
    static FileOptions of(TableSchema schema)
    {
        requireSupported(new OptionMap(schema.options()), schema);
        return parse(schema);
    }

    /** The options of a table whose columns it may not be possible to write. */
    static FileOptions parse(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        String statsMode = "metadata.stats-mode";
        return new FileOptions(
                new Choice(
                        lowerCase(options.text("file.format")).orElse("parquet"),
                        lowerCase(options.text("file.compression")).orElse("zstd"),
                        StatisticsMode.parse(statsMode, options.text(statsMode).orElse("truncate(16)"))),
                new PerLevel(
                        byLevel(options, "file.format.per.level", FileOptions::lowerCase),
                        byLevel(options, "file.compression.per.level", FileOptions::lowerCase),
                        byLevel(options, "metadata.stats-mode.per.level", mode -> StatisticsMode.parse("metadata.stats-mode.per.level", mode))),
                new PartialChoice(
                        lowerCase(options.text("changelog-file.format")),
                        lowerCase(options.text("changelog-file.compression")),
                        options.text("changelog-file.stats-mode").map(mode -> StatisticsMode.parse("changelog-file.stats-mode", mode))),
                options.number("file.compression.zstd-level", 1),
                options.text("file.block-size").isPresent() ? OptionalLong.of(options.size("file.block-size", 0)) : OptionalLong.empty(),
                formatOptions(options),
                StatisticsOptions.of(options, schema.fields().names()),
                positive(options, "target-file-size", schema.hasPrimaryKey() ? 128L << 20 : 256L << 20),
                Math.max(LEAST_BUFFERED, options.size("write-buffer-size", 256L << 20) / 4),
                schema.hasPrimaryKey() && options.flag("data-file.thin-mode", false),
                IndexSpec.of(options, schema.fields()),
                options.size("file-index.in-manifest-threshold", 500),
                prefix(options, "data-file.prefix", "data-"),
                prefix(options, "changelog-file.prefix", "changelog-"),
                options.flag("file.suffix.include.compression", false),
                ExternalPaths.of(options));
    }

    /** What would have to be written in other files, or with other keys. */
    private static void requireSupported(OptionMap options, TableSchema schema)
    {
        List<String> inline = options.list("blob-descriptor-field");
        for (Field column : schema.fields().fields()) {
            if (column.type() instanceof BlobType && !inline.contains(column.name())) {
                throw VarveException.unsupported("Column '" + column.name() + "' of type " + column.type() + " cannot be written: it has files of its own unless option blob-descriptor-field names it");
            }
            if (column.type() instanceof VectorType && options.text("vector.file.format").isPresent()) {
                throw VarveException.unsupported("Column '" + column.name() + "' of type " + column.type() + " cannot be written: it has files of its own because of option vector.file.format");
            }
        }
        if (options.flag("pk-clustering-override", false)) {
            throw VarveException.unsupported("A table with option pk-clustering-override=true cannot be written: its files are sorted by other columns than the key");
        }
    }

    Choice dataFiles(int level)
    {
        return perLevel.level(level).over(defaults);
    }

    /** What waits in the postpone bucket is read once, row by row. */
    Choice postponed()
    {
        return new Choice("avro", defaults.compression(), StatisticsMode.NONE);
    }

    Choice changelogFiles(int level)
    {
        return changelog.over(dataFiles(level));
    }

    FileEncoding encoding(Choice choice)
    {
        return new FileEncoding(choice.compression(), zstdLevel, blockSize, formatOptions);
    }

    private static Map<String, String> formatOptions(OptionMap options)
    {
        return options.entries().entrySet().stream()
                .filter(option -> option.getKey().startsWith("parquet.") || option.getKey().startsWith("orc.") || option.getKey().startsWith("avro."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String prefix(OptionMap options, String key, String defaultValue)
    {
        String prefix = options.text(key).orElse(defaultValue);
        if (!StoragePath.isPlainName(prefix)) {
            throw options.bad(key, "the beginning of a file name, without slashes");
        }
        return prefix;
    }

    private static long positive(OptionMap options, String key, long defaultValue)
    {
        long value = options.size(key, defaultValue);
        if (value <= 0) {
            throw options.bad(key, "a size above 0");
        }
        return value;
    }

    /** A list such as {@code 0:avro,3:parquet}. */
    private static <T> Map<Integer, T> byLevel(OptionMap options, String key, Function<String, T> parse)
    {
        Map<Integer, T> result = new HashMap<>();
        for (String part : options.list(key)) {
            int colon = part.indexOf(':');
            try {
                result.put(Integer.parseInt(part.substring(0, Math.max(0, colon)).trim()), parse.apply(part.substring(colon + 1).trim()));
            }
            catch (NumberFormatException e) {
                throw options.bad(key, "a list such as '0:avro,3:parquet'");
            }
        }
        return result;
    }

    private static Optional<String> lowerCase(Optional<String> text)
    {
        return text.map(FileOptions::lowerCase);
    }

    private static String lowerCase(String text)
    {
        return text.toLowerCase(Locale.ROOT);
    }
}
