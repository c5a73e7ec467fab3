package dev.varve.type;

/** BOOLEAN. */
public record BooleanType(boolean nullable)
        implements DataType
{
    @Override
    public BooleanType withNullable(boolean nullable)
    {
        return new BooleanType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("BOOLEAN", nullable);
    }
}
