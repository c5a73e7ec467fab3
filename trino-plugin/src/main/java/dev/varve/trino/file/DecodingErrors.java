package dev.varve.trino.file;

import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What Trino's decoders throw at bytes that make no sense, told as an {@link IOException} that names the file. */
record DecodingErrors(StoragePath file, String format)
{
    IOException translate(RuntimeException e)
    {
        if (e instanceof VarveException known) {
            throw known;
        }
        if (e instanceof UncheckedIOException unchecked) {
            return translate(unchecked.getCause());
        }
        return new IOException("File " + file + " cannot be read as " + format + ": " + e.getMessage(), e);
    }

    /** The same exception if its message names the file already. */
    IOException translate(IOException e)
    {
        String message = String.valueOf(e.getMessage());
        if (message.contains(file.text())) {
            return e;
        }
        return new IOException("File " + file + " cannot be read as " + format + ": " + message, e);
    }
}
