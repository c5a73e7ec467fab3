package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.type.DecimalType;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Sums and products of decimals of up to 18 digits. A sum may have more digits than the type as long as its unscaled value fits a
 * long; any other result that does not fit the type is null.
 */
final class ShortDecimalArithmetic
        extends Arithmetic
{
    private final int precision;
    private final int scale;
    private long unscaled;

    ShortDecimalArithmetic(Operation operation, FunctionColumn function, DecimalType type)
    {
        super(operation, function);
        precision = type.precision();
        scale = type.scale();
    }

    private static long read(Column column, int position)
    {
        return ((LongColumn) column).values()[position];
    }

    private BigDecimal value()
    {
        return BigDecimal.valueOf(unscaled, scale);
    }

    private boolean fitted(BigDecimal result)
    {
        Optional<BigDecimal> fitted = Decimals.fit(result, precision, scale);
        fitted.ifPresent(decimal -> unscaled = decimal.unscaledValue().longValueExact());
        return fitted.isPresent();
    }

    @Override
    void load(Column column, int position)
    {
        unscaled = read(column, position);
    }

    @Override
    boolean plus(Column column, int position)
    {
        long other = read(column, position);
        long sum = unscaled + other;
        boolean overflow = ((unscaled ^ sum) & (other ^ sum)) < 0;
        unscaled = sum;
        return !overflow;
    }

    @Override
    boolean minus(Column column, int position)
    {
        long other = read(column, position);
        long difference = unscaled - other;
        boolean overflow = ((unscaled ^ other) & (unscaled ^ difference)) < 0;
        unscaled = difference;
        return !overflow;
    }

    @Override
    boolean times(Column column, int position)
    {
        return fitted(value().multiply(BigDecimal.valueOf(read(column, position), scale)));
    }

    @Override
    boolean dividedBy(Column column, int position)
    {
        return fitted(value().divide(BigDecimal.valueOf(read(column, position), scale)));
    }

    @Override
    boolean negate()
    {
        return fitted(value().negate());
    }

    @Override
    void appendValue(ColumnBuilder builder)
    {
        ((LongBuilder) builder).append(unscaled);
    }
}
