package dev.varve.type;

/**
 * TIMESTAMP(p) WITH LOCAL TIME ZONE: an instant with p fractional digits.
 *
 * @param precision fractional digits of the second, 0 to 9
 */
public record LocalZonedTimestampType(int precision, boolean nullable)
        implements DataType
{
    public LocalZonedTimestampType
    {
        if (precision < 0 || precision > 9) {
            throw new IllegalArgumentException("Precision must be between 0 and 9: " + precision);
        }
    }

    @Override
    public LocalZonedTimestampType withNullable(boolean nullable)
    {
        return new LocalZonedTimestampType(precision, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("TIMESTAMP(" + precision + ") WITH LOCAL TIME ZONE", nullable);
    }
}
