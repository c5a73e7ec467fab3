package dev.varve.trino.error;

import dev.varve.error.VarveException;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.TrinoException;

import java.io.IOException;
import java.io.UncheckedIOException;

import static io.trino.spi.StandardErrorCode.ALREADY_EXISTS;
import static io.trino.spi.StandardErrorCode.NOT_FOUND;
import static java.util.Objects.requireNonNullElseGet;

/** The one place where errors of the kernel and of the store get their Trino error code. */
public final class ErrorTranslation
{
    private ErrorTranslation() {}

    /** A call into the kernel. */
    @FunctionalInterface
    public interface Call<T>
    {
        T run()
                throws IOException;
    }

    /**
     * Makes a call into the kernel.
     *
     * @throws TrinoException for whatever goes wrong in it
     */
    public static <T> T translating(Call<T> call)
    {
        try {
            return call.run();
        }
        catch (IOException | UncheckedIOException | VarveException e) {
            throw translate(e);
        }
    }

    /** The Trino exception for one that came out of the kernel; the same exception if it is one already. */
    public static TrinoException translate(Throwable error)
    {
        return switch (error) {
            case TrinoException trino -> trino;
            case VarveException varve -> new TrinoException(code(varve.kind()), varve.getMessage(), varve);
            case UncheckedIOException unchecked -> translate(unchecked.getCause());
            case IOException io -> translate(io);
            default -> new TrinoException(VarveErrorCode.VARVE_INTERNAL_ERROR, message(error), error);
        };
    }

    /** A low layer may know the kind of an error and still be called through an interface that says {@link IOException}. */
    private static TrinoException translate(IOException error)
    {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TrinoException || cause instanceof VarveException) {
                return translate(cause);
            }
        }
        return new TrinoException(VarveErrorCode.VARVE_STORAGE_FAILURE, message(error), error);
    }

    private static String message(Throwable error)
    {
        return requireNonNullElseGet(error.getMessage(), error::toString);
    }

    private static ErrorCodeSupplier code(VarveException.Kind kind)
    {
        return switch (kind) {
            case CORRUPT_TABLE -> VarveErrorCode.VARVE_CORRUPT_TABLE;
            case UNSUPPORTED_FEATURE -> VarveErrorCode.VARVE_UNSUPPORTED_FEATURE;
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS -> ALREADY_EXISTS;
            case INVALID_REQUEST -> VarveErrorCode.VARVE_INVALID_REQUEST;
            case EXPIRED -> VarveErrorCode.VARVE_VERSION_NOT_FOUND;
            case COMMIT_CONFLICT -> VarveErrorCode.VARVE_COMMIT_CONFLICT;
            case STORAGE_FAILURE -> VarveErrorCode.VARVE_STORAGE_FAILURE;
            case METASTORE_FAILURE -> VarveErrorCode.VARVE_METASTORE_FAILURE;
        };
    }
}
