package dev.varve.write.file;

import dev.varve.column.Batch;
import dev.varve.manifest.DataFile;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Writes rows of one bucket to data files, a new file whenever one has reached the target size, and describes the files as
 * manifests do. Not safe for use by several threads.
 *
 * <p>Batches for tables with a primary key have the columns {@code _SEQUENCE_NUMBER} (BIGINT), {@code _VALUE_KIND} (TINYINT), and those of
 * the table in order; their rows come in order of their keys. Batches for append tables have the columns of the table.
 */
public interface RowFileWriter
        extends Closeable
{
    /** Appends the selected rows. The batch is not used after the call returns. */
    void write(Batch batch)
            throws IOException;

    /** About how many bytes of memory hold rows that have not gone to the store. */
    long bufferedBytes();

    /** Ends what is held of the current file, a row group or stripe, so that it goes to the store. */
    void flush()
            throws IOException;

    /** Finishes the last file. Nothing can be written after that. The files are complete, though no snapshot names them yet. */
    List<DataFile> finish()
            throws IOException;

    /** Deletes what was written unless {@link #finish} has returned. */
    @Override
    void close()
            throws IOException;
}
