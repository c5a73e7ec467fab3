package dev.varve.datafile;

import dev.varve.storage.InputFile;

import java.io.IOException;

/**
 * How the files of one format become columns. Implementations are immutable and safe for use by several threads; they are
 * held to one contract test.
 */
public interface DataFileFormat
{
    /** The format's identifier, which is also the extension of its files: {@code parquet}, {@code orc}, {@code avro}. */
    String identifier();

    /**
     * Opens a file; the caller closes the result.
     *
     * @throws IOException if the file cannot be read, or is not a whole file of this format with columns of those types; the
     *         message names the file
     */
    DataFileReader open(InputFile file, ReadRequest request)
            throws IOException;
}
