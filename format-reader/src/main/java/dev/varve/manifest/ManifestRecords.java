package dev.varve.manifest;

import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.manifest.ManifestFile.Range;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;
import io.airlift.slice.Slices;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static dev.varve.avro.AvroShape.BYTES;
import static dev.varve.avro.AvroShape.LONG;
import static dev.varve.avro.AvroShape.TEXT;
import static dev.varve.avro.AvroShape.field;
import static dev.varve.avro.AvroShape.listOf;
import static dev.varve.avro.AvroShape.recordOf;

/**
 * The Avro records of manifest lists and manifests, see {@code docs/format/manifest.md}. Fields are found by name; all releases
 * since 0.4 have the required ones, later ones added optional ones.
 *
 * <p>Equal lists of column names and equal partitions of consecutive entries are shared, as there are many of each.
 */
final class ManifestRecords
{
    private static final long VERSION = 2;

    private static final RecordOf STATISTICS = recordOf(
            field("_MIN_VALUES", BYTES),
            field("_MAX_VALUES", BYTES),
            field("_NULL_COUNTS", listOf(LONG)));

    static final RecordOf MANIFEST_FILE = recordOf(
            field("_VERSION", LONG),
            field("_FILE_NAME", TEXT),
            field("_FILE_SIZE", LONG),
            field("_NUM_ADDED_FILES", LONG),
            field("_NUM_DELETED_FILES", LONG),
            field("_PARTITION_STATS", STATISTICS),
            field("_SCHEMA_ID", LONG),
            field("_MIN_BUCKET", LONG),
            field("_MAX_BUCKET", LONG),
            field("_MIN_LEVEL", LONG),
            field("_MAX_LEVEL", LONG),
            field("_MIN_ROW_ID", LONG),
            field("_MAX_ROW_ID", LONG));

    static final RecordOf ENTRY = entryShape(STATISTICS);
    static final RecordOf ENTRY_WITHOUT_STATISTICS = entryShape(recordOf());

    private final StoragePath file;
    private BinaryRow lastPartition = BinaryRow.EMPTY;
    private Optional<List<String>> lastValueStatisticsColumns = Optional.empty();
    private Optional<List<String>> lastWriteColumns = Optional.empty();

    /**
     * @param file that the records come from, for messages
     */
    ManifestRecords(StoragePath file)
    {
        this.file = file;
    }

    private static RecordOf entryShape(RecordOf statistics)
    {
        RecordOf dataFile = recordOf(
                field("_FILE_NAME", TEXT),
                field("_FILE_SIZE", LONG),
                field("_ROW_COUNT", LONG),
                field("_MIN_KEY", BYTES),
                field("_MAX_KEY", BYTES),
                field("_KEY_STATS", statistics),
                field("_VALUE_STATS", statistics),
                field("_MIN_SEQUENCE_NUMBER", LONG),
                field("_MAX_SEQUENCE_NUMBER", LONG),
                field("_SCHEMA_ID", LONG),
                field("_LEVEL", LONG),
                field("_EXTRA_FILES", listOf(TEXT)),
                field("_CREATION_TIME", LONG),
                field("_DELETE_ROW_COUNT", LONG),
                field("_EMBEDDED_FILE_INDEX", BYTES),
                field("_FILE_SOURCE", LONG),
                field("_VALUE_STATS_COLS", listOf(TEXT)),
                field("_EXTERNAL_PATH", TEXT),
                field("_FIRST_ROW_ID", LONG),
                field("_WRITE_COLS", listOf(TEXT)),
                field("_WRITE_COLS_SEQUENCES", listOf(LONG)));
        return recordOf(
                field("_VERSION", LONG),
                field("_KIND", LONG),
                field("_PARTITION", BYTES),
                field("_BUCKET", LONG),
                field("_TOTAL_BUCKETS", LONG),
                field("_FILE", dataFile));
    }

    ManifestFile manifestFile(Object[] record)
    {
        requireVersion(record[0]);
        try {
            return new ManifestFile(
                    fileName(record[1], "_FILE_NAME"),
                    number(record[2], "_FILE_SIZE"),
                    number(record[3], "_NUM_ADDED_FILES"),
                    number(record[4], "_NUM_DELETED_FILES"),
                    statistics((Object[]) required(record[5], "_PARTITION_STATS")),
                    number(record[6], "_SCHEMA_ID"),
                    range(record[7], record[8]),
                    range(record[9], record[10]),
                    range(record[11], record[12]));
        }
        catch (IllegalArgumentException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    ManifestEntry entry(Object[] record)
    {
        requireVersion(record[0]);
        try {
            return new ManifestEntry(
                    kind(number(record[1], "_KIND")),
                    partition((byte[]) required(record[2], "_PARTITION")),
                    intNumber(record[3], "_BUCKET"),
                    intNumber(record[4], "_TOTAL_BUCKETS"),
                    dataFile((Object[]) required(record[5], "_FILE")));
        }
        catch (IllegalArgumentException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    private DataFile dataFile(Object[] record)
    {
        lastValueStatisticsColumns = shared(texts(record[16], "_VALUE_STATS_COLS"), lastValueStatisticsColumns);
        lastWriteColumns = shared(texts(record[19], "_WRITE_COLS"), lastWriteColumns);
        return new DataFile(
                fileName(record[0], "_FILE_NAME"),
                number(record[1], "_FILE_SIZE"),
                number(record[2], "_ROW_COUNT"),
                row(record[3], "_MIN_KEY"),
                row(record[4], "_MAX_KEY"),
                statistics((Object[]) required(record[5], "_KEY_STATS")),
                statistics((Object[]) required(record[6], "_VALUE_STATS")),
                number(record[7], "_MIN_SEQUENCE_NUMBER"),
                number(record[8], "_MAX_SEQUENCE_NUMBER"),
                number(record[9], "_SCHEMA_ID"),
                intNumber(record[10], "_LEVEL"),
                extraFiles(record[11]),
                optionalNumber(record[12]),
                optionalNumber(record[13]),
                Optional.ofNullable((byte[]) record[14]).map(Slices::wrappedBuffer),
                source((Long) record[15]),
                lastValueStatisticsColumns,
                Optional.ofNullable((String) record[17]),
                optionalNumber(record[18]),
                lastWriteColumns,
                numbers(record[20], "_WRITE_COLS_SEQUENCES"));
    }

    private void requireVersion(Object version)
    {
        long number = number(version, "_VERSION");
        if (number != VERSION) {
            throw VarveException.unsupported("File " + file + " has _VERSION " + number + ", known is " + VERSION +
                    (number < VERSION ? "; the table is older than Paimon 0.4 and must be recreated" : ""));
        }
    }

    private FileKind kind(long kind)
    {
        if (kind != 0 && kind != 1) {
            throw damaged("_KIND is " + kind);
        }
        return kind == 0 ? FileKind.ADD : FileKind.DELETE;
    }

    private Optional<FileSource> source(Long source)
    {
        if (source == null) {
            return Optional.empty();
        }
        if (source != 0 && source != 1) {
            throw damaged("_FILE_SOURCE is " + source);
        }
        return Optional.of(source == 0 ? FileSource.APPEND : FileSource.COMPACT);
    }

    private BinaryRow partition(byte[] bytes)
    {
        BinaryRow partition = row(bytes, "_PARTITION");
        if (!partition.equals(lastPartition)) {
            lastPartition = partition;
        }
        return lastPartition;
    }

    private SimpleStatistics statistics(Object[] record)
    {
        if (record.length == 0) {
            return SimpleStatistics.UNKNOWN;
        }
        return SimpleStatistics.of(row(record[0], "_MIN_VALUES"), row(record[1], "_MAX_VALUES"), nullCounts((List<?>) record[2]));
    }

    private static long[] nullCounts(List<?> counts)
    {
        if (counts == null) {
            return new long[0];
        }
        return counts.stream().mapToLong(count -> count == null ? -1 : (Long) count).toArray();
    }

    private BinaryRow row(Object bytes, String field)
    {
        try {
            return BinaryRow.of((byte[]) required(bytes, field));
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "File " + file + " is damaged: " + field + ": " + e.getMessage(), e);
        }
    }

    private List<String> extraFiles(Object names)
    {
        List<String> files = texts(names, "_EXTRA_FILES").orElse(List.of());
        for (String name : files) {
            fileName(name, "_EXTRA_FILES");
        }
        return files;
    }

    private String fileName(Object value, String field)
    {
        String name = (String) required(value, field);
        if (!StoragePath.isPlainName(name)) {
            throw damaged(field + " is not the name of a file: '" + name + "'");
        }
        return name;
    }

    private Optional<List<String>> texts(Object value, String field)
    {
        return elements(value, field).map(list -> list.stream().map(String.class::cast).toList());
    }

    private Optional<List<Long>> numbers(Object value, String field)
    {
        return elements(value, field).map(list -> list.stream().map(Long.class::cast).toList());
    }

    private Optional<List<?>> elements(Object value, String field)
    {
        List<?> list = (List<?>) value;
        if (list != null && list.contains(null)) {
            throw damaged(field + " has an element that is null");
        }
        return Optional.ofNullable(list);
    }

    private static <T> Optional<T> shared(Optional<T> value, Optional<T> last)
    {
        return value.equals(last) ? last : value;
    }

    private static Optional<Range> range(Object min, Object max)
    {
        return min == null || max == null ? Optional.empty() : Optional.of(new Range((Long) min, (Long) max));
    }

    private int intNumber(Object value, String field)
    {
        long number = number(value, field);
        if (number != (int) number) {
            throw damaged(field + " is " + number);
        }
        return (int) number;
    }

    private long number(Object value, String field)
    {
        return (Long) required(value, field);
    }

    private static OptionalLong optionalNumber(Object value)
    {
        return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }

    private Object required(Object value, String field)
    {
        if (value == null) {
            throw damaged(field + " is missing");
        }
        return value;
    }

    private VarveException damaged(String problem)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + problem);
    }

    private VarveException damaged(String problem, Throwable cause)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + problem, cause);
    }
}
