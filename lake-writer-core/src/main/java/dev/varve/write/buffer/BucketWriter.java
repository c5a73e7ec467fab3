package dev.varve.write.buffer;

import dev.varve.column.Column;

import java.io.Closeable;
import java.io.IOException;

/** Writes the rows of one bucket. Not safe for use by several threads. After an error only {@link #close} may be called. */
public interface BucketWriter
        extends Closeable
{
    /**
     * Writes rows, in their order.
     *
     * @param columns all columns of the table, flat, with values that are allowed
     * @param kinds a {@link dev.varve.row.RowKind#value} per row of the columns; null if all are +I
     */
    void write(Column[] columns, byte[] kinds, int[] positions)
            throws IOException;

    /** Bytes of memory, in rows that are held and in an open file, that {@link #freeMemory} would free. */
    long memoryBytes();

    /** Moves the rows that are held to local disk or to files of the table. */
    void freeMemory()
            throws IOException;

    /**
     * Makes files of all rows, and returns what was done since the last call; the files are the caller's then.
     */
    BucketChanges prepareCommit(Compaction compaction)
            throws IOException;

    /** What is to be compacted before a commit, in a bucket that is. */
    enum Compaction
    {
        /** What is due goes on while the commit is made. */
        BEGIN,
        /** What is due is waited for. */
        WAIT,
        /** Everything is compacted, and waited for. */
        FULL,
    }

    /** Whether something goes on that a later commit will need. */
    default boolean isBusy()
    {
        return false;
    }

    /** Deletes what was written and not returned by {@link #prepareCommit}. */
    @Override
    void close()
            throws IOException;
}
