package dev.varve.type;

/**
 * TIME(p): milliseconds of the day, whatever the declared precision.
 *
 * @param precision fractional digits of the second, 0 to 9
 */
public record TimeType(int precision, boolean nullable)
        implements DataType
{
    public TimeType
    {
        if (precision < 0 || precision > 9) {
            throw new IllegalArgumentException("Precision must be between 0 and 9: " + precision);
        }
    }

    @Override
    public TimeType withNullable(boolean nullable)
    {
        return new TimeType(precision, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("TIME(" + precision + ")", nullable);
    }
}
