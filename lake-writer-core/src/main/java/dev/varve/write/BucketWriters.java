package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.DynamicBuckets;
import dev.varve.write.bucket.RoutedRows;
import dev.varve.write.buffer.BucketChanges;
import dev.varve.write.buffer.BucketWriter;
import dev.varve.write.buffer.BucketWriter.Compaction;
import dev.varve.write.buffer.Closing;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The writers of the buckets that rows came for, and the memory that they share. */
final class BucketWriters
        implements Closeable
{
    /** To find the last commit of the user. */
    private static final int SNAPSHOTS_LOOKED_AT = 64;

    private final Table table;
    private final WriterSettings settings;
    private final BucketOpening opening;
    private final Routing routing;
    private final FullCompaction fullCompaction;
    private final Map<BucketId, OpenBucket> open = new LinkedHashMap<>();
    private final List<CommitMessage> abandoned = new ArrayList<>();
    /** Whether buckets are open that wait for a full compaction since an earlier writer of the user. */
    private boolean awaitedAreOpen;

    BucketWriters(Table table, WriterSettings settings, BucketOpening opening, Routing routing, FullCompaction fullCompaction)
    {
        this.table = table;
        this.settings = settings;
        this.opening = opening;
        this.routing = routing;
        this.fullCompaction = fullCompaction;
    }

    /** A bucket that rows came for. */
    private static final class OpenBucket
    {
        private final BucketWriter writer;
        private final boolean streaming;
        private long memoryBytes;
        private OptionalLong lastCommit = OptionalLong.empty();
        /** Whether rows came since everything was compacted. */
        private boolean hasNewRows;

        private OpenBucket(BucketWriter writer, boolean streaming)
        {
            this.writer = writer;
            this.streaming = streaming;
        }
    }

    /**
     * Finds the buckets of rows, and opens a writer for each that has none. Nothing is written.
     *
     * @throws VarveException of kind INVALID_REQUEST if a bucket cannot be written
     */
    List<RoutedRows> route(Column[] columns, byte[] kinds, int[] positions, int count)
            throws IOException
    {
        List<RoutedRows> routed = routing.router().route(columns, kinds, positions, count);
        List<BucketId> missing = routed.stream().map(RoutedRows::bucket).filter(bucket -> !open.containsKey(bucket)).toList();
        open(missing);
        return routed;
    }

    private void open(List<BucketId> buckets)
            throws IOException
    {
        if (buckets.isEmpty()) {
            return;
        }
        List<BucketOpening.Opened> opened = opening.open(buckets, open.values().stream().filter(bucket -> bucket.streaming).count());
        for (int i = 0; i < buckets.size(); i++) {
            open.put(buckets.get(i), new OpenBucket(opened.get(i).writer(), opened.get(i).streaming()));
        }
    }

    /** A batch job has no earlier writers. */
    private void openAwaited(long identifier)
            throws IOException
    {
        if (awaitedAreOpen || identifier == Long.MAX_VALUE || settings.overwrite() || !opening.compacts()) {
            return;
        }
        open(new AwaitedBuckets(table, settings.commitUser(), fullCompaction).find().stream().filter(bucket -> !open.containsKey(bucket)).toList());
        awaitedAreOpen = true;
    }

    long peakMemoryBytes()
    {
        return opening.memory().peak();
    }

    int size()
    {
        return open.size();
    }

    void write(RoutedRows rows)
            throws IOException
    {
        OpenBucket bucket = open.get(rows.bucket());
        bucket.writer.write(rows.columns(), rows.kinds(), rows.positions());
        bucket.hasNewRows = true;
        accountFor(bucket);
        while (opening.memory().bytes() > opening.buffers().rowBytes()) {
            OpenBucket largest = largest();
            long before = largest.memoryBytes;
            largest.writer.freeMemory();
            accountFor(largest);
            if (largest.memoryBytes >= before) {
                return;
            }
        }
    }

    private OpenBucket largest()
    {
        OpenBucket largest = null;
        for (OpenBucket bucket : open.values()) {
            if (largest == null || bucket.memoryBytes > largest.memoryBytes) {
                largest = bucket;
            }
        }
        return largest;
    }

    private void accountFor(OpenBucket bucket)
    {
        long before = bucket.memoryBytes;
        bucket.memoryBytes = bucket.writer.memoryBytes();
        opening.memory().add(bucket.memoryBytes - before);
    }

    List<CommitMessage> prepareCommit(boolean waitForCompaction, long identifier)
            throws IOException
    {
        List<CommitMessage> messages = new ArrayList<>();
        List<BucketId> idle = new ArrayList<>();
        Compaction compaction = fullCompaction.isDue(identifier) ? Compaction.FULL : waitForCompaction ? Compaction.WAIT : Compaction.BEGIN;
        if (compaction == Compaction.FULL) {
            openAwaited(identifier);
        }
        try {
            for (Map.Entry<BucketId, OpenBucket> entry : open.entrySet()) {
                BucketId id = entry.getKey();
                OpenBucket bucket = entry.getValue();
                BucketChanges changes = bucket.writer.prepareCommit(compaction);
                accountFor(bucket);
                bucket.hasNewRows &= compaction != Compaction.FULL;
                if (changes.isEmpty()) {
                    boolean awaitsFullCompaction = bucket.hasNewRows && fullCompaction.interval().isPresent();
                    if (!bucket.writer.isBusy() && !awaitsFullCompaction) {
                        idle.add(id);
                    }
                }
                else {
                    bucket.lastCommit = OptionalLong.of(identifier);
                    messages.add(new CommitMessage(id.partition(), id.bucket(), routing.totalBuckets(id.partition()), changes.append(), changes.compact()));
                    addIndex(id, messages);
                }
            }
            release(idle);
            return messages;
        }
        catch (IOException | RuntimeException e) {
            abandoned.addAll(messages);
            throw e;
        }
    }

    /** Adds the hash index to the last message, if the bucket got new keys. */
    private void addIndex(BucketId id, List<CommitMessage> messages)
            throws IOException
    {
        Optional<DynamicBuckets.Change> change = routing.dynamic().isPresent() ? routing.dynamic().get().prepareCommit(id) : Optional.empty();
        if (change.isPresent()) {
            CommitMessage message = messages.remove(messages.size() - 1);
            Increment append = message.append();
            List<IndexFile> added = new ArrayList<>(append.newIndexFiles());
            added.add(change.get().added());
            List<IndexFile> removed = new ArrayList<>(append.deletedIndexFiles());
            change.get().removed().ifPresent(removed::add);
            Increment indexed = new Increment(append.newFiles(), append.deletedFiles(), append.changelogFiles(), added, removed);
            messages.add(new CommitMessage(id.partition(), id.bucket(), message.totalBuckets(), indexed, message.compact()));
        }
    }

    /** Closes writers of buckets that no rows came for, if another writer would find what they wrote. */
    private void release(List<BucketId> idle)
            throws IOException
    {
        if (idle.isEmpty()) {
            return;
        }
        OptionalLong visible = lastVisibleCommit();
        for (BucketId id : idle) {
            OptionalLong written = open.get(id).lastCommit;
            if (written.isEmpty() || visible.isPresent() && written.getAsLong() <= visible.getAsLong()) {
                open.remove(id).writer.close();
                if (routing.dynamic().isPresent() && open.keySet().stream().noneMatch(other -> other.partition().equals(id.partition()))) {
                    routing.dynamic().get().forget(id.partition());
                }
            }
        }
    }

    /** The identifier of the newest commit of this user, if it is among the newest snapshots. */
    private OptionalLong lastVisibleCommit()
            throws IOException
    {
        Optional<Snapshot> snapshot = table.snapshots().latest();
        for (int i = 0; i < SNAPSHOTS_LOOKED_AT && snapshot.isPresent(); i++) {
            if (snapshot.get().commit().user().equals(settings.commitUser())) {
                return OptionalLong.of(snapshot.get().commit().identifier());
            }
            snapshot = snapshot.get().id() > 1 ? table.snapshots().find(snapshot.get().id() - 1) : Optional.empty();
        }
        return OptionalLong.empty();
    }

    @Override
    public void close()
            throws IOException
    {
        try (Closing closing = new Closing()) {
            closing.add(opening);
            open.values().forEach(bucket -> closing.add(bucket.writer));
            open.clear();
            abandoned.forEach(message -> closing.add(() -> opening.delete(message)));
            abandoned.clear();
        }
    }
}
