package dev.varve.type;

import static java.util.Objects.requireNonNull;

/** ARRAY. */
public record ArrayType(DataType element, boolean nullable)
        implements DataType
{
    public ArrayType
    {
        requireNonNull(element, "element is null");
    }

    @Override
    public ArrayType withNullable(boolean nullable)
    {
        return new ArrayType(element, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("ARRAY<" + element + ">", nullable);
    }
}
