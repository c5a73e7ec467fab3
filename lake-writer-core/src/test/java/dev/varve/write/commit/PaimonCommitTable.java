package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.PaimonFiles;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.index.IndexFileMeta;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.system.RowTrackingTable;
import org.apache.paimon.table.system.SystemTableLoader;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A table of Paimon with the columns {@code k BIGINT, p STRING, v STRING}. Paimon writes its data files; who commits them, the test decides.
 */
final class PaimonCommitTable
{
    private final FileStoreTable table;

    private PaimonCommitTable(FileStoreTable table)
    {
        this.table = table;
    }

    /** A table with the primary key {@code k}, and {@code p} if it is partitioned by it. */
    static PaimonCommitTable keyed(java.nio.file.Path directory, boolean partitioned, Map<String, String> options)
            throws Exception
    {
        return create(directory, schema(partitioned, options).primaryKey(partitioned ? List.of("k", "p") : List.of("k")).build());
    }

    static PaimonCommitTable append(java.nio.file.Path directory, boolean partitioned, Map<String, String> options)
            throws Exception
    {
        return create(directory, schema(partitioned, options).build());
    }

    private static Schema.Builder schema(boolean partitioned, Map<String, String> options)
    {
        Schema.Builder builder = Schema.newBuilder()
                .column("k", DataTypes.BIGINT())
                .column("p", DataTypes.STRING())
                .column("v", DataTypes.STRING())
                .options(options);
        return partitioned ? builder.partitionKeys("p") : builder;
    }

    private static PaimonCommitTable create(java.nio.file.Path directory, Schema schema)
            throws Exception
    {
        Path path = new Path(directory.toUri());
        LocalFileIO fileIo = LocalFileIO.create();
        new SchemaManager(fileIo, path).createTable(schema);
        return new PaimonCommitTable(FileStoreTableFactory.create(fileIo, path));
    }

    FileStoreTable paimon()
    {
        return table;
    }

    Table open()
    {
        return open(new LocalStorage());
    }

    Table open(WritableStorage storage)
    {
        return Table.open(storage, location(), "db", "t");
    }

    StoragePath location()
    {
        return StoragePath.of(table.location().toUri().getPath());
    }

    static GenericRow row(long k, String p, String v)
    {
        return row(RowKind.INSERT, k, p, v);
    }

    static GenericRow row(RowKind kind, long k, String p, String v)
    {
        return GenericRow.ofKind(kind, k, BinaryString.fromString(p), BinaryString.fromString(v));
    }

    /** Has Paimon write rows to files that are yet to be committed. */
    List<CommitMessage> write(List<GenericRow> rows)
            throws Exception
    {
        return messages(prepare(rows, false));
    }

    /** Has Paimon write rows and compact all buckets in which some are. */
    List<CommitMessage> writeAndCompact(List<GenericRow> rows)
            throws Exception
    {
        return messages(prepare(rows, true));
    }

    /** Has Paimon write and commit rows. */
    void commit(List<GenericRow> rows, boolean compact)
            throws Exception
    {
        try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
            commit.commit(prepare(rows, compact));
        }
    }

    private List<org.apache.paimon.table.sink.CommitMessage> prepare(List<GenericRow> rows, boolean compact)
            throws Exception
    {
        // Engines find the bucket of a row where it is not fixed; here it is always the same.
        boolean dynamic = table.bucketMode() == BucketMode.HASH_DYNAMIC;
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite(); IOManager disk = IOManager.create(System.getProperty("java.io.tmpdir"))) {
            write.withIOManager(disk);
            for (GenericRow row : rows) {
                if (dynamic) {
                    write.write(row, 0);
                }
                else {
                    write.write(row);
                }
            }
            for (GenericRow row : compact ? rows : List.<GenericRow>of()) {
                write.compact(write.getPartition(row), dynamic ? 0 : write.getBucket(row), true);
            }
            return write.prepareCommit();
        }
    }

    /** Paimon does not say which index files its new ones replace; Varve wants to know. */
    List<CommitMessage> messages(List<org.apache.paimon.table.sink.CommitMessage> messages)
            throws IOException
    {
        List<CommitMessage> result = new ArrayList<>();
        for (org.apache.paimon.table.sink.CommitMessage paimon : messages) {
            CommitMessage message = message((CommitMessageImpl) paimon);
            result.add(new CommitMessage(
                    message.partition(),
                    message.bucket(),
                    message.totalBuckets(),
                    replacing(message, message.append()),
                    replacing(message, message.compact())));
        }
        return result;
    }

    private Increment replacing(CommitMessage message, Increment increment)
            throws IOException
    {
        Optional<Snapshot> latest = open().snapshots().latest();
        if (latest.isEmpty() || increment.newIndexFiles().isEmpty() || table.bucketMode() == BucketMode.BUCKET_UNAWARE) {
            return increment;
        }
        List<IndexFile> replaced = new ArrayList<>();
        for (IndexManifestEntry entry : indexFiles(latest.get())) {
            if (entry.partition().equals(message.partition())
                    && entry.bucket() == message.bucket()
                    && increment.newIndexFiles().stream().anyMatch(file -> file.type().equals(entry.file().type()))) {
                replaced.add(entry.file());
            }
        }
        return new Increment(increment.newFiles(), increment.deletedFiles(), increment.changelogFiles(), increment.newIndexFiles(), replaced);
    }

    List<IndexManifestEntry> indexFiles(Snapshot snapshot)
            throws IOException
    {
        TableVersion version = open().latest();
        return IndexManifestReader.of(version.table().storage(), location(), version.options().layout(), version.bucketPaths()).entries(snapshot);
    }

    private static CommitMessage message(CommitMessageImpl message)
    {
        DataIncrement append = message.newFilesIncrement();
        CompactIncrement compact = message.compactIncrement();
        return new CommitMessage(
                PaimonFiles.varve(message.partition()),
                message.bucket(),
                message.totalBuckets(),
                increment(append.newFiles(), append.deletedFiles(), append.changelogFiles(), append.newIndexFiles(), append.deletedIndexFiles()),
                increment(compact.compactAfter(), compact.compactBefore(), compact.changelogFiles(), compact.newIndexFiles(), compact.deletedIndexFiles()));
    }

    private static Increment increment(
            List<DataFileMeta> newFiles,
            List<DataFileMeta> deletedFiles,
            List<DataFileMeta> changelogFiles,
            List<IndexFileMeta> newIndexFiles,
            List<IndexFileMeta> deletedIndexFiles)
    {
        return new Increment(
                newFiles.stream().map(PaimonFiles::varve).toList(),
                deletedFiles.stream().map(PaimonFiles::varve).toList(),
                changelogFiles.stream().map(PaimonFiles::varve).toList(),
                newIndexFiles.stream().map(PaimonFiles::varve).toList(),
                deletedIndexFiles.stream().map(PaimonFiles::varve).toList());
    }

    /** The rows that Paimon reads: {@code p/v} by key, several of one key joined by a comma. */
    Map<Long, String> read()
            throws Exception
    {
        ReadBuilder builder = table.newReadBuilder();
        Map<Long, String> rows = new TreeMap<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.merge(row.getLong(0), row.getString(1) + "/" + row.getString(2), (left, right) -> left + "," + right));
        }
        return rows;
    }

    /** By key, the id of the row and its sequence number, as Paimon reads them. */
    Map<Long, String> rowIds()
            throws Exception
    {
        ReadBuilder builder = new RowTrackingTable(table).newReadBuilder();
        Map<Long, String> rows = new TreeMap<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.put(row.getLong(0), row.getLong(3) + " " + row.getLong(4)));
        }
        return rows;
    }

    /** How many rows one of Paimon's system tables has. */
    long rows(String systemTable)
            throws Exception
    {
        ReadBuilder builder = SystemTableLoader.load(systemTable, table).newReadBuilder();
        AtomicLong rows = new AtomicLong();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.incrementAndGet());
        }
        return rows.get();
    }

    PaimonCommitTable branch(String name)
    {
        return new PaimonCommitTable(table.switchToBranch(name));
    }
}
