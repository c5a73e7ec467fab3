package dev.varve.scan;

import dev.varve.datafile.DataFileFormats;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.Literal;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The metadata of a table in memory: manifests and manifest lists as a writer of the format would write them. */
final class MemoryTable
        implements Storage
{
    static final StoragePath PATH = StoragePath.of("/lake/db.db/t");

    private static final String STATISTICS = """
            {"type":"record","name":"record_%s","fields":[
              {"name":"_MIN_VALUES","type":"bytes"},
              {"name":"_MAX_VALUES","type":"bytes"},
              {"name":"_NULL_COUNTS","type":["null",{"type":"array","items":["null","long"]}],"default":null}]}""";
    private static final Schema MANIFEST_LIST = new Schema.Parser().parse("""
            {"type":"record","name":"record","fields":[
              {"name":"_VERSION","type":"int"},
              {"name":"_FILE_NAME","type":"string"},
              {"name":"_FILE_SIZE","type":"long"},
              {"name":"_NUM_ADDED_FILES","type":"long"},
              {"name":"_NUM_DELETED_FILES","type":"long"},
              {"name":"_PARTITION_STATS","type":%s},
              {"name":"_SCHEMA_ID","type":"long"}]}""".formatted(STATISTICS.formatted("_PARTITION_STATS")));
    private static final Schema MANIFEST = new Schema.Parser().parse("""
            {"type":"record","name":"record","fields":[
              {"name":"_VERSION","type":"int"},
              {"name":"_KIND","type":"int"},
              {"name":"_PARTITION","type":"bytes"},
              {"name":"_BUCKET","type":"int"},
              {"name":"_TOTAL_BUCKETS","type":"int"},
              {"name":"_FILE","type":{"type":"record","name":"record__FILE","fields":[
                {"name":"_FILE_NAME","type":"string"},
                {"name":"_FILE_SIZE","type":"long"},
                {"name":"_ROW_COUNT","type":"long"},
                {"name":"_MIN_KEY","type":"bytes"},
                {"name":"_MAX_KEY","type":"bytes"},
                {"name":"_KEY_STATS","type":%s},
                {"name":"_VALUE_STATS","type":%s},
                {"name":"_MIN_SEQUENCE_NUMBER","type":"long"},
                {"name":"_MAX_SEQUENCE_NUMBER","type":"long"},
                {"name":"_SCHEMA_ID","type":"long"},
                {"name":"_LEVEL","type":"int"},
                {"name":"_EXTRA_FILES","type":{"type":"array","items":"string"}},
                {"name":"_DELETE_ROW_COUNT","type":["null","long"],"default":null},
                {"name":"_VALUE_STATS_COLS","type":["null",{"type":"array","items":"string"}],"default":null},
                {"name":"_FIRST_ROW_ID","type":["null","long"],"default":null},
                {"name":"_WRITE_COLS","type":["null",{"type":"array","items":"string"}],"default":null}]}}]}"""
            .formatted(STATISTICS.formatted("_FILE__KEY_STATS"), STATISTICS.formatted("_FILE__VALUE_STATS")));

    private final TableSchema schema;
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<GenericRecord> manifestList = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private int fileCount;

    MemoryTable(TableSchema schema)
    {
        this.schema = schema;
    }

    /** Names of the files that were opened so far. */
    List<String> opened()
    {
        return List.copyOf(opened);
    }

    void put(String name, byte[] bytes)
    {
        files.put(PATH.child(name).text(), bytes);
    }

    void remove(String name)
    {
        files.remove(PATH.child(name).text());
    }

    /** Adds a manifest of those entries; the name of it. */
    String addManifest(List<ManifestEntry> entries)
            throws IOException
    {
        String name = "manifest-" + fileCount++;
        byte[] bytes = write(MANIFEST, entries.stream().map(MemoryTable::record).toList());
        put("manifest/" + name, bytes);
        GenericRecord meta = new GenericData.Record(MANIFEST_LIST);
        meta.put("_VERSION", 2);
        meta.put("_FILE_NAME", name);
        meta.put("_FILE_SIZE", (long) bytes.length);
        meta.put("_NUM_ADDED_FILES", entries.stream().filter(entry -> entry.kind() == FileKind.ADD).count());
        meta.put("_NUM_DELETED_FILES", entries.stream().filter(entry -> entry.kind() == FileKind.DELETE).count());
        meta.put("_PARTITION_STATS", statistics(MANIFEST_LIST, partitionStatistics(entries), schema.partitionKeys().size()));
        meta.put("_SCHEMA_ID", schema.id());
        manifestList.add(meta);
        return name;
    }

    /** The state with all manifests added so far. */
    ScanTarget target()
            throws IOException
    {
        return target(Optional.empty());
    }

    /** The same, analysed: with that file in {@code statistics/}. */
    ScanTarget target(String statistics)
            throws IOException
    {
        return target(Optional.of(statistics));
    }

    private ScanTarget target(Optional<String> statistics)
            throws IOException
    {
        put("manifest/base", write(MANIFEST_LIST, manifestList));
        put("manifest/delta", write(MANIFEST_LIST, List.of()));
        Snapshot snapshot = new Snapshot(
                7,
                Optional.empty(),
                schema.id(),
                new Snapshot.ListFile("base", OptionalLong.empty()),
                new Snapshot.ListFile("delta", OptionalLong.empty()),
                Optional.empty(),
                Optional.empty(),
                new Snapshot.Commit("user", 1, CommitKind.APPEND, 0),
                0,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                statistics,
                Map.of(),
                OptionalLong.empty(),
                Optional.empty());
        return new ScanTarget(this, DataFileFormats.NONE, PATH, SchemaLog.of(this, PATH), schema, TableOptions.of(schema), Optional.of(snapshot));
    }

    private SimpleStatistics partitionStatistics(List<ManifestEntry> entries)
    {
        List<DataType> types = schema.partitionFields().stream().map(Field::type).toList();
        return statistics(types, entries.stream().map(entry -> entry.partition().values(types)).toList());
    }

    /** What a writer collects of rows with columns of those types. */
    static SimpleStatistics statistics(List<DataType> types, List<List<Object>> rows)
    {
        List<Object> min = new ArrayList<>();
        List<Object> max = new ArrayList<>();
        long[] nulls = new long[types.size()];
        for (int i = 0; i < types.size(); i++) {
            int column = i;
            List<Object> present = rows.stream().map(row -> row.get(column)).filter(Objects::nonNull).sorted(Literal::compare).toList();
            min.add(present.isEmpty() ? null : present.get(0));
            max.add(present.isEmpty() ? null : present.get(present.size() - 1));
            nulls[i] = rows.size() - present.size();
        }
        return SimpleStatistics.of(BinaryRowWriter.write(types, min), BinaryRowWriter.write(types, max), nulls);
    }

    private static GenericRecord record(ManifestEntry entry)
    {
        GenericRecord record = new GenericData.Record(MANIFEST);
        record.put("_VERSION", 2);
        record.put("_KIND", entry.kind().ordinal());
        record.put("_PARTITION", bytes(entry.partition()));
        record.put("_BUCKET", entry.bucket());
        record.put("_TOTAL_BUCKETS", entry.totalBuckets());
        DataFile file = entry.file();
        Schema fileSchema = MANIFEST.getField("_FILE").schema();
        GenericRecord meta = new GenericData.Record(fileSchema);
        meta.put("_FILE_NAME", file.name());
        meta.put("_FILE_SIZE", file.size());
        meta.put("_ROW_COUNT", file.rowCount());
        meta.put("_MIN_KEY", bytes(file.minKey()));
        meta.put("_MAX_KEY", bytes(file.maxKey()));
        meta.put("_KEY_STATS", statistics(fileSchema, "_KEY_STATS", file.keyStatistics(), file.keyStatistics().min().arity()));
        meta.put("_VALUE_STATS", statistics(fileSchema, "_VALUE_STATS", file.valueStatistics(), file.valueStatistics().min().arity()));
        meta.put("_MIN_SEQUENCE_NUMBER", file.minSequenceNumber());
        meta.put("_MAX_SEQUENCE_NUMBER", file.maxSequenceNumber());
        meta.put("_SCHEMA_ID", file.schemaId());
        meta.put("_LEVEL", file.level());
        meta.put("_EXTRA_FILES", file.extraFiles());
        meta.put("_DELETE_ROW_COUNT", file.deleteRowCount().isPresent() ? file.deleteRowCount().getAsLong() : null);
        meta.put("_VALUE_STATS_COLS", file.valueStatisticsColumns().orElse(null));
        meta.put("_FIRST_ROW_ID", file.firstRowId().isPresent() ? file.firstRowId().getAsLong() : null);
        meta.put("_WRITE_COLS", file.writeColumns().orElse(null));
        record.put("_FILE", meta);
        return record;
    }

    private static GenericRecord statistics(Schema parent, SimpleStatistics statistics, int columns)
    {
        return statistics(parent, "_PARTITION_STATS", statistics, columns);
    }

    private static GenericRecord statistics(Schema parent, String field, SimpleStatistics statistics, int columns)
    {
        GenericRecord record = new GenericData.Record(parent.getField(field).schema());
        record.put("_MIN_VALUES", bytes(statistics.min()));
        record.put("_MAX_VALUES", bytes(statistics.max()));
        List<Long> nulls = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            nulls.add(statistics.nullCount(i).isPresent() ? statistics.nullCount(i).getAsLong() : null);
        }
        record.put("_NULL_COUNTS", nulls);
        return record;
    }

    private static ByteBuffer bytes(BinaryRow row)
    {
        return ByteBuffer.wrap(row.toBytes());
    }

    private static byte[] write(Schema schema, List<GenericRecord> records)
            throws IOException
    {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, bytes);
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
    {
        throw new AssertionError("Planning lists no directories: " + directory);
    }

    @Override
    public boolean exists(StoragePath path)
    {
        return files.containsKey(path.text());
    }

    @Override
    public boolean directoryExists(StoragePath path)
    {
        throw new AssertionError("Planning looks for no directories: " + path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new MemoryFile(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new MemoryFile(path);
    }

    private final class MemoryFile
            implements InputFile
    {
        private final StoragePath path;

        MemoryFile(StoragePath path)
        {
            this.path = path;
        }

        private byte[] bytes()
                throws IOException
        {
            byte[] bytes = files.get(path.text());
            if (bytes == null) {
                throw new FileNotFoundException(path.text());
            }
            return bytes;
        }

        @Override
        public StoragePath path()
        {
            return path;
        }

        @Override
        public long length()
                throws IOException
        {
            return bytes().length;
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            opened.add(path.name());
            byte[] content = bytes();
            return new PositionedInput()
            {
                @Override
                public void readFully(long position, byte[] buffer, int offset, int length)
                        throws IOException
                {
                    if (position + length > content.length) {
                        throw new EOFException(path + " ends at " + content.length);
                    }
                    System.arraycopy(content, (int) position, buffer, offset, length);
                }

                @Override
                public void close() {}
            };
        }
    }
}
