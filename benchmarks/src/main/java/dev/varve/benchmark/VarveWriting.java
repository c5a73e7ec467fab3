package dev.varve.benchmark;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.column.ColumnsBatch;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TableWriter;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes with Varve's writer core. */
final class VarveWriting
        implements WriteSide
{
    private static final String USER = "benchmark";

    private final LocalStorage storage = new LocalStorage();
    private long peakBytes;

    @Override
    public void write(Path warehouse, String name, List<List<ColumnsBatch>> commits)
            throws IOException
    {
        Table table = table(warehouse, name);
        TableCommit commit = TableCommit.open(table, storage, USER);
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of(USER))) {
            long identifier = 0;
            for (List<ColumnsBatch> batches : commits) {
                for (ColumnsBatch batch : batches) {
                    writer.write(batch);
                }
                identifier++;
                commit.commit(identifier, writer.prepareCommit(true, identifier));
            }
            peakBytes = writer.peakMemoryBytes();
        }
    }

    /** What the last writer has held in memory at most, by its own account. */
    long peakBytes()
    {
        return peakBytes;
    }

    @Override
    public void compact(Path warehouse, String name)
            throws IOException
    {
        Table table = table(warehouse, name);
        List<CommitMessage> messages = CompactionJob.of(table, storage, DefaultFormats.all()).fully().run();
        TableCommit.open(table, storage, USER).commit(CommitRequest.of(Long.MAX_VALUE, messages));
    }

    private Table table(Path warehouse, String name)
    {
        return FileSystemCatalog.open(storage, StoragePath.of(warehouse.toString())).table(BenchmarkTables.DATABASE, name);
    }
}
