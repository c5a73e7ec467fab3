package dev.varve.type;

/**
 * DECIMAL(p, s).
 *
 * @param precision digits in all, 1 to 38
 * @param scale digits after the point, 0 to precision
 */
public record DecimalType(int precision, int scale, boolean nullable)
        implements DataType
{
    /** Up to this precision an unscaled value fits a long. */
    public static final int MAX_SHORT_PRECISION = 18;

    public DecimalType
    {
        if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("Not a decimal type: DECIMAL(" + precision + ", " + scale + ")");
        }
    }

    /** Whether unscaled values fit a long. */
    public boolean isShort()
    {
        return precision <= MAX_SHORT_PRECISION;
    }

    @Override
    public DecimalType withNullable(boolean nullable)
    {
        return new DecimalType(precision, scale, nullable);
    }

    @Override
    public String toString()
    {
        return DataType.suffixed("DECIMAL(" + precision + ", " + scale + ")", nullable);
    }
}
