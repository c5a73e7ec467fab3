package dev.varve.write.file.format;

import dev.varve.type.Field;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes files of one format. Implementations are immutable and safe for use by several threads. */
public interface ColumnFileFormat
{
    /** The format's identifier, which is also the extension of its files. */
    String identifier();

    /**
     * Begins a file of those columns, which are named, typed and numbered as in the file.
     *
     * @param output closed by nobody here; it needs no buffer of its own
     * @throws dev.varve.error.VarveException if the format does not know a type, the codec or an option
     */
    ColumnFileWriter open(OutputStream output, List<Field> columns, FileEncoding encoding)
            throws IOException;
}
