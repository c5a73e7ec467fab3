package dev.varve.write.buffer;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.merge.BatchSource;
import dev.varve.merge.RunSource;
import dev.varve.schema.MergeEngine;
import dev.varve.write.commit.Increment;
import dev.varve.write.compact.BucketCompaction;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Writes rows of a bucket with a primary key: holds them, then sorts and merges them into files of level 0. Row after row gets the next
 * sequence number, whether it survives the merge or not.
 */
public final class KeyedBucketWriter
        implements BucketWriter
{
    private static final int BATCH_ROWS = 8192;
    private static final int LEVEL = 0;
    /** A column of all rows must fit into an array. */
    private static final long MAX_MEMORY = 1L << 30;
    /** All of them are open while they are merged. */
    private static final int MAX_SPILLED_FILES = 128;

    private final KeyedTable table;
    private final BucketFileWriters files;
    private final BucketDirectory directory;
    private final Optional<SpillSpace> space;
    private final KeyedBuffer buffer;
    private final List<SpillFile> spilled = new ArrayList<>();
    private final List<DataFile> newFiles = new ArrayList<>();
    private final List<DataFile> changelogFiles = new ArrayList<>();
    private final Optional<BucketCompaction> levels;
    private final MemoryAccount memory;
    private long nextSequence;

    private KeyedBucketWriter(
            KeyedTable table,
            BucketFileWriters files,
            BucketDirectory directory,
            long nextSequence,
            Optional<SpillSpace> space,
            Optional<BucketCompaction> levels,
            MemoryAccount memory)
    {
        this.memory = requireNonNull(memory, "memory is null");
        this.table = requireNonNull(table, "table is null");
        this.files = requireNonNull(files, "files is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.space = requireNonNull(space, "space is null");
        this.levels = requireNonNull(levels, "levels is null");
        this.nextSequence = nextSequence;
        buffer = new KeyedBuffer(table.rows());
    }

    /**
     * @param nextSequence the number of the first row, above those of all rows in the bucket
     * @param space where rows go when memory is used up; if empty, to files of the table
     * @param levels that new files are added to, to be compacted; empty if another job does that
     * @param memory is told what a file takes while it is written
     */
    public static KeyedBucketWriter of(
            KeyedTable table,
            BucketFileWriters files,
            BucketDirectory directory,
            long nextSequence,
            Optional<SpillSpace> space,
            Optional<BucketCompaction> levels,
            MemoryAccount memory)
    {
        return new KeyedBucketWriter(table, files, directory, nextSequence, space, levels, memory);
    }

    @Override
    public void write(Column[] columns, byte[] kinds, int[] positions)
            throws IOException
    {
        buffer.append(columns, kinds, positions, nextSequence);
        nextSequence += positions.length;
        if (buffer.retainedBytes() > MAX_MEMORY) {
            freeMemory();
        }
    }

    @Override
    public long memoryBytes()
    {
        return buffer.retainedBytes();
    }

    @Override
    public void freeMemory()
            throws IOException
    {
        // A changelog has all rows, in order: they are not merged from several places.
        boolean spills = !table.writesChangelog()
                && spilled.size() < MAX_SPILLED_FILES
                && space.isPresent()
                && space.get().hasRoom(buffer.retainedBytes());
        if (!spills) {
            flush();
        }
        else if (!buffer.isEmpty()) {
            spilled.add(SpillFile.write(space.get(), table.batchTypes(), batches(sortedRows())));
            buffer.clear();
        }
    }

    @Override
    public BucketChanges prepareCommit(Compaction compaction)
            throws IOException
    {
        flush();
        Increment compacted = Increment.EMPTY;
        if (levels.isPresent()) {
            if (compaction == Compaction.FULL) {
                levels.get().compactFully();
            }
            compacted = levels.get().prepareCommit(compaction != Compaction.BEGIN || table.overwrites());
        }
        Increment append = newFiles.isEmpty() && changelogFiles.isEmpty()
                ? Increment.EMPTY
                : new Increment(newFiles, List.of(), changelogFiles, List.of(), List.of());
        newFiles.clear();
        changelogFiles.clear();
        return table.overwrites() ? new BucketChanges(folded(append, compacted), Increment.EMPTY) : new BucketChanges(append, compacted);
    }

    /** What is left of new files after they were compacted: a bucket that is overwritten has nothing else, and no changelog. */
    private Increment folded(Increment append, Increment compacted)
            throws IOException
    {
        if (compacted.isEmpty()) {
            return append;
        }
        Set<String> replaced = names(compacted.deletedFiles());
        Set<String> kept = names(compacted.newFiles());
        List<DataFile> files = new ArrayList<>();
        List<DataFile> unused = new ArrayList<>(compacted.changelogFiles());
        for (DataFile file : append.newFiles()) {
            if (!replaced.contains(file.name())) {
                files.add(file);
            }
            else if (!kept.contains(file.name())) {
                unused.add(file);
            }
        }
        files.addAll(compacted.newFiles());
        directory.delete(unused);
        return new Increment(files, List.of(), List.of(), compacted.newIndexFiles(), List.of());
    }

    private static Set<String> names(List<DataFile> files)
    {
        return files.stream().map(DataFile::name).collect(Collectors.toSet());
    }

    @Override
    public boolean isBusy()
    {
        return levels.isPresent() && levels.get().isUnfinished();
    }

    /** Makes files of all rows. */
    private void flush()
            throws IOException
    {
        if (buffer.isEmpty() && spilled.isEmpty()) {
            return;
        }
        RowSort.Sorted sorted = buffer.sort();
        List<DataFile> flushed;
        if (table.writesChangelog()) {
            changelogFiles.addAll(write(files.changelogFiles(LEVEL), batches(sorted)));
        }
        if (spilled.isEmpty() && table.keepsOneRow()) {
            flushed = write(files.dataFiles(LEVEL, FileSource.APPEND), batches(reduced(sorted)));
        }
        else {
            try (BatchSource merged = table.merge().mergeBuffered(runs(sorted))) {
                flushed = write(files.dataFiles(LEVEL, FileSource.APPEND), merged::next);
            }
        }
        newFiles.addAll(flushed);
        buffer.clear();
        deleteSpilled();
        if (levels.isPresent()) {
            levels.get().add(flushed);
        }
    }

    private RowSort.Sorted sortedRows()
    {
        RowSort.Sorted sorted = buffer.sort();
        return table.keepsOneRow() ? reduced(sorted) : sorted;
    }

    /** Of each key the row that the engine keeps. */
    private RowSort.Sorted reduced(RowSort.Sorted sorted)
    {
        return table.engine() == MergeEngine.FIRST_ROW ? sorted.firstRows() : sorted.lastRows();
    }

    private List<RunSource> runs(RowSort.Sorted sorted)
            throws IOException
    {
        List<RunSource> runs = new ArrayList<>();
        for (SpillFile file : spilled) {
            SpillFile.Reader reader = file.read();
            runs.add(new BufferedRun(runs.size(), reader, reader::memoryBytes, reader));
        }
        runs.add(new BufferedRun(runs.size(), batches(sorted), () -> 0, () -> {}));
        return runs;
    }

    /** Batches that do not divide a key. */
    private SpillFile.Batches batches(RowSort.Sorted sorted)
    {
        int[] next = new int[1];
        return () -> {
            int from = next[0];
            int size = sorted.rows().length;
            if (from == size) {
                return Optional.empty();
            }
            int end = Math.min(size, from + BATCH_ROWS);
            while (!sorted.lastOfKey()[end - 1]) {
                end++;
            }
            next[0] = end;
            return Optional.of(buffer.batch(sorted.rows(), from, end - from));
        };
    }

    private List<DataFile> write(RowFileWriter writer, SpillFile.Batches batches)
            throws IOException
    {
        try (writer) {
            for (Optional<? extends Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                writer.write(batch.get());
                memory.touch(writer.bufferedBytes());
            }
            return writer.finish();
        }
    }

    private void deleteSpilled()
            throws IOException
    {
        for (SpillFile file : spilled) {
            file.close();
        }
        spilled.clear();
    }

    @Override
    public void close()
            throws IOException
    {
        try (Closing closing = new Closing()) {
            spilled.forEach(closing::add);
            spilled.clear();
            List<DataFile> written = new ArrayList<>(newFiles);
            written.addAll(changelogFiles);
            closing.add(() -> directory.delete(written));
            // Its files are read until it is closed.
            levels.ifPresent(closing::add);
            newFiles.clear();
            changelogFiles.clear();
        }
        buffer.clear();
    }
}
