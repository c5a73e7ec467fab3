package dev.varve.type;

/** INT: 32 bits, signed. */
public record IntType(boolean nullable)
        implements DataType
{
    @Override
    public IntType withNullable(boolean nullable)
    {
        return new IntType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("INT", nullable);
    }
}
