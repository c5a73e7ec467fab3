package dev.varve.type;

/** BIGINT: 64 bits, signed. */
public record BigIntType(boolean nullable)
        implements DataType
{
    @Override
    public BigIntType withNullable(boolean nullable)
    {
        return new BigIntType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("BIGINT", nullable);
    }
}
