package dev.varve.type;

/**
 * CHAR(n): text of n code points. Stored without padding, compared as stored.
 *
 * @param length in code points
 */
public record CharType(int length, boolean nullable)
        implements DataType
{
    public CharType
    {
        if (length < 1) {
            throw new IllegalArgumentException("The length of a CHAR is at least 1: " + length);
        }
    }

    @Override
    public CharType withNullable(boolean nullable)
    {
        return new CharType(length, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("CHAR(" + length + ")", nullable);
    }
}
