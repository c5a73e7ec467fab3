package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.Selection;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.evolution.FileMapping;
import dev.varve.index.DeletionVector;
import dev.varve.merge.SelectedBatch;
import dev.varve.scan.SplitFile;
import dev.varve.storage.InputFile;
import dev.varve.storage.Storage;

import org.roaringbitmap.RoaringBitmap;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** One data file in the columns of the read; rows that its deletion vector hides are not selected. */
final class FileSource
        implements Closeable
{
    private final DataFileReader reader;
    private final Optional<DeletionVector> deletions;
    private final Optional<RoaringBitmap> wanted;
    private final ReadMetrics metrics;
    private long firstRow;

    private FileSource(DataFileReader reader, Optional<DeletionVector> deletions, Optional<RoaringBitmap> wanted, ReadMetrics metrics)
    {
        this.wanted = wanted;
        this.reader = reader;
        this.deletions = deletions;
        this.metrics = metrics;
    }

    /** A file without rows that matter, which is not opened. */
    static FileSource skipped(ReadMetrics metrics)
    {
        return new FileSource(new NoRows(), Optional.empty(), Optional.empty(), metrics);
    }

    static FileSource open(Storage storage, DataFileFormat format, InputFile input, SplitFile file, ReadRequest request, FileMapping mapping)
            throws IOException
    {
        Optional<DeletionVector> deletions = Optional.empty();
        if (file.deletionFile().isPresent()) {
            deletions = Optional.of(DeletionVector.read(storage, file.deletionFile().get()));
        }
        DataFileReader reader = new MappedReader(format.open(input, request), mapping);
        return new FileSource(reader, deletions, request.rows(), request.metrics());
    }

    /** @param reader its batches are in the columns of the read */
    static FileSource of(DataFileReader reader, Optional<DeletionVector> deletions, ReadMetrics metrics)
    {
        return new FileSource(reader, deletions, Optional.empty(), metrics);
    }

    /** The next batch, which may have no selected rows. */
    Optional<Batch> next()
            throws IOException
    {
        Optional<FileBatch> next = reader.next();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        FileBatch batch = next.get();
        firstRow = batch.firstRow();
        if (deletions.isEmpty() && wanted.isEmpty()) {
            return Optional.of(batch);
        }
        int[] positions = new int[batch.size()];
        int kept = batch.size();
        if (deletions.isPresent()) {
            kept = deletions.get().keep(batch.firstRow(), batch.size(), positions);
            metrics.add(Counter.ROWS_DELETED, batch.size() - kept);
        }
        else {
            Arrays.setAll(positions, i -> i);
        }
        if (wanted.isPresent()) {
            kept = keepWanted(positions, kept);
        }
        return kept == batch.size() ? Optional.of(batch) : Optional.of(new SelectedBatch(batch, batch.columnCount(), Selection.of(positions, kept)));
    }

    private int keepWanted(int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (wanted.orElseThrow().contains((int) (firstRow + positions[i]))) {
                positions[kept++] = positions[i];
            }
        }
        metrics.add(Counter.ROWS_SKIPPED_BY_INDEX, count - kept);
        return kept;
    }

    /** The number that the first row of the last batch has in the file. */
    long firstRow()
    {
        return firstRow;
    }

    long memoryBytes()
    {
        return reader.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        reader.close();
    }

    private static final class NoRows
            implements DataFileReader
    {
        @Override
        public Optional<FileBatch> next()
        {
            return Optional.empty();
        }

        @Override
        public long memoryBytes()
        {
            return 0;
        }

        @Override
        public void close() {}
    }
}
