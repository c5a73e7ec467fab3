package dev.varve.manifest;

import dev.varve.avro.AvroOutput;
import dev.varve.manifest.ManifestFile.Range;
import io.airlift.slice.Slice;

import java.util.Optional;

/**
 * Encodes the records that {@link ManifestRecords} decodes, byte for byte with the Avro schemas of Paimon 1.4: readers of the format
 * insist on names and order of the outer fields.
 */
final class ManifestEncoding
{
    private static final String STATISTICS_FIELDS = """
            [{"name":"_MIN_VALUES","type":"bytes"},{"name":"_MAX_VALUES","type":"bytes"},\
            {"name":"_NULL_COUNTS","type":["null",{"type":"array","items":["null","long"]}],"default":null}]""";

    static final String MANIFEST_FILE_SCHEMA = record("record", "\"namespace\":\"org.apache.paimon.avro.generated\",", """
            [{"name":"_VERSION","type":"int"},{"name":"_FILE_NAME","type":"string"},{"name":"_FILE_SIZE","type":"long"},\
            {"name":"_NUM_ADDED_FILES","type":"long"},{"name":"_NUM_DELETED_FILES","type":"long"},\
            {"name":"_PARTITION_STATS","type":%s},{"name":"_SCHEMA_ID","type":"long"},\
            %s,%s,%s,%s,%s,%s]""".formatted(
            record("record__PARTITION_STATS", "", STATISTICS_FIELDS),
            optional("_MIN_BUCKET", "int"),
            optional("_MAX_BUCKET", "int"),
            optional("_MIN_LEVEL", "int"),
            optional("_MAX_LEVEL", "int"),
            optional("_MIN_ROW_ID", "long"),
            optional("_MAX_ROW_ID", "long")));

    /** Of entries whose files have no {@link DataFile#writeColumnSequences}. */
    static final String ENTRY_SCHEMA = entrySchema("");
    static final String ENTRY_SCHEMA_WITH_SEQUENCES =
            entrySchema(",{\"name\":\"_WRITE_COLS_SEQUENCES\",\"type\":[\"null\",{\"type\":\"array\",\"items\":\"long\"}],\"default\":null}");

    private ManifestEncoding() {}

    private static String entrySchema(String lastField)
    {
        String texts = "[\"null\",{\"type\":\"array\",\"items\":\"string\"}]";
        String file = record("record__FILE", "", """
                [{"name":"_FILE_NAME","type":"string"},{"name":"_FILE_SIZE","type":"long"},{"name":"_ROW_COUNT","type":"long"},\
                {"name":"_MIN_KEY","type":"bytes"},{"name":"_MAX_KEY","type":"bytes"},{"name":"_KEY_STATS","type":%s},\
                {"name":"_VALUE_STATS","type":%s},{"name":"_MIN_SEQUENCE_NUMBER","type":"long"},\
                {"name":"_MAX_SEQUENCE_NUMBER","type":"long"},{"name":"_SCHEMA_ID","type":"long"},{"name":"_LEVEL","type":"int"},\
                {"name":"_EXTRA_FILES","type":{"type":"array","items":"string"}},\
                {"name":"_CREATION_TIME","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null},\
                %s,%s,%s,{"name":"_VALUE_STATS_COLS","type":%s,"default":null},%s,%s,\
                {"name":"_WRITE_COLS","type":%s,"default":null}%s]""".formatted(
                record("record__FILE__KEY_STATS", "", STATISTICS_FIELDS),
                record("record__FILE__VALUE_STATS", "", STATISTICS_FIELDS),
                optional("_DELETE_ROW_COUNT", "long"),
                optional("_EMBEDDED_FILE_INDEX", "bytes"),
                optional("_FILE_SOURCE", "int"),
                texts,
                optional("_EXTERNAL_PATH", "string"),
                optional("_FIRST_ROW_ID", "long"),
                texts,
                lastField));
        return record("record", "\"namespace\":\"org.apache.paimon.avro.generated\",", """
                [{"name":"_VERSION","type":"int"},{"name":"_KIND","type":"int"},{"name":"_PARTITION","type":"bytes"},\
                {"name":"_BUCKET","type":"int"},{"name":"_TOTAL_BUCKETS","type":"int"},{"name":"_FILE","type":%s}]""".formatted(file));
    }

    private static String record(String name, String namespace, String fields)
    {
        return "{\"type\":\"record\",\"name\":\"%s\",%s\"fields\":%s}".formatted(name, namespace, fields);
    }

    private static String optional(String name, String type)
    {
        return "{\"name\":\"%s\",\"type\":[\"null\",\"%s\"],\"default\":null}".formatted(name, type);
    }

    static void encode(AvroOutput output, ManifestFile manifest)
    {
        output.writeLong(ManifestRecords.VERSION);
        output.writeText(manifest.name());
        output.writeLong(manifest.size());
        output.writeLong(manifest.addedFiles());
        output.writeLong(manifest.deletedFiles());
        encode(output, manifest.partitionStatistics());
        output.writeLong(manifest.schemaId());
        encode(output, manifest.buckets());
        encode(output, manifest.levels());
        encode(output, manifest.rowIds());
    }

    /** @param sequences whether the schema is the one with sequences */
    static void encode(AvroOutput output, ManifestEntry entry, boolean sequences)
    {
        output.writeLong(ManifestRecords.VERSION);
        output.writeLong(entry.kind() == FileKind.ADD ? 0 : 1);
        output.writeBytes(entry.partition().toBytes());
        output.writeLong(entry.bucket());
        output.writeLong(entry.totalBuckets());
        encode(output, entry.file());
        if (sequences) {
            output.writeOptional(
                    entry.file().writeColumnSequences(),
                    (out, list) -> out.writeList(list, AvroOutput::writeLong));
        }
    }

    private static void encode(AvroOutput output, DataFile file)
    {
        output.writeText(file.name());
        output.writeLong(file.size());
        output.writeLong(file.rowCount());
        output.writeBytes(file.minKey().toBytes());
        output.writeBytes(file.maxKey().toBytes());
        encode(output, file.keyStatistics());
        encode(output, file.valueStatistics());
        output.writeLong(file.minSequenceNumber());
        output.writeLong(file.maxSequenceNumber());
        output.writeLong(file.schemaId());
        output.writeLong(file.level());
        output.writeList(file.extraFiles(), AvroOutput::writeText);
        output.writeOptional(file.creationMillis());
        output.writeOptional(file.deleteRowCount());
        output.writeOptional(file.embeddedIndex().map(Slice::getBytes), AvroOutput::writeBytes);
        output.writeOptional(file.source(), (out, source) -> out.writeLong(source == FileSource.APPEND ? 0 : 1));
        output.writeOptional(file.valueStatisticsColumns(), (out, names) -> out.writeList(names, AvroOutput::writeText));
        output.writeOptional(file.externalPath(), AvroOutput::writeText);
        output.writeOptional(file.firstRowId());
        output.writeOptional(file.writeColumns(), (out, names) -> out.writeList(names, AvroOutput::writeText));
    }

    private static void encode(AvroOutput output, SimpleStatistics statistics)
    {
        output.writeBytes(statistics.min().toBytes());
        output.writeBytes(statistics.max().toBytes());
        output.writePresence(true);
        if (statistics.nullCounts() > 0) {
            output.writeLong(statistics.nullCounts());
            for (int i = 0; i < statistics.nullCounts(); i++) {
                output.writeOptional(statistics.nullCount(i));
            }
        }
        output.writeLong(0);
    }

    private static void encode(AvroOutput output, Optional<Range> range)
    {
        output.writeOptional(range.map(Range::min), AvroOutput::writeLong);
        output.writeOptional(range.map(Range::max), AvroOutput::writeLong);
    }
}
