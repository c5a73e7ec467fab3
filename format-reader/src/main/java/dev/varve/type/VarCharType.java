package dev.varve.type;

/**
 * VARCHAR(n): UTF-8 text of at most n code points; STRING is the one without a bound.
 *
 * @param length in code points
 */
public record VarCharType(int length, boolean nullable)
        implements DataType
{
    /** The length of STRING. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public VarCharType
    {
        if (length < 1) {
            throw new IllegalArgumentException("The length of a VARCHAR is at least 1: " + length);
        }
    }

    @Override
    public VarCharType withNullable(boolean nullable)
    {
        return new VarCharType(length, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed(length == UNBOUNDED ? "STRING" : "VARCHAR(" + length + ")", nullable);
    }
}
