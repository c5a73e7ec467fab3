package dev.varve.hiveserver;

/** A server that did not come up. The message is one sentence for the user and names the log where there is one. */
public final class HiveStartException
        extends Exception
{
    private static final long serialVersionUID = 1;

    public HiveStartException(String message)
    {
        super(message);
    }

    public HiveStartException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
