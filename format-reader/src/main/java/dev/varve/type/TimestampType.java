package dev.varve.type;

/**
 * TIMESTAMP(p): a local date and time with p fractional digits.
 *
 * @param precision fractional digits of the second, 0 to 9
 */
public record TimestampType(int precision, boolean nullable)
        implements DataType
{
    public TimestampType
    {
        if (precision < 0 || precision > 9) {
            throw new IllegalArgumentException("Precision must be between 0 and 9: " + precision);
        }
    }

    @Override
    public TimestampType withNullable(boolean nullable)
    {
        return new TimestampType(precision, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("TIMESTAMP(" + precision + ")", nullable);
    }
}
