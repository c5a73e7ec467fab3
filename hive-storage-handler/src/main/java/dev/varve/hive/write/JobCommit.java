package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hive.lock.SessionLock;
import dev.varve.hive.table.HiveTable;
import dev.varve.row.BinaryRow;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.TableWriter;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitMessageEncoding;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.maintain.AutomaticMaintenance;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Commits what the tasks of a job left, once: of several attempts of a task one counts, and the files of the others are deleted. If nothing can be committed,
 * so are all. Then compacts what is due, where tasks could not as they shared buckets.
 */
public final class JobCommit
{
    private static final Logger LOG = LoggerFactory.getLogger(JobCommit.class);

    /** Jobs do not write for longer without a task that ends. */
    private static final Duration ABANDONED = Duration.ofDays(1);
    /** Beside the reports of tasks, from when on what they wrote may be visible. */
    private static final String COMMITTING = "committing";

    private final WriteJob job;
    private final WritableStorage storage;
    private final Table table;
    private final StoragePath staging;
    private final String user;
    private final TableCommit commit;

    private JobCommit(Configuration settings, WriteJob job, List<CommitListener> listeners)
    {
        this.job = job;
        storage = job.storage(settings);
        table = job.open(settings);
        staging = job.staging(settings);
        user = job.user(settings);
        Optional<CommitLock> lock = SessionLock.of(settings, storage, table.location());
        List<CommitListener> all = new ArrayList<>(listeners);
        all.add(AutomaticMaintenance.of(storage, lock, Runnable::run));
        commit = TableCommit.open(table, storage, user, lock, all);
    }

    /**
     * @param listeners told of the commit
     * @throws VarveException if it fails; the message says so if it is not known whether it did
     */
    public static void run(Configuration settings, WriteJob job, List<CommitListener> listeners)
    {
        JobCommit commit = new JobCommit(settings, job, listeners);
        try {
            commit.run();
        }
        catch (IOException e) {
            throw VarveException.storage("What was written to table '" + job.table() + "' cannot be committed: " + e.getMessage() + ". Nothing was committed", e);
        }
    }

    private void run()
            throws IOException
    {
        List<CommitMessage> reported = reports();
        if (!reported.isEmpty()) {
            storage.overwrite(staging.file(COMMITTING), new byte[0]);
        }
        TableSchema schema = table.latestSchema();
        if (WaitingRows.areNeeded(schema)) {
            publish(routed(reported));
        }
        else {
            publish(reported);
            compact(schema, reported);
        }
        clean();
    }

    /** What cannot be removed lies beside the table's files and does no harm: it does not make a failure of a commit. */
    private void clean()
    {
        try {
            storage.deleteDirectory(staging);
            for (StorageEntry abandoned : storage.directories(WriteJob.stagingRoot(job.table()))) {
                deleteIfAbandoned(abandoned.path());
            }
            storage.deleteIfEmpty(WriteJob.stagingRoot(job.table()));
            ScratchDirectories.delete(storage, job);
        }
        catch (IOException e) {
            LOG.warn("What jobs left in table {} was not deleted: a later job does it", table, e);
        }
    }

    /**
     * Deletes what a job left long ago, and what it wrote if it never began to commit it, such as one of EXPLAIN ANALYZE. What another one wrote may be rows of the
     * table; if it is not, it is orphan files.
     */
    private void deleteIfAbandoned(StoragePath jobDirectory)
            throws IOException
    {
        List<StorageEntry> reports = storage.list(jobDirectory);
        long recent = System.currentTimeMillis() - ABANDONED.toMillis();
        if (reports.isEmpty() || reports.stream().anyMatch(report -> report.modifiedMillis() >= recent)) {
            return;
        }
        boolean kept = reports.stream().anyMatch(report -> report.directory() || report.path().name().equals(COMMITTING));
        for (StorageEntry report : reports) {
            if (!kept && TaskName.parse(report.path().name()).isPresent()) {
                discardAbandoned(report);
            }
        }
        storage.deleteDirectory(jobDirectory);
    }

    private void discardAbandoned(StorageEntry report)
    {
        try {
            commit.discard(read(report));
        }
        catch (IOException | VarveException e) {
            LOG.warn("What {} tells of cannot be deleted: it is orphan files", report.path(), e);
        }
    }

    /** The messages of one attempt of each task. */
    private List<CommitMessage> reports()
            throws IOException
    {
        Map<String, StorageEntry> chosen = new HashMap<>();
        List<StorageEntry> others = new ArrayList<>();
        for (StorageEntry entry : storage.list(staging)) {
            Optional<TaskName> task = TaskName.parse(entry.path().name());
            if (!entry.directory() && task.isPresent()) {
                StorageEntry other = chosen.putIfAbsent(task.get().task(), entry);
                if (other != null) {
                    others.add(entry);
                }
            }
        }
        List<CommitMessage> messages = new ArrayList<>();
        for (StorageEntry entry : chosen.values()) {
            messages.addAll(read(entry));
        }
        for (StorageEntry entry : others) {
            commit.discard(read(entry));
        }
        return messages;
    }

    private List<CommitMessage> read(StorageEntry report)
            throws IOException
    {
        return CommitMessageEncoding.decode(storage.readAll(report.path()));
    }

    private List<CommitMessage> routed(List<CommitMessage> reported)
            throws IOException
    {
        if (reported.isEmpty()) {
            return List.of();
        }
        WriterSettings settings = job.overwrite() ? WriterSettings.of(user).overwriting() : WriterSettings.of(user);
        try (TableWriter writer = TableWriter.open(table, storage, settings)) {
            WaitingRows.write(table, storage, staging, user, reported, writer);
            return writer.prepareCommit(true, CommitRequest.BATCH);
        }
    }

    private void publish(List<CommitMessage> messages)
            throws IOException
    {
        CommitRequest request = CommitRequest.batch(messages).withOperation(job.overwrite() ? "INSERT OVERWRITE" : "INSERT");
        try {
            CommitResult result = job.overwrite() ? overwrite(request) : commit.commitIfAbsent(request);
            result.listenerFailures().forEach(failure -> LOG.warn("Rows of table {} are committed, but not all that follows a commit is done", table, failure));
            result.compactionFailure().ifPresent(failure -> LOG.warn("Rows of table {} are committed, but not what was compacted along with them", table, failure));
        }
        catch (VarveException e) {
            // Of others it may not be known whether they are visible.
            if (e.kind() == Kind.COMMIT_CONFLICT || e.kind() == Kind.INVALID_REQUEST) {
                commit.discard(messages);
                clean();
            }
            throw e;
        }
    }

    private CommitResult overwrite(CommitRequest request)
    {
        if (job.table().partitionColumns().isEmpty()) {
            return commit.overwrite(request);
        }
        if (!job.whole()) {
            if (request.messages().isEmpty()) {
                throw VarveException.unsupported("INSERT OVERWRITE of partitions of table '" + job.table() + "' has no rows, and Hive does not tell which partitions a statement" +
                        " that writes several tables means: write each table in a statement of its own. Nothing was changed in this one");
            }
            return commit.overwritePartitions(request);
        }
        Optional<PartitionSpec> stated = PartitionValues.whole(table.latestSchema(), job.table(), job.partition());
        return stated.isPresent() ? commit.overwrite(request, stated.get()) : commit.overwritePartitions(request);
    }

    private interface Compaction
    {
        List<CommitMessage> run()
                throws IOException;
    }

    /** Rows are safe if it fails; then a later job compacts. */
    private void compact(TableSchema schema, List<CommitMessage> written)
    {
        boolean wanted = schema.hasPrimaryKey() && !new OptionMap(schema.options()).flag("write-only", false);
        if (!wanted || written.isEmpty()) {
            return;
        }
        Set<BinaryRow> partitions = written.stream().map(CommitMessage::partition).collect(Collectors.toSet());
        CompactionJob compaction = CompactionJob.of(table, storage, HiveTable.FORMATS).ofPartitions(partitions::contains);
        Compaction due = TableOptions.of(schema).changelogProducer() == ChangelogProducer.FULL_COMPACTION ? compaction.fully()::run : compaction::run;
        try {
            List<CommitMessage> compacted = due.run();
            try {
                commit.commit(CommitRequest.batch(compacted));
            }
            catch (VarveException e) {
                if (e.kind() == Kind.COMMIT_CONFLICT) {
                    commit.discard(compacted);
                }
                throw e;
            }
        }
        catch (IOException | VarveException e) {
            LOG.warn("Rows of table {} are committed, but were not compacted", table, e);
        }
    }
}
