package dev.varve.write.file;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.manifest.DataFile;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Begins a new file whenever one is full, which is checked every {@value #CHECKED_ROWS} rows, and more often if rows are large. */
final class RollingFileWriter
        implements RowFileWriter
{
    private static final int CHECKED_ROWS = 1000;
    private static final long CHECKED_BYTES = 4 << 20;

    private final WritableStorage storage;
    private final FilePlaces places;
    private final FileNames names;
    private final FilePlan plan;
    private final List<DataFile> files = new ArrayList<>();
    /** Of all files that were begun, and of their indexes. */
    private final List<StoragePath> paths = new ArrayList<>();

    private long nextSequenceNumber;
    /** Null between files. */
    private OpenFile file;
    private boolean finished;

    /** @param firstSequenceNumber of the first row, if rows do not bring their own */
    RollingFileWriter(WritableStorage storage, FilePlaces places, FileNames names, FilePlan plan, long firstSequenceNumber)
    {
        this.storage = storage;
        this.places = places;
        this.names = names;
        this.plan = plan;
        nextSequenceNumber = firstSequenceNumber;
    }

    @Override
    public void write(Batch batch)
            throws IOException
    {
        if (finished) {
            throw new IllegalStateException("The writer has finished");
        }
        if (batch.columnCount() != plan.shape().batchColumns()) {
            throw new IllegalArgumentException("A batch of " + batch.columnCount() + " columns for a file that takes " + plan.shape().batchColumns());
        }
        ColumnsBatch rows = FlatColumns.of(batch);
        int step = step(rows);
        int from = 0;
        while (from < rows.size()) {
            if (file == null) {
                file = begin();
            }
            int to = (int) Math.min(rows.size(), from + step - file.rows() % step);
            file.write(rows.columns(), from, to);
            from = to;
            if (file.rows() % step == 0) {
                if (file.isFull()) {
                    end();
                }
                else if (file.bufferedBytes() > plan.maxBuffered()) {
                    file.flush();
                }
            }
        }
    }

    @Override
    public long bufferedBytes()
    {
        return file == null ? 0 : file.bufferedBytes();
    }

    @Override
    public void flush()
            throws IOException
    {
        if (file != null) {
            file.flush();
        }
    }

    /** After how many rows to look whether the file is full. */
    private static int step(ColumnsBatch rows)
    {
        long bytes = 0;
        for (Column column : rows.columns()) {
            bytes += column.retainedBytes();
        }
        return (int) Math.max(1, Math.min(CHECKED_ROWS, CHECKED_BYTES * rows.size() / Math.max(1, bytes)));
    }

    private OpenFile begin()
            throws IOException
    {
        StoragePath path = places.next(names.next(plan.prefix(), plan.extension()));
        paths.add(path);
        if (!plan.indexes().isEmpty()) {
            paths.add(OpenFile.indexPath(path));
        }
        return OpenFile.create(storage, path, plan);
    }

    private void end()
            throws IOException
    {
        DataFile written = file.finish(nextSequenceNumber, places.externalPath(file.path()));
        files.add(written);
        nextSequenceNumber += written.rowCount();
        file = null;
    }

    @Override
    public List<DataFile> finish()
            throws IOException
    {
        if (file != null) {
            end();
        }
        finished = true;
        return List.copyOf(files);
    }

    @Override
    public void close()
            throws IOException
    {
        if (finished) {
            return;
        }
        finished = true;
        List<IOException> failures = new ArrayList<>();
        if (file != null) {
            attempt(file::close, failures);
        }
        for (StoragePath path : paths) {
            attempt(() -> storage.delete(path), failures);
        }
        if (!failures.isEmpty()) {
            IOException failure = new IOException("Files of an abandoned write could not be deleted: " + paths, failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private interface Cleanup
    {
        void run()
                throws IOException;
    }

    private static void attempt(Cleanup cleanup, List<IOException> failures)
    {
        try {
            cleanup.run();
        }
        catch (IOException e) {
            failures.add(e);
        }
    }
}
