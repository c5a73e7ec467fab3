package dev.varve.write.file.format;

import dev.varve.column.Column;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Writes the rows of one file. Not safe for use by several threads. After an error it can only be closed. */
public interface ColumnFileWriter
        extends Closeable
{
    /**
     * Appends rows {@code from} (inclusive) to {@code to} (exclusive) of flat columns, in the order of the columns of the file.
     *
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if a column that is NOT NULL holds a null there
     */
    void write(List<Column> columns, int from, int to)
            throws IOException;

    /** About how many bytes the file would have if it ended here. */
    long estimatedBytes();

    /** About how many bytes of memory hold rows that have not gone to the output: those of a row group or stripe. */
    long bufferedBytes();

    /** Ends what is held, so that it goes to the output. The file gets larger if that is often. */
    void flush()
            throws IOException;

    /** Writes what is left; nothing can be written after that. Returns a summary per column. */
    List<ColumnSummary> finish()
            throws IOException;

    /** Frees memory. The file is only complete if {@link #finish} has returned. */
    @Override
    void close()
            throws IOException;
}
