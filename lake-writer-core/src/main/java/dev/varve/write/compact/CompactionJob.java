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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private CompactionJob(Table table, WritableStorage storage, DataFileFormats formats, Predicate<BinaryRow> partitions, boolean full)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.partitions = requireNonNull(partitions, "partitions is null");
        this.full = full;
    }

    /**
     * A job for the whole table, that compacts what the options of the table say is due.
     *
     * @param storage that of the table
     * @param formats to read files with
     */
    public static CompactionJob of(Table table, WritableStorage storage, DataFileFormats formats)
    {
        return new CompactionJob(table, storage, formats, partition -> true, false);
    }

    /** The same for some partitions only. */
    public CompactionJob ofPartitions(Predicate<BinaryRow> partitions)
    {
        return new CompactionJob(table, storage, formats, partitions, full);
    }

    /** The same, but everything is compacted that can be. */
    public CompactionJob fully()
    {
        return new CompactionJob(table, storage, formats, partitions, true);
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
        List<CommitMessage> messages = new ArrayList<>();
        boolean done = false;
        try {
            for (Map.Entry<BucketId, LiveBucket> live : LiveBuckets.of(table.manifests(), schema, snapshot).readAll(partitions, true).entrySet()) {
                BucketId id = live.getKey();
                if (id.bucket() == Bucketing.POSTPONE) {
                    continue;
                }
                CompactedBucket bucket = bucket(writers, schema, id);
                Increment compacted = compact(bucket, live.getValue().files(), vectorFiles.getOrDefault(id, List.of()));
                if (!compacted.isEmpty()) {
                    messages.add(new CommitMessage(id.partition(), id.bucket(), live.getValue().totalBuckets(), Increment.EMPTY, compacted));
                }
            }
            done = true;
            return messages;
        }
        finally {
            if (!done) {
                for (CommitMessage message : messages) {
                    discard(bucket(writers, schema, new BucketId(message.partition(), message.bucket())), message.compact());
                }
            }
        }
    }

    private CompactedBucket bucket(TableFileWriters writers, TableSchema schema, BucketId id)
    {
        return CompactedBucket.of(table, schema, storage, formats, writers.bucket(id.partition(), id.bucket()), id.partition(), id.bucket());
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
