package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.manifest.DataFile;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.read.BucketRuns;
import dev.varve.read.BucketRuns.RunFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.Increment;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.file.TableFileWriters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * Gives the rows that wait in the postpone bucket a bucket, where they are seen: those of a partition are spread over as many buckets as it has or, if
 * it has none, as option {@code postpone.default-bucket-num} says. The rows of one file keep their order, and so do files by their age.
 */
public final class PostponeCompaction
{
    /** By age; files of one writer that are as old as each other by their number. */
    private static final Comparator<DataFile> BY_AGE = Comparator.<DataFile>comparingLong(file -> file.creationMillis().orElse(0))
            .thenComparingLong(file -> number(file.name()))
            .thenComparing(DataFile::name);

    private final Table table;
    private final WritableStorage storage;
    private final DataFileFormats formats;
    private final WriterSettings settings;

    private PostponeCompaction(Table table, WritableStorage storage, DataFileFormats formats, WriterSettings settings)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    /**
     * @param storage that of the table
     * @param formats to read files with
     */
    public static PostponeCompaction of(Table table, WritableStorage storage, DataFileFormats formats, WriterSettings settings)
    {
        return new PostponeCompaction(table, storage, formats, settings);
    }

    /**
     * Moves the rows of partitions.
     *
     * @return what to commit, all of it compaction: the rows are in the table already, and only become visible. If it fails, nothing is left behind.
     */
    public List<CommitMessage> run(Predicate<BinaryRow> partitions)
            throws IOException
    {
        TableSchema schema = table.latestSchema();
        int defaultCount = new OptionMap(schema.options()).number("postpone.default-bucket-num", 1);
        Map<BucketId, LiveBucket> live = LiveBuckets.of(table.manifests(), schema, table.snapshots().latest()).readAll(partitions, true);
        Map<BinaryRow, Integer> counts = new HashMap<>();
        live.forEach((id, bucket) -> {
            if (id.bucket() >= 0) {
                counts.put(id.partition(), bucket.totalBuckets());
            }
        });
        Map<Integer, List<BucketId>> waiting = new TreeMap<>();
        live.keySet().stream()
                .filter(id -> id.bucket() == Bucketing.POSTPONE)
                .forEach(id -> waiting.computeIfAbsent(counts.getOrDefault(id.partition(), defaultCount), count -> new ArrayList<>()).add(id));
        List<CommitMessage> messages = new ArrayList<>();
        boolean done = false;
        try {
            for (Map.Entry<Integer, List<BucketId>> entry : waiting.entrySet()) {
                messages.addAll(move(bucketed(schema, entry.getKey()), entry.getValue(), live));
            }
            done = true;
            return messages;
        }
        finally {
            if (!done) {
                TableCommit.open(table, storage, settings.commitUser()).discard(messages);
            }
        }
    }

    /** The schema of a table that has so many buckets and compacts them. */
    private static TableSchema bucketed(TableSchema schema, int count)
    {
        Map<String, String> options = new HashMap<>(schema.options());
        options.put("bucket", String.valueOf(count));
        options.put("write-only", "false");
        return schema.withOptions(options);
    }

    private List<CommitMessage> move(TableSchema schema, List<BucketId> waiting, Map<BucketId, LiveBucket> live)
            throws IOException
    {
        TableOptions options = TableOptions.of(schema);
        BucketPaths paths = BucketPaths.of(table.location(), schema, options.layout());
        List<Field> columns = new ArrayList<>(List.of(SystemFields.VALUE_KIND));
        columns.addAll(schema.fields().fields());
        List<CommitMessage> messages = new ArrayList<>();
        TableFileWriters files = TableFileWriters.of(storage, table.location(), schema, settings.commitUser());
        try (TableWriter writer = TableWriter.open(table, schema, storage, settings, files::bucket)) {
            for (BucketId id : waiting) {
                List<DataFile> before = live.get(id).files().stream().sorted(BY_AGE).toList();
                BucketRuns runs = BucketRuns.of(table, schema, options, formats, id.partition(), paths.bucket(id.partition(), id.bucket()), new ReadMetrics());
                try (RunSource rows = runs.open(before.stream().map(file -> new RunFile(file, 0, Optional.empty())).toList(), columns, Optional.empty())) {
                    for (Optional<RunBatch> next = rows.next(); next.isPresent(); next = rows.next()) {
                        Batch batch = next.get().batch();
                        writer.write(new Values(batch), batch.column(0));
                    }
                }
                Increment moved = new Increment(List.of(), before, List.of(), List.of(), List.of());
                messages.add(new CommitMessage(id.partition(), id.bucket(), live.get(id).totalBuckets(), Increment.EMPTY, moved));
            }
            for (CommitMessage written : writer.prepareCommit(true, CommitRequest.BATCH)) {
                StoragePath directory = paths.bucket(written.partition(), written.bucket());
                messages.add(new CommitMessage(
                        written.partition(), written.bucket(), written.totalBuckets(), Increment.EMPTY, merged(written.append(), written.compact(), directory)));
            }
        }
        return messages;
    }

    /** What was written and what became of it by compaction, as one step. Files that came and went are deleted. */
    private Increment merged(Increment append, Increment compact, StoragePath directory)
            throws IOException
    {
        Set<String> written = new HashSet<>();
        append.newFiles().forEach(file -> written.add(file.name()));
        Set<String> replaced = new HashSet<>();
        compact.deletedFiles().forEach(file -> replaced.add(file.name()));
        Set<String> kept = new HashSet<>();
        compact.newFiles().forEach(file -> kept.add(file.name()));
        List<DataFile> after = new ArrayList<>();
        for (DataFile file : append.newFiles()) {
            if (!replaced.contains(file.name())) {
                after.add(file);
            }
            else if (!kept.contains(file.name())) {
                StoragePath path = file.externalPath().map(StoragePath::of).orElseGet(() -> directory.file(file.name()));
                storage.delete(path);
                for (String extra : file.extraFiles()) {
                    storage.delete(path.parent().file(extra));
                }
            }
        }
        after.addAll(compact.newFiles());
        List<DataFile> changelog = new ArrayList<>(append.changelogFiles());
        changelog.addAll(compact.changelogFiles());
        return new Increment(
                after,
                compact.deletedFiles().stream().filter(file -> !written.contains(file.name())).toList(),
                changelog,
                compact.newIndexFiles(),
                compact.deletedIndexFiles());
    }

    /** The number at the end of a file's name, without its extension; 0 if there is none. */
    private static long number(String name)
    {
        int dot = name.indexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String digits = stem.substring(stem.lastIndexOf('-') + 1);
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }

    /** The columns of a batch but the first one. */
    private record Values(Batch batch)
            implements Batch
    {
        @Override
        public int size()
        {
            return batch.size();
        }

        @Override
        public int columnCount()
        {
            return batch.columnCount() - 1;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            return batch.column(index + 1);
        }

        @Override
        public Selection selection()
        {
            return batch.selection();
        }
    }
}
