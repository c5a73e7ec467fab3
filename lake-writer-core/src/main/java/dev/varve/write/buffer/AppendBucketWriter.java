package dev.varve.write.buffer;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.Selection;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.type.DataType;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Writes rows of a table without primary key as they come: into an open file or, where too many would be open at a time, first into memory
 * and from there to local disk. Row {@code i} of the bucket has sequence number {@code i}, as far as the writer knows.
 */
public final class AppendBucketWriter
        implements BucketWriter
{
    private static final int BATCH_ROWS = 8192;
    private static final long LEAST_FLUSHED = 1 << 20;

    private final List<DataType> types;
    private final BucketFileWriters files;
    private final BucketDirectory directory;
    private final Optional<Held> held;
    private final Optional<AppendFiles> compacted;
    private final List<DataFile> newFiles = new ArrayList<>();
    private Optional<RowFileWriter> open = Optional.empty();
    private long nextSequence;

    private AppendBucketWriter(List<DataType> types, BucketFileWriters files, BucketDirectory directory, long nextSequence, Optional<Held> held, Optional<AppendFiles> compacted)
    {
        this.types = types;
        this.files = requireNonNull(files, "files is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.nextSequence = nextSequence;
        this.held = held;
        this.compacted = requireNonNull(compacted, "compacted is null");
    }

    /**
     * A writer that keeps a file open.
     *
     * @param compacted the files that new ones join, to be put together; empty if another job does that
     */
    public static AppendBucketWriter streaming(
            List<DataType> types,
            BucketFileWriters files,
            BucketDirectory directory,
            long nextSequence,
            Optional<AppendFiles> compacted)
    {
        return new AppendBucketWriter(List.copyOf(types), files, directory, nextSequence, Optional.empty(), compacted);
    }

    /**
     * A writer that holds rows.
     *
     * @param space where they go when memory is used up; if empty, to files of the table
     * @param compacted the files that new ones join, to be put together; empty if another job does that
     */
    public static AppendBucketWriter holding(
            List<DataType> types,
            BucketFileWriters files,
            BucketDirectory directory,
            long nextSequence,
            Optional<SpillSpace> space,
            Optional<AppendFiles> compacted)
    {
        return new AppendBucketWriter(List.copyOf(types), files, directory, nextSequence, Optional.of(new Held(List.copyOf(types), space)), compacted);
    }

    /** Rows that are in no file of the table yet. */
    private static final class Held
    {
        private final List<DataType> types;
        private final Optional<SpillSpace> space;
        private final ColumnBuffer memory;
        private final List<SpillFile> disk = new ArrayList<>();

        private Held(List<DataType> types, Optional<SpillSpace> space)
        {
            this.types = types;
            this.space = space;
            memory = new ColumnBuffer(types);
        }

        private boolean spill()
                throws IOException
        {
            if (space.isEmpty() || !space.get().hasRoom(memory.retainedBytes())) {
                return false;
            }
            if (memory.size() > 0) {
                disk.add(SpillFile.write(space.get(), types, memoryBatches()));
                memory.clear();
            }
            return true;
        }

        private SpillFile.Batches memoryBatches()
        {
            int[] rows = new int[memory.size()];
            Arrays.setAll(rows, i -> i);
            int[] next = new int[1];
            return () -> {
                int from = next[0];
                int count = Math.min(BATCH_ROWS, rows.length - from);
                next[0] += count;
                return count == 0 ? Optional.empty() : Optional.of(new ColumnsBatch(count, memory.gather(rows, from, count)));
            };
        }

        private void close()
                throws IOException
        {
            for (SpillFile file : disk) {
                file.close();
            }
            disk.clear();
            memory.clear();
        }
    }

    @Override
    public void write(Column[] columns, byte[] kinds, int[] positions)
            throws IOException
    {
        if (held.isPresent()) {
            held.get().memory.append(columns, positions);
            return;
        }
        int size = columns[0].size();
        Selection selection = positions.length == size ? Selection.all(size) : Selection.of(positions, positions.length);
        openFile().write(new ColumnsBatch(size, Arrays.asList(columns), selection));
    }

    @Override
    public long memoryBytes()
    {
        return held.map(rows -> rows.memory.retainedBytes()).orElse(0L) + openFileBytes();
    }

    /** A file that holds little is not worth a row group of its own. */
    private long openFileBytes()
    {
        long bytes = open.map(RowFileWriter::bufferedBytes).orElse(0L);
        return bytes < LEAST_FLUSHED ? 0 : bytes;
    }

    @Override
    public void freeMemory()
            throws IOException
    {
        if (held.isPresent() && !held.get().spill()) {
            finishFile();
        }
        if (openFileBytes() > 0) {
            open.orElseThrow().flush();
        }
    }

    @Override
    public BucketChanges prepareCommit(Compaction compaction)
            throws IOException
    {
        finishFile();
        compacted.ifPresent(bucket -> bucket.add(newFiles));
        Increment compact = compacted.isPresent() && compaction != Compaction.BEGIN ? compacted.get().compact(compaction == Compaction.FULL) : Increment.EMPTY;
        Increment append = newFiles.isEmpty() ? Increment.EMPTY : new Increment(newFiles, List.of(), List.of(), List.of(), List.of());
        newFiles.clear();
        return new BucketChanges(append, compact);
    }

    private RowFileWriter openFile()
    {
        if (open.isEmpty()) {
            open = Optional.of(files.appendFiles(nextSequence, FileSource.APPEND));
        }
        return open.get();
    }

    /** Makes files of all rows. */
    private void finishFile()
            throws IOException
    {
        if (held.isPresent()) {
            for (SpillFile file : held.get().disk) {
                try (SpillFile.Reader reader = file.read()) {
                    copy(reader);
                }
            }
            copy(held.get().memoryBatches());
            held.get().close();
        }
        if (open.isPresent()) {
            for (DataFile file : open.get().finish()) {
                newFiles.add(file);
                nextSequence += file.rowCount();
            }
            open = Optional.empty();
        }
    }

    private void copy(SpillFile.Batches rows)
            throws IOException
    {
        for (Optional<Batch> batch = rows.next(); batch.isPresent(); batch = rows.next()) {
            openFile().write(batch.get());
        }
    }

    @Override
    public void close()
            throws IOException
    {
        try (Closing closing = new Closing()) {
            open.ifPresent(closing::add);
            open = Optional.empty();
            held.ifPresent(rows -> closing.add(rows::close));
            List<DataFile> written = List.copyOf(newFiles);
            closing.add(() -> directory.delete(written));
            newFiles.clear();
        }
    }
}
