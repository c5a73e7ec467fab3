package dev.varve.hms;

import java.io.IOException;

import static java.util.Objects.requireNonNull;

/** A call of the metastore that failed. */
public final class MetastoreException
        extends IOException
{
    private static final long serialVersionUID = 1;

    public enum Reason
    {
        /** There is no such database, table, partition or lock. */
        NOT_FOUND,
        /** What should be created is there. */
        ALREADY_EXISTS,
        /** The metastore understood the call and refused it; nothing has changed. */
        REFUSED,
        /** The metastore cannot be reached; nothing has changed. */
        UNREACHABLE,
        /** The connection broke after a change was asked for: it may have happened or not. */
        OUTCOME_UNKNOWN,
    }

    private final Reason reason;

    public MetastoreException(Reason reason, String message, Throwable cause)
    {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason is null");
    }

    public Reason reason()
    {
        return reason;
    }
}
