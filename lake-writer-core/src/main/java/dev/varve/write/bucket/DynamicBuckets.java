package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * Buckets of partitions that get more of them as they grow. Index files remember which bucket the hashes of keys are in; they are read when a
 * partition comes up first, and written again, whole, with each commit that adds hashes. So no two writers at a time may write a partition, unless
 * they share it: each then knows the keys of its own buckets only.
 */
public final class DynamicBuckets
        implements BucketAssigner
{
    private final DynamicBucketOptions options;
    private final WritableStorage storage;
    private final Function<BucketId, StoragePath> directories;
    private final Optional<IndexManifestReader> stored;
    private final SnapshotSource snapshots;
    private final KeyClasses classes;
    private final WriterShare share;
    private final Map<BinaryRow, HashIndex> partitions = new HashMap<>();
    private final String name = "index-" + UUID.randomUUID() + "-";
    /** The hash indexes of a snapshot, by partition. */
    private final Map<BinaryRow, List<IndexManifestEntry>> entries = new HashMap<>();
    private Optional<Long> entriesOf = Optional.empty();
    private int files;

    private DynamicBuckets(
            DynamicBucketOptions options,
            WritableStorage storage,
            Function<BucketId, StoragePath> directories,
            Optional<IndexManifestReader> stored,
            SnapshotSource snapshots,
            KeyClasses classes,
            WriterShare share)
    {
        this.options = requireNonNull(options, "options is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.directories = requireNonNull(directories, "directories is null");
        this.stored = requireNonNull(stored, "stored is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.classes = classes;
        this.share = requireNonNull(share, "share is null");
    }

    /** The newest snapshot. */
    @FunctionalInterface
    public interface SnapshotSource
    {
        Optional<Snapshot> latest()
                throws IOException;
    }

    /**
     * @param directories where the index files of a bucket lie
     * @param stored what reads the indexes that there are; empty to begin anew
     * @param share of the writer, among those of its job
     * @throws VarveException of kind INVALID_REQUEST if the keys cannot be divided among so many
     */
    public static DynamicBuckets of(
            TableSchema schema,
            DynamicBucketOptions options,
            WritableStorage storage,
            Function<BucketId, StoragePath> directories,
            Optional<IndexManifestReader> stored,
            SnapshotSource snapshots,
            WriterShare share)
    {
        DynamicBucketOptions divided = options.dividedBy(share.count());
        return new DynamicBuckets(
                divided,
                storage,
                directories,
                stored,
                snapshots,
                KeyClasses.of(schema, divided.assigners()),
                share);
    }

    /**
     * A new index file of a bucket.
     *
     * @param removed the one that it replaces
     */
    public record Change(IndexFile added, Optional<IndexFile> removed)
    {
        public Change
        {
            requireNonNull(added, "added is null");
            requireNonNull(removed, "removed is null");
        }
    }

    @Override
    public int[] assign(Column[] columns, int[] positions, int count, int[] rowPartitions, List<BinaryRow> known)
            throws IOException
    {
        int[] assigned = classes.hashes(columns, positions, count);
        for (int i = 0; i < count && !share.isAll(); i++) {
            int owner = classes.classOf(known.get(rowPartitions[i]), assigned[i]) % share.count();
            if (owner != share.index()) {
                throw VarveException.invalid("Writer " + share.index() + " of " + share.count() + " got a row of writer " + owner + ": spread rows as RowShares says");
            }
        }
        HashIndex[] indexes = new HashIndex[known.size()];
        for (int i = 0; i < count; i++) {
            int partition = rowPartitions[i];
            if (indexes[partition] == null) {
                indexes[partition] = index(known.get(partition));
            }
            assigned[i] = indexes[partition].assign(assigned[i], classes.classOf(known.get(partition), assigned[i]));
        }
        return assigned;
    }

    private HashIndex index(BinaryRow partition)
            throws IOException
    {
        HashIndex index = partitions.get(partition);
        if (index == null) {
            index = restored(partition);
            partitions.put(partition, index);
        }
        return index;
    }

    private HashIndex restored(BinaryRow partition)
            throws IOException
    {
        HashIndex index = new HashIndex(options);
        if (stored.isPresent()) {
            readManifest(stored.get());
            for (IndexManifestEntry entry : entries.getOrDefault(partition, List.of())) {
                int[] hashes = read(stored.get().path(entry));
                if (!share.isAll()) {
                    requireOneOwner(partition, entry.bucket(), hashes);
                }
                if (entry.bucket() % share.count() == share.index()) {
                    index.restore(entry.bucket(), entry.file(), hashes);
                }
            }
        }
        return index;
    }

    /** Other writers of the table may have divided its keys in another way. */
    private void requireOneOwner(BinaryRow partition, int bucket, int[] hashes)
    {
        for (int hash : hashes) {
            if (classes.classOf(partition, hash) % share.count() != bucket % share.count()) {
                throw VarveException.invalid("Bucket " + bucket + " has keys that " + share.count() + " writers would divide among them, as it was written by another number " +
                        "of writers: write the table with one writer, or overwrite it with " + share.count());
            }
        }
    }

    /** Reads what the newest snapshot has, unless that was read before. */
    private void readManifest(IndexManifestReader reader)
            throws IOException
    {
        Optional<Snapshot> latest = snapshots.latest();
        if (latest.map(Snapshot::id).equals(entriesOf)) {
            return;
        }
        entries.clear();
        for (IndexManifestEntry entry : latest.isPresent() ? reader.entries(latest.get()) : List.<IndexManifestEntry>of()) {
            if (entry.file().type().equals(IndexFile.HASH)) {
                entries.computeIfAbsent(entry.partition(), key -> new ArrayList<>()).add(entry);
            }
        }
        entriesOf = latest.map(Snapshot::id);
    }

    private int[] read(StoragePath path)
            throws IOException
    {
        InputFile file = storage.open(path);
        long length = file.length();
        if (length % Integer.BYTES != 0 || length > Integer.MAX_VALUE - 8) {
            throw VarveException.corrupt("Hash index " + path + " has " + length + " bytes, which are no hashes");
        }
        byte[] bytes = new byte[(int) length];
        try (PositionedInput input = file.newInput()) {
            input.readFully(0, bytes, 0, bytes.length);
        }
        int[] hashes = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(hashes);
        return hashes;
    }

    /** Writes the index of a bucket if it got new hashes since the last call. */
    public Optional<Change> prepareCommit(BucketId bucket)
            throws IOException
    {
        HashIndex index = partitions.get(bucket.partition());
        if (index == null || !index.hasChanged(bucket.bucket())) {
            return Optional.empty();
        }
        int[] hashes = index.hashes(bucket.bucket());
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(hashes.length, Integer.BYTES));
        bytes.asIntBuffer().put(hashes);
        IndexFile file = new IndexFile(IndexFile.HASH, name + files++, bytes.capacity(), hashes.length, List.of(), Optional.empty());
        try (OutputStream output = storage.create(directories.apply(bucket).file(file.name()))) {
            output.write(bytes.array());
        }
        return Optional.of(new Change(file, index.replace(bucket.bucket(), file)));
    }

    /** Forgets a partition, whose commits are all visible; it is read again if rows come for it. */
    public void forget(BinaryRow partition)
    {
        partitions.remove(partition);
    }
}
