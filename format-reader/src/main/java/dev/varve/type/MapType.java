package dev.varve.type;

import static java.util.Objects.requireNonNull;

/** MAP. */
public record MapType(DataType key, DataType value, boolean nullable)
        implements DataType
{
    public MapType
    {
        requireNonNull(key, "key is null");
        requireNonNull(value, "value is null");
    }

    @Override
    public MapType withNullable(boolean nullable)
    {
        return new MapType(key, value, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("MAP<" + key + ", " + value + ">", nullable);
    }
}
