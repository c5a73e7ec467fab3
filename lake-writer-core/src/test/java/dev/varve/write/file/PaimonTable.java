package dev.varve.write.file;

import dev.varve.Table;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import io.airlift.slice.Slice;
import org.apache.paimon.data.BinaryArray;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.FileSource;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.utils.SerializationUtils;

import java.util.ArrayList;
import java.util.List;

/** A table of Paimon's own, in a directory of the test. */
final class PaimonTable
{
    private final FileStoreTable table;

    private PaimonTable(FileStoreTable table)
    {
        this.table = table;
    }

    static PaimonTable create(java.nio.file.Path directory, Schema schema)
            throws Exception
    {
        Path path = new Path(directory.toUri());
        LocalFileIO fileIo = LocalFileIO.create();
        new SchemaManager(fileIo, path).createTable(schema);
        return new PaimonTable(FileStoreTableFactory.create(fileIo, path));
    }

    org.apache.paimon.types.RowType rowType()
    {
        return table.rowType();
    }

    StoragePath location()
    {
        return StoragePath.of(table.location().toUri().getPath());
    }

    TableSchema schema()
    {
        return open().latestSchema();
    }

    Table open()
    {
        return Table.open(new LocalStorage(), location(), "default", "t");
    }

    FileStoreTable paimon()
    {
        return table;
    }

    /** Has Paimon write the rows to bucket 0. */
    void write(List<? extends InternalRow> rows)
            throws Exception
    {
        write(rows, 0);
    }

    /** Has Paimon write the rows, all to one bucket. */
    void write(List<? extends InternalRow> rows, int bucket)
            throws Exception
    {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite(); BatchTableCommit commit = builder.newCommit()) {
            for (InternalRow row : rows) {
                write.write(row, bucket);
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** Has Paimon commit files that Varve wrote to bucket 0. */
    void commit(List<DataFile> files)
            throws Exception
    {
        DataIncrement increment = new DataIncrement(files.stream().map(PaimonTable::meta).toList(), List.of(), List.of());
        CommitMessage message = new CommitMessageImpl(BinaryRow.EMPTY_ROW, 0, Math.max(table.coreOptions().bucket(), -1), increment, CompactIncrement.emptyIncrement());
        try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
            commit.commit(List.of(message));
        }
    }

    /** The files of the latest snapshot. */
    List<DataFileMeta> files()
    {
        List<DataFileMeta> files = new ArrayList<>();
        for (Split split : table.newReadBuilder().newScan().plan().splits()) {
            files.addAll(((DataSplit) split).dataFiles());
        }
        return files;
    }

    /** The rows that Paimon reads; with a filter, those that its files and indexes do not rule out. */
    List<InternalRow> read(List<Predicate> filters)
            throws Exception
    {
        ReadBuilder builder = table.newReadBuilder().withFilter(filters);
        List<InternalRow> rows = new ArrayList<>();
        InternalRowSerializer serializer = new InternalRowSerializer(table.rowType());
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.add(serializer.copy(row)));
        }
        return rows;
    }

    static DataFileMeta meta(DataFile file)
    {
        return DataFileMeta.create(
                file.name(),
                file.size(),
                file.rowCount(),
                row(file.minKey()),
                row(file.maxKey()),
                statistics(file.keyStatistics()),
                statistics(file.valueStatistics()),
                file.minSequenceNumber(),
                file.maxSequenceNumber(),
                file.schemaId(),
                file.level(),
                file.extraFiles(),
                Timestamp.fromEpochMillis(file.creationMillis().getAsLong()),
                file.deleteRowCount().getAsLong(),
                file.embeddedIndex().map(Slice::getBytes).orElse(null),
                file.source().get() == dev.varve.manifest.FileSource.APPEND ? FileSource.APPEND : FileSource.COMPACT,
                file.valueStatisticsColumns().orElse(null),
                file.externalPath().orElse(null),
                null,
                file.writeColumns().orElse(null));
    }

    private static SimpleStats statistics(SimpleStatistics statistics)
    {
        Long[] nullCounts = new Long[statistics.min().arity()];
        for (int i = 0; i < nullCounts.length; i++) {
            nullCounts[i] = statistics.nullCount(i).isPresent() ? statistics.nullCount(i).getAsLong() : null;
        }
        return new SimpleStats(row(statistics.min()), row(statistics.max()), BinaryArray.fromLongArray(nullCounts));
    }

    private static BinaryRow row(dev.varve.row.BinaryRow row)
    {
        return SerializationUtils.deserializeBinaryRow(row.toBytes());
    }
}
