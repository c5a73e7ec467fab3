package dev.varve.merge;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** One sorted run: rows in strictly ascending order of their keys, batch after batch. */
public interface RunSource
        extends Closeable
{
    /** The next batch, which may have no selected rows, or empty at the end of the run. It invalidates the batch before. */
    Optional<RunBatch> next()
            throws IOException;

    /** Bytes of memory held now. */
    long memoryBytes();
}
