package dev.varve.storage;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;

import static java.util.Objects.requireNonNull;

/**
 * What an {@link IOException} means that reading from a {@link GuardedStorage} ended with. Decoders wrap what the store throws, so all
 * causes are looked at.
 *
 * @param kind STORAGE_FAILURE if the store failed, EXPIRED if a file is missing that metadata names, the kind of the
 *         {@link VarveException} if there is one among the causes; otherwise the bytes made no sense: CORRUPT_TABLE
 * @param message what went wrong
 */
public record ReadFailure(Kind kind, String message, IOException exception)
{
    public ReadFailure
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(message, "message is null");
        requireNonNull(exception, "exception is null");
    }

    public static ReadFailure of(IOException exception)
    {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException || cause instanceof InterruptedIOException) {
                return new ReadFailure(Kind.STORAGE_FAILURE, String.valueOf(cause.getMessage()), exception);
            }
            if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
                return new ReadFailure(Kind.EXPIRED, String.valueOf(exception.getMessage()), exception);
            }
            if (cause instanceof VarveException known) {
                return new ReadFailure(known.kind(), String.valueOf(exception.getMessage()), exception);
            }
        }
        return new ReadFailure(Kind.CORRUPT_TABLE, String.valueOf(exception.getMessage()), exception);
    }

    /** @param attempt what could not be done, which the message starts with */
    public VarveException during(String attempt)
    {
        return new VarveException(kind, attempt + ": " + message, exception);
    }
}
