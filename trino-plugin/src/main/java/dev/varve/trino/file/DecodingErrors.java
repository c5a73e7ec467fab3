package dev.varve.trino.file;

import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What Trino's decoders throw at bytes that make no sense, told as an {@link IOException} that names the file. */
record DecodingErrors(StoragePath file, String format)
{
    /**
     * @return the same exception if its message names the file already
     * @throws VarveException if that is what was thrown, which has a kind and a message of its own
     */
    IOException translate(Exception e)
    {
        if (e instanceof VarveException known) {
            throw known;
        }
        if (e instanceof UncheckedIOException unchecked) {
            return translate(unchecked.getCause());
        }
        if (e instanceof IOException failure && String.valueOf(e.getMessage()).contains(file.text())) {
            return failure;
        }
        return new IOException("File " + file + " cannot be read as " + format + ": " + e.getMessage(), e);
    }
}
