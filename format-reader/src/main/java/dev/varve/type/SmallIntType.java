package dev.varve.type;

/** SMALLINT: 16 bits, signed. */
public record SmallIntType(boolean nullable)
        implements DataType
{
    @Override
    public SmallIntType withNullable(boolean nullable)
    {
        return new SmallIntType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("SMALLINT", nullable);
    }
}
