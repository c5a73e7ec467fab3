package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.CrossPartitionRouter;
import dev.varve.write.bucket.DynamicBucketOptions;
import dev.varve.write.bucket.DynamicBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.RoutedRows;
import dev.varve.write.bucket.RowRouter;
import dev.varve.write.buffer.AppendBucketWriter;
import dev.varve.write.buffer.BucketChanges;
import dev.varve.write.buffer.BucketDirectory;
import dev.varve.write.buffer.BucketWriter;
import dev.varve.write.buffer.BufferOptions;
import dev.varve.write.buffer.Closing;
import dev.varve.write.buffer.KeyedBucketWriter;
import dev.varve.write.buffer.KeyedTable;
import dev.varve.write.buffer.PostponeBucketWriter;
import dev.varve.write.buffer.SpillSpace;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.BucketFileWriters;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The writers of the buckets that rows came for, and the memory that they share. */
final class BucketWriters
        implements Closeable
{
    /** To find the last commit of the user. */
    private static final int SNAPSHOTS_LOOKED_AT = 64;
    private static final int HEAP_SHARE_OF_KEYS = 4;

    private final Table table;
    private final TableSchema schema;
    private final TableOptions options;
    private final BufferOptions bufferOptions;
    private final WritableStorage storage;
    private final WriterSettings settings;
    private final TableWriter.FileWriters files;
    private final BucketPaths paths;
    private final RowRouter router;
    private final Optional<DynamicBuckets> dynamic;
    private final List<DataType> types;
    private final Optional<KeyedTable> keyed;
    private final SpillSpace spillSpace;
    private final Map<BucketId, OpenBucket> open = new LinkedHashMap<>();
    private final Map<BucketId, LiveBucket> live = new HashMap<>();
    private final Set<BinaryRow> livePartitions = new HashSet<>();
    private Optional<Snapshot> liveSnapshot = Optional.empty();
    private final List<CommitMessage> abandoned = new ArrayList<>();
    private long memoryBytes;

    private BucketWriters(
            Table table,
            TableSchema schema,
            TableOptions options,
            BufferOptions bufferOptions,
            WritableStorage storage,
            WriterSettings settings,
            TableWriter.FileWriters files,
            RowRouter router,
            Optional<DynamicBuckets> dynamic,
            Optional<KeyedTable> keyed)
    {
        this.table = table;
        this.schema = schema;
        this.options = options;
        this.bufferOptions = bufferOptions;
        this.storage = storage;
        this.settings = settings;
        this.files = files;
        this.router = router;
        this.dynamic = dynamic;
        this.keyed = keyed;
        types = schema.fields().fields().stream().map(Field::type).toList();
        paths = BucketPaths.of(table.location(), schema, options.layout());
        spillSpace = SpillSpace.in(settings.spillDirectory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))), bufferOptions.maxDiskBytes());
    }

    static BucketWriters of(
            Table table,
            TableSchema schema,
            TableOptions options,
            OptionMap optionMap,
            WritableStorage storage,
            WriterSettings settings,
            TableWriter.FileWriters files)
    {
        Optional<KeyedTable> keyed = schema.hasPrimaryKey() ? Optional.of(KeyedTable.of(schema, options)) : Optional.empty();
        boolean growing = schema.hasPrimaryKey() && options.bucketing().count() == Bucketing.DYNAMIC;
        boolean crossing = growing && !schema.primaryKeys().containsAll(schema.partitionKeys());
        Optional<DynamicBuckets> dynamic = growing && !crossing ? Optional.of(dynamic(table, schema, options, optionMap, storage, settings)) : Optional.empty();
        RowRouter router = crossing
                ? crossPartition(table, schema, options, optionMap, settings)
                : dynamic.map(buckets -> RowRouter.dynamic(schema, buckets)).orElseGet(() -> router(schema, options.bucketing()));
        return new BucketWriters(table, schema, options, BufferOptions.of(optionMap), storage, settings, files, router, dynamic, keyed);
    }

    private static RowRouter crossPartition(Table table, TableSchema schema, TableOptions options, OptionMap optionMap, WriterSettings settings)
    {
        if (!options.merge().sequenceFields().isEmpty()) {
            throw VarveException.invalid("The table has option sequence.field, and a primary key that lacks a partition column: rows that move between partitions have no order");
        }
        return CrossPartitionRouter.of(
                schema,
                options.merge().engine(),
                DynamicBucketOptions.of(optionMap),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_KEYS,
                settings.overwrite() ? visitor -> {} : StoredKeys.of(table, schema));
    }

    private static DynamicBuckets dynamic(
            Table table,
            TableSchema schema,
            TableOptions options,
            OptionMap optionMap,
            WritableStorage storage,
            WriterSettings settings)
    {
        BucketPaths paths = BucketPaths.of(table.location(), schema, options.layout());
        StoragePath indexes = table.location().child("index");
        return DynamicBuckets.of(
                schema,
                DynamicBucketOptions.of(optionMap),
                storage,
                bucket -> options.layout().indexBesideData() ? paths.bucket(bucket.partition(), bucket.bucket()) : indexes,
                settings.overwrite() ? Optional.empty() : Optional.of(IndexManifestReader.of(storage, table.location(), options.layout(), paths)),
                table.snapshots()::latest);
    }

    private static RowRouter router(TableSchema schema, Bucketing bucketing)
    {
        if (!schema.hasPrimaryKey() && bucketing.count() == Bucketing.POSTPONE) {
            throw VarveException.invalid("The table has option bucket=-2, which only tables with a primary key can have");
        }
        if (bucketing.count() == Bucketing.POSTPONE) {
            return RowRouter.single(schema, Bucketing.POSTPONE);
        }
        if (bucketing.count() == Bucketing.DYNAMIC || bucketing.count() == 1) {
            return RowRouter.single(schema, 0);
        }
        if (bucketing.keys().isEmpty()) {
            throw VarveException.invalid("The table has option bucket=" + bucketing.count() + ", but no bucket-key that says which row belongs where");
        }
        return RowRouter.fixed(schema, bucketing);
    }

    /** A bucket that rows came for. */
    private static final class OpenBucket
    {
        private final BucketWriter writer;
        private final boolean streaming;
        private long memoryBytes;
        private OptionalLong lastCommit = OptionalLong.empty();

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
        List<RoutedRows> routed = router.route(columns, kinds, positions, count);
        List<BucketId> missing = routed.stream().map(RoutedRows::bucket).filter(bucket -> !open.containsKey(bucket)).toList();
        if (!missing.isEmpty()) {
            Map<BucketId, OpenBucket> opened = new LinkedHashMap<>();
            if (readsLiveFiles()) {
                readLive(missing);
            }
            for (BucketId bucket : missing) {
                opened.put(bucket, open(bucket, opened.size()));
            }
            open.putAll(opened);
        }
        return routed;
    }

    /** Whether the files that a bucket has matter to what is written. */
    private boolean readsLiveFiles()
    {
        return !settings.overwrite() && (options.bucketing().count() > 0 || keyed.isPresent() && options.bucketing().count() == Bucketing.DYNAMIC);
    }

    private void readLive(List<BucketId> buckets)
            throws IOException
    {
        Optional<Snapshot> latest = table.snapshots().latest();
        if (!latest.map(Snapshot::id).equals(liveSnapshot.map(Snapshot::id))) {
            live.clear();
            livePartitions.clear();
            liveSnapshot = latest;
        }
        Set<BinaryRow> unknown = new HashSet<>();
        for (BucketId bucket : buckets) {
            if (!livePartitions.contains(bucket.partition())) {
                unknown.add(bucket.partition());
            }
        }
        Map<BucketId, LiveBucket> found = LiveBuckets.of(table.manifests(), schema, latest).read(unknown, false);
        found.forEach(this::requireSameBuckets);
        live.putAll(found);
        livePartitions.addAll(unknown);
    }

    private void requireSameBuckets(BucketId bucket, LiveBucket files)
    {
        int count = options.bucketing().count();
        if (count > 0 && bucket.bucket() >= 0 && files.totalBuckets() > 0 && files.totalBuckets() != count) {
            String partition = paths.bucket(bucket.partition(), bucket.bucket()).parent().text();
            throw VarveException.invalid("The table has option bucket=" + count + ", but what lies in " + partition + " was written with " + files.totalBuckets() +
                    " buckets; overwrite it to spread its rows over the new buckets, before anything is added");
        }
    }

    private OpenBucket open(BucketId bucket, int alreadyOpened)
    {
        BucketDirectory directory = directory(bucket);
        BucketFileWriters writers = files.of(bucket.partition(), bucket.bucket());
        long nextSequence = Optional.ofNullable(live.get(bucket)).map(LiveBucket::maxSequenceNumber).orElse(-1L) + 1;
        Optional<SpillSpace> space = bufferOptions.spillable() ? Optional.of(spillSpace) : Optional.empty();
        if (bucket.bucket() == Bucketing.POSTPONE) {
            return new OpenBucket(PostponeBucketWriter.of(writers, directory), false);
        }
        if (keyed.isPresent()) {
            return new OpenBucket(KeyedBucketWriter.of(keyed.get(), writers, directory, nextSequence, space), false);
        }
        long streaming = alreadyOpened + open.values().stream().filter(other -> other.streaming).count();
        if (bufferOptions.forAppend() || streaming >= bufferOptions.maxOpenFiles()) {
            return new OpenBucket(AppendBucketWriter.holding(types, writers, directory, nextSequence, space), false);
        }
        return new OpenBucket(AppendBucketWriter.streaming(types, writers, directory, nextSequence), true);
    }

    void write(RoutedRows rows)
            throws IOException
    {
        OpenBucket bucket = open.get(rows.bucket());
        bucket.writer.write(rows.columns(), rows.kinds(), rows.positions());
        accountFor(bucket);
        while (memoryBytes > bufferOptions.memoryBytes()) {
            OpenBucket largest = largest();
            largest.writer.freeMemory();
            accountFor(largest);
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
        memoryBytes -= bucket.memoryBytes;
        bucket.memoryBytes = bucket.writer.memoryBytes();
        memoryBytes += bucket.memoryBytes;
    }

    List<CommitMessage> prepareCommit(boolean waitForCompaction, long identifier)
            throws IOException
    {
        List<CommitMessage> messages = new ArrayList<>();
        List<BucketId> idle = new ArrayList<>();
        try {
            for (Map.Entry<BucketId, OpenBucket> entry : open.entrySet()) {
                BucketId id = entry.getKey();
                OpenBucket bucket = entry.getValue();
                BucketChanges changes = bucket.writer.prepareCommit(waitForCompaction);
                accountFor(bucket);
                if (changes.isEmpty()) {
                    idle.add(id);
                }
                else {
                    bucket.lastCommit = OptionalLong.of(identifier);
                    messages.add(new CommitMessage(id.partition(), id.bucket(), options.bucketing().count(), changes.append(), changes.compact()));
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
        Optional<DynamicBuckets.Change> change = dynamic.isPresent() ? dynamic.get().prepareCommit(id) : Optional.empty();
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
                if (dynamic.isPresent() && open.keySet().stream().noneMatch(other -> other.partition().equals(id.partition()))) {
                    dynamic.get().forget(id.partition());
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
            closing.add(spillSpace);
            open.values().forEach(bucket -> closing.add(bucket.writer));
            open.clear();
            for (CommitMessage message : abandoned) {
                BucketId bucket = new BucketId(message.partition(), message.bucket());
                closing.add(() -> directory(bucket).delete(written(message)));
                dynamic.ifPresent(buckets -> message.append().newIndexFiles().forEach(file -> closing.add(() -> buckets.delete(bucket, file))));
            }
            abandoned.clear();
        }
    }

    private BucketDirectory directory(BucketId bucket)
    {
        return new BucketDirectory(storage, paths.bucket(bucket.partition(), bucket.bucket()));
    }

    /** The files that came into being for a message. One that only changed its level is among the deleted ones, too. */
    private static List<DataFile> written(CommitMessage message)
    {
        Set<String> before = new HashSet<>();
        message.compact().deletedFiles().forEach(file -> before.add(file.name()));
        List<DataFile> written = new ArrayList<>();
        for (Increment increment : List.of(message.append(), message.compact())) {
            increment.newFiles().stream().filter(file -> increment == message.append() || !before.contains(file.name())).forEach(written::add);
            written.addAll(increment.changelogFiles());
        }
        return written;
    }
}
