package dev.varve.datafile;

import dev.varve.storage.InputFile;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.List;

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

    /**
     * Where the values of columns lie in a file that is sorted by them, from the file's own statistics: to cut the file into stretches of keys. The
     * portions are in the order of the rows.
     *
     * @param columns by the names and types that they have in the file's own schema
     * @return empty if the file does not tell
     * @throws IOException if the file cannot be read
     */
    default List<SortedPortion> portions(InputFile file, List<Field> columns)
            throws IOException
    {
        return List.of();
    }
}
