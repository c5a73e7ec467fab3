package dev.varve.write.delete;

import dev.varve.column.Selection;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorFile;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Predicate;
import dev.varve.read.BucketRuns;
import dev.varve.read.BucketRuns.RunFile;
import dev.varve.schema.SystemFields;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.commit.Increment;
import dev.varve.write.compact.TrackedRows;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Deletes rows in one bucket. Not safe for use by several threads. */
final class BucketDelete
{
    private final Place place;
    private final List<Field> fields;
    private final boolean tracksRows;
    private final Vectors settings;
    private final List<IndexFile> vectorFiles;
    private final Map<String, DeletionVector> vectors = new HashMap<>();

    private final List<DataFile> newFiles = new ArrayList<>();
    private final List<DataFile> deletedFiles = new ArrayList<>();
    private final List<IndexFile> newIndexes = new ArrayList<>();
    private final List<IndexFile> deletedIndexes = new ArrayList<>();

    private BucketDelete(Place place, List<Field> fields, boolean tracksRows, Vectors settings, List<IndexFile> vectorFiles)
    {
        this.tracksRows = tracksRows;
        this.place = place;
        this.fields = fields;
        this.settings = settings;
        this.vectorFiles = vectorFiles;
    }

    /**
     * Where the files of the bucket are.
     *
     * @param indexes the directory of index files
     */
    record Place(WritableStorage storage, StoragePath indexes, BucketRuns files, BucketFileWriters writers) {}

    /**
     * How rows are marked.
     *
     * @param used whether they are, and files stay as they are
     * @param wide whether vectors are written in 64 bits
     * @param single whether a bucket has one index file, not several
     * @param targetBytes of an index file, where there may be several
     */
    record Vectors(boolean used, boolean wide, boolean single, long targetBytes) {}

    /** @param tracksRows whether rows have ids, which they keep */
    static BucketDelete open(Place place, List<Field> fields, boolean tracksRows, Vectors settings, List<IndexFile> vectorFiles)
            throws IOException
    {
        BucketDelete delete = new BucketDelete(place, fields, tracksRows, settings, vectorFiles);
        for (IndexFile file : vectorFiles) {
            StoragePath path = file.externalPath().map(StoragePath::of).orElseGet(() -> place.indexes().file(file.name()));
            delete.vectors.putAll(DeletionVectorFile.read(place.storage(), path, file));
        }
        return delete;
    }

    /** Deletes rows of the files, and returns how many. */
    long delete(List<DataFile> files, Predicate predicate)
            throws IOException
    {
        Set<String> changed = new HashSet<>();
        long rows = 0;
        for (DataFile file : files) {
            long[] matches = matches(file, predicate);
            if (matches.length > 0) {
                rows += matches.length;
                changed.add(file.name());
                delete(file, matches);
            }
        }
        replaceIndexes(changed);
        return rows;
    }

    private void delete(DataFile file, long[] rows)
            throws IOException
    {
        Optional<DeletionVector> before = Optional.ofNullable(vectors.get(file.name()));
        DeletionVector after = before.isPresent() ? before.get().with(rows) : DeletionVector.of(rows);
        if (after.cardinality() == file.rowCount()) {
            deletedFiles.add(file);
            vectors.remove(file.name());
        }
        else if (settings.used()) {
            vectors.put(file.name(), after);
        }
        else {
            newFiles.addAll(rewritten(file, after));
            deletedFiles.add(file);
            vectors.remove(file.name());
        }
    }

    /** The numbers that rows for which the predicate is true have in the file. */
    private long[] matches(DataFile file, Predicate predicate)
            throws IOException
    {
        ColumnFilter filter = ColumnFilter.of(predicate);
        long[] rows = new long[16];
        int count = 0;
        RunFile input = new RunFile(file, 0, Optional.ofNullable(vectors.get(file.name())));
        try (RunSource source = place.files().open(List.of(input), fields, Optional.of(predicate))) {
            for (Optional<RunBatch> next = source.next(); next.isPresent(); next = source.next()) {
                Selection selection = filter.apply(next.get().batch());
                int[] positions = selection.positions();
                if (count + selection.count() > rows.length) {
                    rows = Arrays.copyOf(rows, Math.max(rows.length * 2, count + selection.count()));
                }
                for (int i = 0; i < selection.count(); i++) {
                    rows[count++] = next.get().firstRow() + positions[i];
                }
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** The file without the rows that the vector hides. */
    private List<DataFile> rewritten(DataFile file, DeletionVector deleted)
            throws IOException
    {
        List<Field> columns = new ArrayList<>(fields);
        if (tracksRows) {
            columns.add(SystemFields.ROW_ID);
            columns.add(SystemFields.SEQUENCE_NUMBER);
        }
        try (RunSource source = place.files().open(List.of(new RunFile(file, 0, Optional.of(deleted))), columns, Optional.empty());
                RowFileWriter writer = tracksRows
                        ? place.writers().trackedFiles(FileSource.APPEND)
                        : place.writers().appendFiles(file.minSequenceNumber(), FileSource.APPEND)) {
            for (Optional<RunBatch> next = source.next(); next.isPresent(); next = source.next()) {
                if (!next.get().batch().selection().isEmpty()) {
                    writer.write(tracksRows ? TrackedRows.of(next.get(), file) : next.get().batch());
                }
            }
            return writer.finish();
        }
    }

    /** Writes the vectors of the index files that have one of a changed data file, and those of the changed files. */
    private void replaceIndexes(Set<String> changed)
            throws IOException
    {
        if (changed.isEmpty()) {
            return;
        }
        Set<String> written = new HashSet<>(changed);
        for (IndexFile file : vectorFiles) {
            if (settings.single() || file.vectors().stream().anyMatch(range -> changed.contains(range.dataFile()))) {
                deletedIndexes.add(file);
                file.vectors().forEach(range -> written.add(range.dataFile()));
            }
        }
        Map<String, DeletionVector> kept = new HashMap<>(vectors);
        kept.keySet().retainAll(written);
        String name = "index-" + UUID.randomUUID() + "-";
        for (Map<String, DeletionVector> part : DeletionVectorFile.split(kept, settings.wide(), settings.single() ? Long.MAX_VALUE : settings.targetBytes())) {
            newIndexes.add(DeletionVectorFile.write(place.storage(), place.indexes().file(name + newIndexes.size()), part, settings.wide()));
        }
    }

    Increment changes()
    {
        return new Increment(newFiles, deletedFiles, List.of(), newIndexes, deletedIndexes);
    }

    /** Deletes the files that came into being. */
    void discard()
            throws IOException
    {
        for (DataFile file : newFiles) {
            StoragePath path = place.files().path(file);
            place.storage().delete(path);
            for (String extra : file.extraFiles()) {
                place.storage().delete(path.parent().file(extra));
            }
        }
        for (IndexFile file : newIndexes) {
            place.storage().delete(place.indexes().file(file.name()));
        }
    }
}
