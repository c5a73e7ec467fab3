package dev.varve.process;

/** A server that did not come up. The message is one sentence for the user and names the log where there is one. */
public final class ServerStartException
        extends Exception
{
    private static final long serialVersionUID = 1;

    public ServerStartException(String message)
    {
        super(message);
    }

    public ServerStartException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
