package dev.varve.write.compact;

import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.TableFileWriters;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * Compacts a table in a job of its own, whether or not its writers do: the newest snapshot, bucket by bucket. What comes out is for
 * {@link dev.varve.write.commit.TableCommit}. Rows in the postpone bucket stay there.
 *
 * <p>Other writers may go on meanwhile; a commit of theirs that replaces the same files makes the commit of this job fail.
 */
public final class CompactionJob
{
    private final Table table;
    private final WritableStorage storage;
    private final DataFileFormats formats;
    private final Predicate<BinaryRow> partitions;
    private final boolean full;
    private final int threads;

    private CompactionJob(Table table, WritableStorage storage, DataFileFormats formats, Predicate<BinaryRow> partitions, boolean full, int threads)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.partitions = requireNonNull(partitions, "partitions is null");
        this.full = full;
        this.threads = threads;
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads");
        }
    }

    /**
     * A job for the whole table, that compacts what the options of the table say is due.
     *
     * @param storage that of the table
     * @param formats to read files with
     */
    public static CompactionJob of(Table table, WritableStorage storage, DataFileFormats formats)
    {
        return new CompactionJob(table, storage, formats, partition -> true, false, 1);
    }

    /** The same for some partitions only. */
    public CompactionJob ofPartitions(Predicate<BinaryRow> partitions)
    {
        return new CompactionJob(table, storage, formats, partitions, full, threads);
    }

    /** The same, but everything is compacted that can be. */
    public CompactionJob fully()
    {
        return new CompactionJob(table, storage, formats, partitions, true, threads);
    }

    /** The same, with so many buckets compacted at a time; one if nothing is said. */
    public CompactionJob withThreads(int threads)
    {
        return new CompactionJob(table, storage, formats, partitions, full, threads);
    }

    /**
     * Compacts.
     *
     * @return one message for each bucket of which something changed; the files are the caller's. If it fails, nothing is left behind.
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table is one that cannot be compacted
     */
    public List<CommitMessage> run()
            throws IOException
    {
        Optional<Snapshot> snapshot = table.snapshots().latest();
        TableSchema schema = table.latestSchema();
        TableOptions options = TableOptions.of(schema);
        if (snapshot.isEmpty()) {
            return List.of();
        }
        TableFileWriters writers = TableFileWriters.of(storage, table.location(), schema);
        Map<BucketId, List<IndexFile>> vectorFiles = vectorFiles(snapshot.get(), schema, options);
        List<BucketTask> tasks = new ArrayList<>();
        LiveBuckets.of(table.manifests(), schema, snapshot).readAll(partitions, true).forEach((id, live) -> {
            if (id.bucket() != Bucketing.POSTPONE) {
                tasks.add(new BucketTask(id, live, bucket(writers, schema, id), vectorFiles.getOrDefault(id, List.of())));
            }
        });
        Queue<CommitMessage> messages = new ConcurrentLinkedQueue<>();
        boolean done = false;
        try {
            run(tasks, messages);
            done = true;
            return List.copyOf(messages);
        }
        finally {
            if (!done) {
                for (CommitMessage message : messages) {
                    discard(bucket(writers, schema, new BucketId(message.partition(), message.bucket())), message.compact());
                }
            }
        }
    }

    private record BucketTask(BucketId id, LiveBucket live, CompactedBucket bucket, List<IndexFile> vectorFiles) {}

    /** Returns or fails when no task runs any more; after a failure, those that have not begun are left out. */
    private void run(List<BucketTask> tasks, Queue<CommitMessage> messages)
            throws IOException
    {
        AtomicBoolean failed = new AtomicBoolean();
        List<FutureTask<Void>> futures = tasks.stream().map(task -> new FutureTask<Void>(() -> {
            if (failed.get()) {
                return null;
            }
            boolean done = false;
            try {
                compact(task).ifPresent(messages::add);
                done = true;
            }
            finally {
                if (!done) {
                    failed.set(true);
                }
            }
            return null;
        })).toList();
        if (threads == 1) {
            futures.forEach(FutureTask::run);
        }
        else {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            futures.forEach(pool::execute);
            pool.shutdown();
            await(pool, failed);
        }
        for (FutureTask<Void> future : futures) {
            Outcome.of(future);
        }
    }

    private static void await(ExecutorService pool, AtomicBoolean failed)
            throws InterruptedIOException
    {
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.DAYS);
            }
            catch (InterruptedException e) {
                interrupted = true;
                failed.set(true);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while a table was compacted");
        }
    }

    private CompactedBucket bucket(TableFileWriters writers, TableSchema schema, BucketId id)
    {
        return CompactedBucket.of(table, schema, storage, formats, writers.bucket(id.partition(), id.bucket()), id.partition(), id.bucket());
    }

    private Optional<CommitMessage> compact(BucketTask task)
            throws IOException
    {
        Increment compacted = compact(task.bucket(), task.live().files(), task.vectorFiles());
        return compacted.isEmpty()
                ? Optional.empty()
                : Optional.of(new CommitMessage(task.id().partition(), task.id().bucket(), task.live().totalBuckets(), Increment.EMPTY, compacted));
    }

    private Increment compact(CompactedBucket bucket, List<DataFile> files, List<IndexFile> vectorFiles)
            throws IOException
    {
        if (!bucket.schema().hasPrimaryKey()) {
            return AppendCompaction.open(bucket, files, vectorFiles).compact(full);
        }
        if (vectorFiles.size() > 1) {
            throw VarveException.corrupt("A bucket of table %s has %s index files with deletion vectors, and should have one".formatted(table, vectorFiles.size()));
        }
        try (BucketCompaction compaction = BucketCompaction.open(bucket, files, vectorFiles.stream().findFirst(), Runnable::run)) {
            if (full) {
                compaction.compactFully();
            }
            return compaction.prepareCommit(true);
        }
    }

    private Map<BucketId, List<IndexFile>> vectorFiles(Snapshot snapshot, TableSchema schema, TableOptions options)
            throws IOException
    {
        BucketPaths paths = BucketPaths.of(table.location(), schema, options.layout());
        Map<BucketId, List<IndexFile>> files = new HashMap<>();
        for (IndexManifestEntry entry : IndexManifestReader.of(storage, table.location(), options.layout(), paths).entries(snapshot)) {
            if (entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                files.computeIfAbsent(new BucketId(entry.partition(), entry.bucket()), id -> new ArrayList<>()).add(entry.file());
            }
        }
        return files;
    }

    private static void discard(CompactedBucket bucket, Increment increment)
            throws IOException
    {
        Set<String> before = new HashSet<>();
        increment.deletedFiles().forEach(file -> before.add(file.name()));
        List<DataFile> created = new ArrayList<>(increment.newFiles().stream().filter(file -> !before.contains(file.name())).toList());
        created.addAll(increment.changelogFiles());
        bucket.delete(created);
        for (IndexFile file : increment.newIndexFiles()) {
            bucket.storage().delete(bucket.path(file));
        }
    }
}
