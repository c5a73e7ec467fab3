package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;

import java.io.IOException;

/** What went wrong below a catalog, in the words of its users. */
final class MetastoreFailure
{
    private MetastoreFailure() {}

    interface Action<T>
    {
        T run()
                throws IOException;
    }

    interface Change
    {
        void run()
                throws IOException;
    }

    static <T> T attempt(String failure, Action<T> action)
    {
        try {
            return action.run();
        }
        catch (IOException e) {
            throw of(failure, e);
        }
    }

    static void change(String failure, Change change)
    {
        attempt(failure, () -> {
            change.run();
            return null;
        });
    }

    static VarveException of(String failure, IOException e)
    {
        return new VarveException(kind(e), failure + ": " + e.getMessage(), e);
    }

    private static Kind kind(IOException e)
    {
        if (!(e instanceof MetastoreException metastore)) {
            return Kind.STORAGE_FAILURE;
        }
        switch (metastore.reason()) {
            case NOT_FOUND:
                return Kind.NOT_FOUND;
            case ALREADY_EXISTS:
                return Kind.ALREADY_EXISTS;
            case REFUSED:
                return Kind.INVALID_REQUEST;
            default:
                return Kind.METASTORE_FAILURE;
        }
    }
}
