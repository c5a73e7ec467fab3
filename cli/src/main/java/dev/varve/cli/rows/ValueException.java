package dev.varve.cli.rows;

/** A value that is none of its column. The message says why, without naming the line or the column: who reads the line does. */
final class ValueException
        extends Exception
{
    private static final long serialVersionUID = 1;

    ValueException(String message)
    {
        super(message);
    }
}
