package dev.varve.cli;

/** A command that cannot do its job. The message is one sentence that says what is wrong and what to do. */
public final class CommandException
        extends Exception
{
    private static final long serialVersionUID = 1;

    public CommandException(String message)
    {
        super(message);
    }

    public CommandException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
