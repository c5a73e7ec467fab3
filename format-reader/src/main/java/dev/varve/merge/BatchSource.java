package dev.varve.merge;

import dev.varve.column.Batch;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A stream of batches. Not safe for use by several threads; the caller closes it. */
public interface BatchSource
        extends Closeable
{
    /** The next batch, with at least one selected row, or empty at the end. It invalidates the batch before, see {@link Batch}. */
    Optional<Batch> next()
            throws IOException;

    /** Bytes of memory held now. */
    long memoryBytes();
}
