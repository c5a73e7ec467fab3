package dev.varve.datafile;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads one file from start to end, batch by batch. Not safe for use by several threads. */
public interface DataFileReader
        extends Closeable
{
    /**
     * The next batch, or empty at the end of the file. Row groups (stripes) and pages that the request's filter rules out
     * are skipped, so batches may leave gaps between each other; the rows of one batch are contiguous in the file.
     */
    Optional<FileBatch> next()
            throws IOException;

    /** Bytes of memory held now for this file, decoded columns of the current batch included. */
    long memoryBytes();
}
