package dev.varve.type;

/** TINYINT: 8 bits, signed. */
public record TinyIntType(boolean nullable)
        implements DataType
{
    @Override
    public TinyIntType withNullable(boolean nullable)
    {
        return new TinyIntType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("TINYINT", nullable);
    }
}
