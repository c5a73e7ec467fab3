package dev.varve.type;

import static java.util.Objects.requireNonNull;

/** VECTOR: an array of exactly so many primitives, none of them null. */
public record VectorType(DataType element, int length, boolean nullable)
        implements DataType
{
    public VectorType
    {
        requireNonNull(element, "element is null");
    }

    @Override
    public VectorType withNullable(boolean nullable)
    {
        return new VectorType(element, length, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("VECTOR<" + element + ", " + length + ">", nullable);
    }
}
