package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.column.Batch;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.TableWriter;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitMessageEncoding;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import org.apache.hadoop.conf.Configuration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What one attempt of one task writes for a job, through however many sinks of Hive. Not safe for use by several threads.
 *
 * <p>An attempt that succeeds leaves one file in the directory of the job, {@code <task>-<attempt>}, with the messages of its writer. Attempts of a task
 * are interchangeable, so that those who commit take one of them.
 */
final class TaskWrite
{
    private final WriteJob job;
    private final Table table;
    private final WritableStorage storage;
    private final StoragePath report;
    private final TableWriter writer;
    private final String user;

    private TaskWrite(WriteJob job, Table table, WritableStorage storage, StoragePath report, TableWriter writer, String user)
    {
        this.job = job;
        this.table = table;
        this.storage = storage;
        this.report = report;
        this.writer = writer;
        this.user = user;
    }

    static TaskWrite open(Configuration settings, WriteJob job, TaskName task)
            throws IOException
    {
        WritableStorage storage = job.storage(settings);
        StoragePath staging = job.staging(settings);
        Table table = job.open(settings);
        String user = job.user(settings);
        // Others write the same buckets; what they wrote is compacted when all is committed.
        WriterSettings writing = WriterSettings.of(user).withoutCompaction();
        if (WaitingRows.areNeeded(table.latestSchema())) {
            table = WaitingRows.openOrCreate(table, storage, staging);
        }
        else if (job.overwrite()) {
            writing = writing.overwriting();
        }
        TableWriter writer = TableWriter.open(table, storage, writing);
        return new TaskWrite(job, table, storage, staging.file(task.text()), writer, user);
    }

    TableSchema schema()
    {
        return writer.schema();
    }

    void write(Batch rows)
            throws IOException
    {
        writer.write(rows);
    }

    /** Ends the files, and leaves word of them. If it fails there are none. */
    void commit()
            throws IOException
    {
        try (writer) {
            List<CommitMessage> messages = writer.prepareCommit(true, CommitRequest.BATCH);
            try {
                storage.overwrite(report, CommitMessageEncoding.encode(messages));
            }
            catch (IOException e) {
                TableCommit.open(table, storage, user, Optional.of(OwnTableLock.INSTANCE), List.of()).discard(messages);
                throw e;
            }
        }
    }

    /** Deletes what was written, and what Hive made for it, as nobody may come after. */
    void abort()
            throws IOException
    {
        writer.close();
        ScratchDirectories.delete(storage, job);
    }
}
