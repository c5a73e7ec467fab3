package dev.varve.hiveserver;

/** A statement that failed. The message is Hive's. */
public final class HiveStatementException
        extends Exception
{
    private static final long serialVersionUID = 1;

    public HiveStatementException(String message)
    {
        super(message);
    }
}
