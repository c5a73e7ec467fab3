package dev.varve.type;

/** FLOAT: IEEE 754 binary32. */
public record FloatType(boolean nullable)
        implements DataType
{
    @Override
    public FloatType withNullable(boolean nullable)
    {
        return new FloatType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("FLOAT", nullable);
    }
}
