package dev.varve.manifest;

import dev.varve.avro.AvroRecord;
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
    static final long VERSION = 2;
    /** Keys of append tables are that. */
    private static final byte[] EMPTY_ROW = BinaryRow.EMPTY.toBytes();

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
    private byte[] lastPartitionBytes = EMPTY_ROW;
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

    ManifestFile manifestFile(AvroRecord record)
    {
        requireVersion(record);
        return new ManifestFile(
                record.requiredFileName(1),
                record.requiredLong(2),
                record.requiredLong(3),
                record.requiredLong(4),
                statistics(record.requiredRecord(5)),
                record.requiredLong(6),
                range(record, 7, 8),
                range(record, 9, 10),
                range(record, 11, 12));
    }

    ManifestEntry entry(AvroRecord record)
    {
        return new ManifestEntry(
                kind(record),
                partition(record),
                bucket(record),
                record.requiredInt(4),
                dataFile(record.requiredRecord(5)));
    }

    int bucket(AvroRecord record)
    {
        return record.requiredInt(3);
    }

    int level(AvroRecord record)
    {
        return record.requiredRecord(5).requiredInt(10);
    }

    private DataFile dataFile(AvroRecord record)
    {
        lastValueStatisticsColumns = shared(record.optionalTexts(16), lastValueStatisticsColumns);
        lastWriteColumns = shared(record.optionalTexts(19), lastWriteColumns);
        try {
            return new DataFile(
                    record.requiredFileName(0),
                    record.requiredLong(1),
                    record.requiredLong(2),
                    row(record, 3),
                    row(record, 4),
                    statistics(record.requiredRecord(5)),
                    statistics(record.requiredRecord(6)),
                    record.requiredLong(7),
                    record.requiredLong(8),
                    record.requiredLong(9),
                    record.requiredInt(10),
                    extraFiles(record, 11),
                    record.optionalLong(12),
                    record.optionalLong(13),
                    record.optionalBytes(14).map(Slices::wrappedBuffer),
                    source(record, 15),
                    lastValueStatisticsColumns,
                    record.optionalText(17),
                    record.optionalLong(18),
                    lastWriteColumns,
                    record.optionalLongs(20));
        }
        catch (IllegalArgumentException e) {
            throw VarveException.corrupt("File " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    void requireVersion(AvroRecord record)
    {
        long version = record.requiredLong(0);
        if (version != VERSION) {
            throw VarveException.unsupported("File " + file + " has _VERSION " + version + ", known is " + VERSION +
                    (version < VERSION ? "; the table is older than Paimon 0.4 and must be recreated" : ""));
        }
    }

    FileKind kind(AvroRecord record)
    {
        long kind = record.requiredLong(1);
        if (kind != 0 && kind != 1) {
            throw record.damaged(1, "is " + kind);
        }
        return kind == 0 ? FileKind.ADD : FileKind.DELETE;
    }

    private static Optional<FileSource> source(AvroRecord record, int field)
    {
        OptionalLong source = record.optionalLong(field);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        if (source.getAsLong() != 0 && source.getAsLong() != 1) {
            throw record.damaged(field, "is " + source.getAsLong());
        }
        return Optional.of(source.getAsLong() == 0 ? FileSource.APPEND : FileSource.COMPACT);
    }

    BinaryRow partition(AvroRecord record)
    {
        if (!record.hasBytes(2, lastPartitionBytes)) {
            lastPartition = row(record, 2);
            lastPartitionBytes = record.requiredBytes(2);
        }
        return lastPartition;
    }

    private static SimpleStatistics statistics(AvroRecord record)
    {
        return record.isEmpty() ? SimpleStatistics.UNKNOWN : SimpleStatistics.of(row(record, 0), row(record, 1), record.longs(2, -1));
    }

    private static BinaryRow row(AvroRecord record, int field)
    {
        if (record.hasBytes(field, EMPTY_ROW)) {
            return BinaryRow.EMPTY;
        }
        try {
            return BinaryRow.of(record.requiredBytes(field));
        }
        catch (VarveException e) {
            throw record.damaged(field, "makes no sense: " + e.getMessage());
        }
    }

    private static List<String> extraFiles(AvroRecord record, int field)
    {
        List<String> files = record.optionalTexts(field).orElse(List.of());
        for (String name : files) {
            if (!StoragePath.isPlainName(name)) {
                throw record.damaged(field, "has what is not the name of a file: '" + name + "'");
            }
        }
        return files;
    }

    private static <T> Optional<T> shared(Optional<T> value, Optional<T> last)
    {
        return value.equals(last) ? last : value;
    }

    private static Optional<Range> range(AvroRecord record, int min, int max)
    {
        OptionalLong from = record.optionalLong(min);
        OptionalLong to = record.optionalLong(max);
        return from.isEmpty() || to.isEmpty() ? Optional.empty() : Optional.of(new Range(from.getAsLong(), to.getAsLong()));
    }
}
