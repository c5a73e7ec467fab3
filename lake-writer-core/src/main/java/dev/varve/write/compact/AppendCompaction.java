package dev.varve.write.compact;

import dev.varve.column.Batch;
import dev.varve.error.VarveException;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorFile;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.read.BucketRuns.RunFile;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SystemFields;
import dev.varve.type.Field;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts small files of an append table together, and leaves out the rows that deletion vectors hide. Where the bucket has an order of rows,
 * it stays. Not safe for use by several threads.
 */
public final class AppendCompaction
{
    private final CompactedBucket bucket;
    private final List<DataFile> files;
    private final List<IndexFile> vectorFiles;
    private final Map<String, DeletionVector> vectors = new HashMap<>();
    private final Map<String, String> vectorFileOf = new HashMap<>();
    private final AppendPicker picker;

    private AppendCompaction(CompactedBucket bucket, Collection<DataFile> files, List<IndexFile> vectorFiles)
    {
        this.bucket = bucket;
        this.files = List.copyOf(files);
        this.vectorFiles = List.copyOf(vectorFiles);
        picker = new AppendPicker(bucket.options(), bucket.tableOptions().scan().openFileCostBytes());
    }

    /**
     * @param files of the bucket
     * @param vectorFiles the index files with deletion vectors of the bucket
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the columns of a row may lie in several files
     */
    public static AppendCompaction open(CompactedBucket bucket, Collection<DataFile> files, List<IndexFile> vectorFiles)
            throws IOException
    {
        if (bucket.tableOptions().dataEvolution()) {
            throw VarveException.unsupported("Table %s has option data-evolution.enabled, with which it cannot be compacted".formatted(bucket.table()));
        }
        if (new OptionMap(bucket.schema().options()).flag("clustering.incremental", false)) {
            throw VarveException.unsupported("Table %s has option clustering.incremental, with which Varve cannot compact it: its rows would lose their order".formatted(bucket.table()));
        }
        AppendCompaction compaction = new AppendCompaction(bucket, files, vectorFiles);
        for (IndexFile file : vectorFiles) {
            compaction.vectors.putAll(DeletionVectorFile.read(bucket.table().storage(), bucket.path(file), file));
            file.vectors().forEach(range -> compaction.vectorFileOf.put(range.dataFile(), file.name()));
        }
        return compaction;
    }

    /**
     * Compacts what is worth it.
     *
     * @param full whether to put together all that can be, however few files there are
     * @return what to commit; the files are the caller's
     */
    public Increment compact(boolean full)
            throws IOException
    {
        boolean ordered = bucket.tableOptions().bucketing().count() > 0;
        List<List<DataFile>> groups;
        if (ordered) {
            groups = full
                    ? picker.pickAllNeighbours(files, file -> vectors.containsKey(file.name()))
                    : picker.pickNeighbours(files);
        }
        else {
            groups = picker.pickAnywhere(files, file -> Optional.ofNullable(vectorFileOf.get(file.name())), this::deletedShare, full);
        }
        List<DataFile> before = new ArrayList<>();
        List<DataFile> after = new ArrayList<>();
        boolean done = false;
        try {
            for (List<DataFile> group : groups) {
                after.addAll(rewrite(group));
                before.addAll(group);
            }
            Increment increment = increment(before, after);
            done = true;
            return increment;
        }
        finally {
            if (!done) {
                bucket.delete(after);
            }
        }
    }

    private double deletedShare(DataFile file)
    {
        DeletionVector vector = vectors.get(file.name());
        return vector == null ? 0 : (double) vector.cardinality() / file.rowCount();
    }

    private List<DataFile> rewrite(List<DataFile> group)
            throws IOException
    {
        List<RunFile> inputs = new ArrayList<>();
        for (DataFile file : group) {
            inputs.add(new RunFile(file, inputs.size(), Optional.ofNullable(vectors.get(file.name()))));
        }
        boolean tracked = bucket.tableOptions().rowTracking();
        List<Field> columns = new ArrayList<>(bucket.schema().fields().fields());
        if (tracked) {
            columns.add(SystemFields.ROW_ID);
            columns.add(SystemFields.SEQUENCE_NUMBER);
        }
        long firstSequenceNumber = group.stream().mapToLong(DataFile::minSequenceNumber).min().orElseThrow();
        try (RunSource rows = bucket.files().open(inputs, columns, Optional.empty());
                RowFileWriter writer = tracked ? bucket.writers().trackedFiles(FileSource.COMPACT) : bucket.writers().appendFiles(firstSequenceNumber, FileSource.COMPACT)) {
            for (Optional<RunBatch> next = rows.next(); next.isPresent(); next = rows.next()) {
                Batch batch = next.get().batch();
                if (!batch.selection().isEmpty()) {
                    writer.write(tracked ? TrackedRows.of(next.get(), group.get(next.get().rank())) : batch);
                }
            }
            return writer.finish();
        }
    }

    private Increment increment(List<DataFile> before, List<DataFile> after)
            throws IOException
    {
        Set<String> gone = new HashSet<>();
        before.forEach(file -> gone.add(file.name()));
        List<IndexFile> replaced = new ArrayList<>();
        Map<String, DeletionVector> left = new HashMap<>();
        for (IndexFile file : vectorFiles) {
            if (file.vectors().stream().anyMatch(range -> gone.contains(range.dataFile()))) {
                replaced.add(file);
                file.vectors().stream()
                        .filter(range -> !gone.contains(range.dataFile()))
                        .forEach(range -> left.put(range.dataFile(), vectors.get(range.dataFile())));
            }
        }
        List<IndexFile> written = new ArrayList<>();
        if (!left.isEmpty()) {
            written.add(bucket.writeVectors(left));
        }
        return new Increment(after, before, List.of(), written, replaced);
    }
}
