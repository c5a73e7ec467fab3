package dev.varve.type;

/** DOUBLE: IEEE 754 binary64. */
public record DoubleType(boolean nullable)
        implements DataType
{
    @Override
    public DoubleType withNullable(boolean nullable)
    {
        return new DoubleType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("DOUBLE", nullable);
    }
}
