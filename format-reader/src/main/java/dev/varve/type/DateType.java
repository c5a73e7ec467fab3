package dev.varve.type;

/** DATE: days since 1970-01-01. */
public record DateType(boolean nullable)
        implements DataType
{
    @Override
    public DateType withNullable(boolean nullable)
    {
        return new DateType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("DATE", nullable);
    }
}
