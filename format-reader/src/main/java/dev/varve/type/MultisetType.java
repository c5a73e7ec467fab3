package dev.varve.type;

import static java.util.Objects.requireNonNull;

/** MULTISET: physically a map from the element to its INT count. */
public record MultisetType(DataType element, boolean nullable)
        implements DataType
{
    public MultisetType
    {
        requireNonNull(element, "element is null");
    }

    @Override
    public MultisetType withNullable(boolean nullable)
    {
        return new MultisetType(element, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("MULTISET<" + element + ">", nullable);
    }
}
