package dev.varve.merge;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * One sorted run: rows in ascending order of their keys, batch after batch. Keys are unique, unless the merge that takes the run says
 * that they need not be; even then no key has rows in two batches.
 */
public interface RunSource
        extends Closeable
{
    /** The next batch, which may have no selected rows, or empty at the end of the run. It invalidates the batch before. */
    Optional<RunBatch> next()
            throws IOException;

    /** Bytes of memory held now. */
    long memoryBytes();
}
