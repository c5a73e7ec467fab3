package dev.varve.write;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.manifest.DataFile;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.buffer.AppendBucketWriter;
import dev.varve.write.buffer.AppendFiles;
import dev.varve.write.buffer.BucketDirectory;
import dev.varve.write.buffer.BucketWriter;
import dev.varve.write.buffer.BufferOptions;
import dev.varve.write.buffer.Closing;
import dev.varve.write.buffer.KeyedBucketWriter;
import dev.varve.write.buffer.KeyedTable;
import dev.varve.write.buffer.MemoryAccount;
import dev.varve.write.buffer.PostponeBucketWriter;
import dev.varve.write.buffer.SpillSpace;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;
import dev.varve.write.compact.BucketCompaction;
import dev.varve.write.compact.CompactedBucket;
import dev.varve.write.file.BucketFileWriters;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Opens writers of buckets, each in the way of its table. */
final class BucketOpening
        implements Closeable
{
    private final Table table;
    private final TableSchema schema;
    private final TableOptions options;
    private final WritableStorage storage;
    private final WriterSettings settings;
    private final TableWriter.FileWriters files;
    private final BucketPaths paths;
    private final BufferOptions buffers;
    private final MemoryAccount memory = new MemoryAccount();
    private final SpillSpace spillSpace;
    private final List<DataType> types;
    private final Optional<KeyedTable> keyed;
    private final boolean compacts;
    private final RestoredBuckets restored;
    private Optional<ExecutorService> compactions = Optional.empty();

    /** @throws dev.varve.error.VarveException if the options of the table make no sense, or say what is not supported */
    BucketOpening(Table table, TableSchema schema, TableOptions options, WritableStorage storage, WriterSettings settings, TableWriter.FileWriters files)
    {
        this.table = table;
        this.schema = schema;
        this.options = options;
        this.storage = storage;
        this.settings = settings;
        this.files = files;
        OptionMap map = new OptionMap(schema.options());
        paths = BucketPaths.of(table.location(), schema, options.layout());
        buffers = BufferOptions.of(map);
        spillSpace = SpillSpace.in(settings.spillDirectory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))), buffers.maxDiskBytes());
        types = schema.fields().fields().stream().map(Field::type).toList();
        keyed = schema.hasPrimaryKey() ? Optional.of(KeyedTable.of(schema, options, settings.overwrite())) : Optional.empty();
        boolean rowsHaveIds = options.rowTracking() || options.dataEvolution();
        boolean clustered = map.flag("clustering.incremental", false);
        boolean ordered = options.bucketing().count() > 0 && !settings.overwrite() && !rowsHaveIds && !clustered;
        compacts = (schema.hasPrimaryKey() || ordered) && !settings.writeOnly() && !map.flag("write-only", false);
        restored = new RestoredBuckets(table, schema, options, paths, compacts);
    }

    /** Whether writers compact along with their commits. */
    boolean compacts()
    {
        return compacts;
    }

    BufferOptions buffers()
    {
        return buffers;
    }

    /** Of all writers that are opened. */
    MemoryAccount memory()
    {
        return memory;
    }

    /** A new writer, and whether it keeps a file of the table open. */
    record Opened(BucketWriter writer, boolean streaming) {}

    /** Deletes the files that came into being for a message which is not returned. One that only changed its level is deleted as what it was before. */
    void delete(CommitMessage message)
            throws IOException
    {
        BucketDirectory directory = directory(new BucketId(message.partition(), message.bucket()));
        StoragePath indexes = options.layout().indexBesideData() ? directory.path() : table.location().child("index");
        try (Closing closing = new Closing()) {
            for (Increment increment : List.of(message.append(), message.compact())) {
                Set<String> before = increment.deletedFiles().stream().map(DataFile::name).collect(Collectors.toSet());
                closing.add(() -> directory.delete(increment.newFiles().stream().filter(file -> !before.contains(file.name())).toList()));
                closing.add(() -> directory.delete(increment.changelogFiles()));
                increment.newIndexFiles().forEach(file -> closing.add(() -> storage.delete(indexes.file(file.name()))));
            }
        }
    }

    private BucketDirectory directory(BucketId bucket)
    {
        return new BucketDirectory(storage, paths.bucket(bucket.partition(), bucket.bucket()));
    }

    /**
     * Opens writers.
     *
     * @param streaming how many writers keep a file open
     */
    List<Opened> open(List<BucketId> buckets, long streaming)
            throws IOException
    {
        if (readsLiveFiles(buckets)) {
            restored.read(buckets);
        }
        List<Opened> opened = new ArrayList<>();
        for (BucketId bucket : buckets) {
            Opened writer = open(bucket, streaming);
            opened.add(writer);
            streaming += writer.streaming() ? 1 : 0;
        }
        return opened;
    }

    /** Whether the files that buckets have matter to what is written. */
    private boolean readsLiveFiles(List<BucketId> buckets)
    {
        return !settings.overwrite()
                && (options.bucketing().count() > 0 || keyed.isPresent())
                && buckets.stream().anyMatch(bucket -> bucket.bucket() != Bucketing.POSTPONE);
    }

    private Opened open(BucketId bucket, long streaming)
            throws IOException
    {
        BucketDirectory directory = directory(bucket);
        BucketFileWriters writers = files.of(bucket.partition(), bucket.bucket());
        Optional<SpillSpace> space = buffers.spillable() ? Optional.of(spillSpace) : Optional.empty();
        if (bucket.bucket() == Bucketing.POSTPONE) {
            return new Opened(PostponeBucketWriter.of(writers, directory), false);
        }
        long nextSequence = restored.nextSequence(bucket);
        if (keyed.isPresent()) {
            return new Opened(KeyedBucketWriter.of(keyed.get(), writers, directory, nextSequence, space, levels(bucket, writers), memory), false);
        }
        if (buffers.forAppend() || streaming >= buffers.maxOpenFiles()) {
            return new Opened(AppendBucketWriter.holding(types, writers, directory, nextSequence, space, appendFiles(bucket, writers)), false);
        }
        return new Opened(AppendBucketWriter.streaming(types, writers, directory, nextSequence, appendFiles(bucket, writers)), true);
    }

    private Optional<BucketCompaction> levels(BucketId bucket, BucketFileWriters writers)
            throws IOException
    {
        if (!compacts) {
            return Optional.empty();
        }
        if (compactions.isEmpty()) {
            compactions = Optional.of(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "varve-compaction-" + table);
                thread.setDaemon(true);
                return thread;
            }));
        }
        return Optional.of(BucketCompaction.open(compacted(bucket, writers), restored.files(bucket), restored.vectors(bucket), compactions.get()));
    }

    private Optional<AppendFiles> appendFiles(BucketId bucket, BucketFileWriters writers)
    {
        return compacts ? Optional.of(AppendFiles.of(compacted(bucket, writers), restored.files(bucket), restored.vectors(bucket))) : Optional.empty();
    }

    private CompactedBucket compacted(BucketId bucket, BucketFileWriters writers)
    {
        return CompactedBucket.of(table, schema, storage, DefaultFormats.all(), writers, bucket.partition(), bucket.bucket());
    }

    /** Closes what the writers share; they are closed before. */
    @Override
    public void close()
            throws IOException
    {
        try (Closing closing = new Closing()) {
            closing.add(spillSpace);
            compactions.ifPresent(executor -> closing.add(executor::shutdown));
        }
    }
}
