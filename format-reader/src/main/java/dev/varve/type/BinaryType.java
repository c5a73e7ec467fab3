package dev.varve.type;

/**
 * BINARY(n).
 *
 * @param length in bytes
 */
public record BinaryType(int length, boolean nullable)
        implements DataType
{
    public BinaryType
    {
        if (length < 1) {
            throw new IllegalArgumentException("The length of a BINARY is at least 1: " + length);
        }
    }

    @Override
    public BinaryType withNullable(boolean nullable)
    {
        return new BinaryType(length, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("BINARY(" + length + ")", nullable);
    }
}
