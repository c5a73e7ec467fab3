package dev.varve.write.buffer;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.ConstantColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Writes rows that wait for a compaction to give them a bucket: as they come, neither sorted nor merged, without sequence numbers. */
public final class PostponeBucketWriter
        implements BucketWriter
{
    private static final long NO_SEQUENCE = -1;

    private final BucketFileWriters files;
    private final BucketDirectory directory;
    private final List<DataFile> newFiles = new ArrayList<>();
    private Optional<RowFileWriter> open = Optional.empty();

    private PostponeBucketWriter(BucketFileWriters files, BucketDirectory directory)
    {
        this.files = requireNonNull(files, "files is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    public static PostponeBucketWriter of(BucketFileWriters files, BucketDirectory directory)
    {
        return new PostponeBucketWriter(files, directory);
    }

    @Override
    public void write(Column[] columns, byte[] kinds, int[] positions)
            throws IOException
    {
        if (open.isEmpty()) {
            open = Optional.of(files.dataFiles(0, FileSource.APPEND));
        }
        int size = columns[0].size();
        List<Column> batch = new ArrayList<>(columns.length + 2);
        batch.add(new ConstantColumn(size, new LongColumn(1, null, new long[] {NO_SEQUENCE})));
        batch.add(kinds == null ? new ConstantColumn(size, new ByteColumn(1, null, new byte[1])) : new ByteColumn(size, null, kinds));
        batch.addAll(Arrays.asList(columns));
        Selection selection = positions.length == size ? Selection.all(size) : Selection.of(positions, positions.length);
        open.get().write(new ColumnsBatch(size, batch, selection));
    }

    @Override
    public long memoryBytes()
    {
        return 0;
    }

    @Override
    public void freeMemory() {}

    @Override
    public BucketChanges prepareCommit(Compaction compaction)
            throws IOException
    {
        if (open.isPresent()) {
            newFiles.addAll(open.get().finish());
            open = Optional.empty();
        }
        Increment append = newFiles.isEmpty() ? Increment.EMPTY : new Increment(newFiles, List.of(), List.of(), List.of(), List.of());
        newFiles.clear();
        return new BucketChanges(append, Increment.EMPTY);
    }

    @Override
    public void close()
            throws IOException
    {
        try (Closing closing = new Closing()) {
            open.ifPresent(closing::add);
            open = Optional.empty();
            List<DataFile> written = List.copyOf(newFiles);
            closing.add(() -> directory.delete(written));
            newFiles.clear();
        }
    }
}
