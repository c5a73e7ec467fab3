package dev.varve.write.file;

import dev.varve.Table;
import dev.varve.manifest.DataFile;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.PaimonFiles;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
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

import java.util.ArrayList;
import java.util.List;

/** A table of Paimon's own, in a directory of the test. */
final class PaimonFileTable
{
    private final FileStoreTable table;

    private PaimonFileTable(FileStoreTable table)
    {
        this.table = table;
    }

    static PaimonFileTable create(java.nio.file.Path directory, Schema schema)
            throws Exception
    {
        Path path = new Path(directory.toUri());
        LocalFileIO fileIo = LocalFileIO.create();
        new SchemaManager(fileIo, path).createTable(schema);
        return new PaimonFileTable(FileStoreTableFactory.create(fileIo, path));
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
        DataIncrement increment = new DataIncrement(files.stream().map(PaimonFiles::paimon).toList(), List.of(), List.of());
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
}
