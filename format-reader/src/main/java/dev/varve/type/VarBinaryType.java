package dev.varve.type;

/**
 * VARBINARY(n): at most n bytes; BYTES is the one without a bound.
 *
 * @param length in bytes
 */
public record VarBinaryType(int length, boolean nullable)
        implements DataType
{
    /** The length of BYTES. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public VarBinaryType
    {
        if (length < 1) {
            throw new IllegalArgumentException("The length of a VARBINARY is at least 1: " + length);
        }
    }

    @Override
    public VarBinaryType withNullable(boolean nullable)
    {
        return new VarBinaryType(length, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed(length == UNBOUNDED ? "BYTES" : "VARBINARY(" + length + ")", nullable);
    }
}
