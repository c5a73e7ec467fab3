package dev.varve.error;

import static java.util.Objects.requireNonNull;

/**
 * The one exception of the kernel's public API. The message says what is wrong, with which file, option or column, and
 * what to do about it; {@link #kind()} is what engines translate to their own error codes.
 *
 * <p>Layers below the API throw {@link java.io.IOException}; where a lower layer knows the kind, it throws this.
 */
public final class VarveException
        extends RuntimeException
{
    private static final long serialVersionUID = 1;

    public enum Kind
    {
        /** A file of the table is missing, truncated or makes no sense. */
        CORRUPT_TABLE,
        /** The table uses something that this version does not know; no row was returned. */
        UNSUPPORTED_FEATURE,
        /** No such warehouse, database, table, snapshot, tag or branch. */
        NOT_FOUND,
        /** What should be created is already there. */
        ALREADY_EXISTS,
        /** The request contradicts itself or the table: a bad option value, an unknown column. */
        INVALID_REQUEST,
        /** A snapshot, or a file that it names, is no longer there because it expired. */
        EXPIRED,
        /** Another commit made this one impossible. */
        COMMIT_CONFLICT,
        /** The store failed: unreachable, denied, I/O error. */
        STORAGE_FAILURE,
        /** What registers the tables failed: unreachable, denied, too slow. Trying again may help. */
        METASTORE_FAILURE,
    }

    private final Kind kind;

    public VarveException(Kind kind, String message)
    {
        super(message);
        this.kind = requireNonNull(kind, "kind is null");
    }

    public VarveException(Kind kind, String message, Throwable cause)
    {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind is null");
    }

    public Kind kind()
    {
        return kind;
    }

    public static VarveException corrupt(String message)
    {
        return new VarveException(Kind.CORRUPT_TABLE, message);
    }

    public static VarveException corrupt(String message, Throwable cause)
    {
        return new VarveException(Kind.CORRUPT_TABLE, message, cause);
    }

    public static VarveException unsupported(String message)
    {
        return new VarveException(Kind.UNSUPPORTED_FEATURE, message);
    }

    public static VarveException notFound(String message)
    {
        return new VarveException(Kind.NOT_FOUND, message);
    }

    public static VarveException invalid(String message)
    {
        return new VarveException(Kind.INVALID_REQUEST, message);
    }

    public static VarveException expired(String message, Throwable cause)
    {
        return new VarveException(Kind.EXPIRED, message, cause);
    }

    public static VarveException storage(String message, Throwable cause)
    {
        return new VarveException(Kind.STORAGE_FAILURE, message, cause);
    }
}
