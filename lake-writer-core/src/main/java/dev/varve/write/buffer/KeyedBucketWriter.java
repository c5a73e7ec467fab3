package dev.varve.write.buffer;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.merge.BatchSource;
import dev.varve.merge.RunSource;
import dev.varve.schema.MergeEngine;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    private final KeyedTable table;
    private final BucketFileWriters files;
    private final BucketDirectory directory;
    private final Optional<SpillSpace> space;
    private final KeyedBuffer buffer;
    private final List<SpillFile> spilled = new ArrayList<>();
    private final List<DataFile> newFiles = new ArrayList<>();
    private final List<DataFile> changelogFiles = new ArrayList<>();
    private long nextSequence;

    private KeyedBucketWriter(KeyedTable table, BucketFileWriters files, BucketDirectory directory, long nextSequence, Optional<SpillSpace> space)
    {
        this.table = requireNonNull(table, "table is null");
        this.files = requireNonNull(files, "files is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.space = requireNonNull(space, "space is null");
        this.nextSequence = nextSequence;
        buffer = new KeyedBuffer(table.rows());
    }

    /**
     * @param nextSequence the number of the first row, above those of all rows in the bucket
     * @param space where rows go when memory is used up; if empty, to files of the table
     */
    public static KeyedBucketWriter of(KeyedTable table, BucketFileWriters files, BucketDirectory directory, long nextSequence, Optional<SpillSpace> space)
    {
        return new KeyedBucketWriter(table, files, directory, nextSequence, space);
    }

    @Override
    public void write(Column[] columns, byte[] kinds, int[] positions)
            throws IOException
    {
        buffer.append(columns, kinds, positions, nextSequence);
        nextSequence += positions.length;
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
        if (table.writesChangelog() || space.isEmpty() || !space.get().hasRoom(buffer.retainedBytes())) {
            flush();
        }
        else if (!buffer.isEmpty()) {
            spilled.add(SpillFile.write(space.get(), table.batchTypes(), batches(sortedRows())));
            buffer.clear();
        }
    }

    @Override
    public BucketChanges prepareCommit(boolean waitForCompaction)
            throws IOException
    {
        flush();
        Increment append = newFiles.isEmpty() && changelogFiles.isEmpty()
                ? Increment.EMPTY
                : new Increment(newFiles, List.of(), changelogFiles, List.of(), List.of());
        newFiles.clear();
        changelogFiles.clear();
        return new BucketChanges(append, Increment.EMPTY);
    }

    /** Makes files of all rows. */
    private void flush()
            throws IOException
    {
        if (buffer.isEmpty() && spilled.isEmpty()) {
            return;
        }
        RowSort.Sorted sorted = buffer.sort();
        if (table.writesChangelog()) {
            changelogFiles.addAll(write(files.changelogFiles(LEVEL), batches(sorted)));
        }
        if (spilled.isEmpty() && table.keepsOneRow()) {
            newFiles.addAll(write(files.dataFiles(LEVEL, FileSource.APPEND), batches(reduced(sorted))));
        }
        else {
            try (BatchSource merged = table.merge().mergeBuffered(runs(sorted))) {
                newFiles.addAll(write(files.dataFiles(LEVEL, FileSource.APPEND), merged::next));
            }
        }
        buffer.clear();
        deleteSpilled();
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

    private static List<DataFile> write(RowFileWriter writer, SpillFile.Batches batches)
            throws IOException
    {
        try (writer) {
            for (Optional<? extends Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                writer.write(batch.get());
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
            newFiles.clear();
            changelogFiles.clear();
        }
        buffer.clear();
    }
}
