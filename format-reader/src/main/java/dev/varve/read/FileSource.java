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

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** One data file in the columns of the read; rows that its deletion vector hides are not selected. */
final class FileSource
        implements Closeable
{
    private final DataFileReader reader;
    private final FileMapping mapping;
    private final Optional<DeletionVector> deletions;
    private final ReadMetrics metrics;
    private long firstRow;

    private FileSource(DataFileReader reader, FileMapping mapping, Optional<DeletionVector> deletions, ReadMetrics metrics)
    {
        this.reader = reader;
        this.mapping = mapping;
        this.deletions = deletions;
        this.metrics = metrics;
    }

    static FileSource open(Storage storage, DataFileFormat format, InputFile input, SplitFile file, ReadRequest request, FileMapping mapping)
            throws IOException
    {
        Optional<DeletionVector> deletions = Optional.empty();
        if (file.deletionFile().isPresent()) {
            deletions = Optional.of(DeletionVector.read(storage, file.deletionFile().get()));
        }
        DataFileReader reader = format.open(input, request);
        return new FileSource(reader, mapping, deletions, request.metrics());
    }

    static FileSource open(DataFileReader reader, FileMapping mapping, Optional<DeletionVector> deletions, ReadMetrics metrics)
    {
        return new FileSource(reader, mapping, deletions, metrics);
    }

    /** The next batch, which may have no selected rows. */
    Optional<Batch> next()
            throws IOException
    {
        Optional<FileBatch> next = reader.next();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        FileBatch batch = mapping.map(next.get());
        firstRow = batch.firstRow();
        if (deletions.isEmpty()) {
            return Optional.of(batch);
        }
        int[] positions = new int[batch.size()];
        int kept = deletions.get().keep(batch.firstRow(), batch.size(), positions);
        if (kept == batch.size()) {
            return Optional.of(batch);
        }
        metrics.add(Counter.ROWS_DELETED, batch.size() - kept);
        return Optional.of(new SelectedBatch(batch, batch.columnCount(), Selection.of(positions, kept)));
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
}
