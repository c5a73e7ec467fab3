package dev.varve.write.compact;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.PaimonFiles;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.TableFileWriters;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalArray.ElementGetter;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.source.InnerTableRead;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.system.RowTrackingTable;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.RowType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** A table of Paimon's own with one bucket, which Paimon writes, and which Paimon or Varve compacts. */
final class PaimonBucket
{
    private static final String USER = "test";

    private final FileStoreTable table;
    private final java.nio.file.Path directory;
    private long commits;

    private PaimonBucket(FileStoreTable table, java.nio.file.Path directory)
    {
        this.table = table;
        this.directory = directory;
    }

    static PaimonBucket create(java.nio.file.Path directory, Schema schema)
            throws Exception
    {
        Path path = new Path(directory.toUri());
        new SchemaManager(LocalFileIO.create(), path).createTable(schema);
        return open(directory);
    }

    static PaimonBucket open(java.nio.file.Path directory)
    {
        return new PaimonBucket(FileStoreTableFactory.create(LocalFileIO.create(), new Path(directory.toUri())), directory);
    }

    /** The table after changes of its schema. */
    PaimonBucket alter(SchemaChange... changes)
            throws Exception
    {
        new SchemaManager(LocalFileIO.create(), new Path(directory.toUri())).commitChanges(List.of(changes));
        return open(directory);
    }

    /** Commits rows as files of level 0; Paimon does not compact. */
    void write(List<GenericRow> rows)
            throws Exception
    {
        commit(table.copy(Map.of("write-only", "true")), rows, false);
    }

    /** Commits rows; Paimon compacts as it sees fit. */
    void writeAndCompact(List<GenericRow> rows, boolean full)
            throws Exception
    {
        commit(table, rows, full);
    }

    private void commit(FileStoreTable writtenTable, List<GenericRow> rows, boolean full)
            throws Exception
    {
        try (StreamTableWrite write = writtenTable.newStreamWriteBuilder().withCommitUser(USER).newWrite();
                StreamTableCommit commit = writtenTable.newStreamWriteBuilder().withCommitUser(USER).newCommit();
                IOManager spill = IOManager.create(directory.resolve("spill").toString())) {
            int buckets = writtenTable.coreOptions().bucket();
            write.withIOManager(spill);
            for (GenericRow row : rows) {
                if (buckets > 1) {
                    write.write(row);
                }
                else {
                    write.write(row, 0);
                }
            }
            if (full) {
                write.compact(BinaryRow.EMPTY_ROW, 0, true);
            }
            commits++;
            commit.commit(commits, write.prepareCommit(true, commits));
        }
    }

    Table varve()
    {
        return Table.open(new LocalStorage(), StoragePath.of(directory.toString()), "default", "t");
    }

    /** Opens the bucket for Varve to compact it. */
    BucketCompaction compaction(Executor executor)
            throws IOException
    {
        return compaction(new LocalStorage(), executor);
    }

    BucketCompaction compaction(WritableStorage storage, Executor executor)
            throws IOException
    {
        Table opened = Table.open(storage, StoragePath.of(directory.toString()), "default", "t");
        TableSchema schema = opened.latestSchema();
        CompactedBucket bucket = CompactedBucket.of(
                opened,
                schema,
                storage,
                DefaultFormats.all(),
                TableFileWriters.of(storage, opened.location(), schema).bucket(dev.varve.row.BinaryRow.EMPTY, 0),
                dev.varve.row.BinaryRow.EMPTY,
                0);
        return BucketCompaction.open(bucket, files(), vectors(), executor);
    }

    List<DataFile> files()
            throws IOException
    {
        Table opened = varve();
        BucketId id = new BucketId(dev.varve.row.BinaryRow.EMPTY, 0);
        LiveBuckets.LiveBucket live = LiveBuckets.of(opened.manifests(), opened.latestSchema(), opened.snapshots().latest())
                .read(Set.of(id.partition()), true)
                .get(id);
        return live == null ? List.of() : live.files();
    }

    Optional<IndexFile> vectors()
            throws IOException
    {
        Table opened = varve();
        TableSchema schema = opened.latestSchema();
        TableOptions options = TableOptions.of(schema);
        return IndexManifestReader.of(opened.storage(), opened.location(), options.layout(), BucketPaths.of(opened.location(), schema, options.layout()))
                .entries(opened.snapshots().latest().orElseThrow())
                .stream()
                .map(IndexManifestEntry::file)
                .filter(file -> file.type().equals(IndexFile.DELETION_VECTORS))
                .findFirst();
    }

    /** The paths of all data files and index files that are there, whether or not a snapshot names them. */
    Set<String> filesThatExist()
            throws IOException
    {
        Set<String> paths = new TreeSet<>();
        for (String name : List.of("bucket-0", "index")) {
            java.nio.file.Path parent = directory.resolve(name);
            if (Files.exists(parent)) {
                try (Stream<java.nio.file.Path> files = Files.list(parent)) {
                    files.forEach(file -> paths.add(name + "/" + file.getFileName()));
                }
            }
        }
        return paths;
    }

    /** Has Paimon commit what Varve compacted. */
    void commit(Increment compacted)
            throws Exception
    {
        if (compacted.isEmpty()) {
            return;
        }
        CompactIncrement increment = new CompactIncrement(
                compacted.deletedFiles().stream().map(PaimonFiles::paimon).toList(),
                compacted.newFiles().stream().map(PaimonFiles::paimon).toList(),
                compacted.changelogFiles().stream().map(PaimonFiles::paimon).toList(),
                compacted.newIndexFiles().stream().map(PaimonFiles::paimon).toList(),
                compacted.deletedIndexFiles().stream().map(PaimonFiles::paimon).toList());
        CommitMessageImpl message = new CommitMessageImpl(BinaryRow.EMPTY_ROW, 0, table.coreOptions().bucket(), DataIncrement.emptyIncrement(), increment);
        try (StreamTableCommit commit = table.newStreamWriteBuilder().withCommitUser(USER).newCommit()) {
            commits++;
            commit.commit(commits, List.of(message));
        }
    }

    /** The rows that Paimon reads, as text, by key. */
    List<String> rows()
            throws Exception
    {
        ReadBuilder builder = table.newReadBuilder();
        return read(builder.newRead().createReader(builder.newScan().plan()), false);
    }

    /** The rows with their ids and sequence numbers. */
    List<String> trackedRows()
            throws Exception
    {
        RowTrackingTable tracked = new RowTrackingTable(table);
        ReadBuilder builder = tracked.newReadBuilder();
        return read(tracked.rowType(), builder.newRead().createReader(builder.newScan().plan()), false);
    }

    /** The rows of the changelog of the snapshots after one, in the order of snapshots, then of keys; with their kinds. */
    List<String> changelog(long afterSnapshot)
            throws Exception
    {
        List<String> rows = new ArrayList<>();
        long latest = table.snapshotManager().latestSnapshotId();
        for (long id = afterSnapshot + 1; id <= latest; id++) {
            FileStoreTable one = table.copy(Map.of("incremental-between", (id - 1) + "," + id, "incremental-between-scan-mode", "changelog"));
            ReadBuilder builder = one.newReadBuilder();
            rows.addAll(read(((InnerTableRead) builder.newRead()).createReader(builder.newScan().plan()), true));
        }
        return rows;
    }

    long latestSnapshot()
    {
        return table.snapshotManager().latestSnapshotId();
    }

    private List<String> read(RecordReader<InternalRow> opened, boolean kinds)
            throws IOException
    {
        return read(table.rowType(), opened, kinds);
    }

    private static List<String> read(RowType type, RecordReader<InternalRow> opened, boolean kinds)
            throws IOException
    {
        InternalRowSerializer serializer = new InternalRowSerializer(type);
        List<InternalRow> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader = opened) {
            reader.forEachRemaining(row -> rows.add(serializer.copy(row)));
        }
        Map<Integer, List<String>> byKey = new TreeMap<>();
        for (InternalRow row : rows) {
            StringBuilder text = new StringBuilder(kinds ? row.getRowKind().shortString() : "");
            for (int i = 0; i < row.getFieldCount(); i++) {
                text.append(' ').append(text(type.getTypeAt(i), InternalRow.createFieldGetter(type.getTypeAt(i), i).getFieldOrNull(row)));
            }
            byKey.computeIfAbsent(row.getInt(0), key -> new ArrayList<>()).add(text.toString());
        }
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    private static String text(DataType type, Object value)
    {
        if (value instanceof InternalArray array && type instanceof ArrayType arrayType) {
            StringBuilder text = new StringBuilder("[");
            ElementGetter elements = InternalArray.createElementGetter(arrayType.getElementType());
            for (int i = 0; i < array.size(); i++) {
                text.append(text(arrayType.getElementType(), elements.getElementOrNull(array, i))).append(',');
            }
            return text.append(']').toString();
        }
        if (value instanceof InternalMap map && type instanceof MapType mapType) {
            return text(DataTypes.ARRAY(mapType.getKeyType()), map.keyArray()) + text(DataTypes.ARRAY(mapType.getValueType()), map.valueArray());
        }
        if (value instanceof InternalRow row && type instanceof RowType rowType) {
            StringBuilder text = new StringBuilder("(");
            for (int i = 0; i < row.getFieldCount(); i++) {
                text.append(text(rowType.getTypeAt(i), InternalRow.createFieldGetter(rowType.getTypeAt(i), i).getFieldOrNull(row))).append(',');
            }
            return text.append(')').toString();
        }
        return (value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value)).replace(' ', '_');
    }

    /** Per level, the rows of its files less those under deletion vectors. */
    Map<Integer, Long> rowsByLevel()
            throws IOException
    {
        Map<String, Long> deleted = new LinkedHashMap<>();
        vectors().ifPresent(file -> file.vectors().forEach(range -> deleted.put(range.dataFile(), range.cardinality().orElseThrow())));
        Map<Integer, Long> rows = new TreeMap<>();
        files().forEach(file -> rows.merge(file.level(), file.rowCount() - deleted.getOrDefault(file.name(), 0L), Long::sum));
        return rows;
    }
}
