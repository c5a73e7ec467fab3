package dev.varve.type;

/** BLOB: large binary, usually in a file of its own. */
public record BlobType(boolean nullable)
        implements DataType
{
    @Override
    public BlobType withNullable(boolean nullable)
    {
        return new BlobType(nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("BLOB", nullable);
    }
}
