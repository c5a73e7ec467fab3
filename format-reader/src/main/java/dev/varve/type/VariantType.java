package dev.varve.type;

/** VARIANT: a semi-structured value, stored as the two binaries value and metadata. */
public record VariantType(boolean nullable)
        implements DataType
{
    @Override
    public VariantType withNullable(boolean nullable)
    {
        return new VariantType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("VARIANT", nullable);
    }
}
