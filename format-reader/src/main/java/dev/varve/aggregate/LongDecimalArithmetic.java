package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.type.DecimalType;

import java.math.BigDecimal;
import java.util.Optional;

/** Sums and products of decimals of more than 18 digits; a result that does not fit the type is null. */
final class LongDecimalArithmetic
        extends Arithmetic
{
    private final int precision;
    private final int scale;
    private BigDecimal value = BigDecimal.ZERO;

    LongDecimalArithmetic(Operation operation, FunctionColumn function, DecimalType type)
    {
        super(operation, function);
        precision = type.precision();
        scale = type.scale();
    }

    private BigDecimal read(Column column, int position)
    {
        return Decimals.value(column, position, scale);
    }

    private boolean fitted(BigDecimal result)
    {
        Optional<BigDecimal> fitted = Decimals.fit(result, precision, scale);
        fitted.ifPresent(decimal -> value = decimal);
        return fitted.isPresent();
    }

    @Override
    void load(Column column, int position)
    {
        value = read(column, position);
    }

    @Override
    boolean plus(Column column, int position)
    {
        return fitted(value.add(read(column, position)));
    }

    @Override
    boolean minus(Column column, int position)
    {
        return fitted(value.subtract(read(column, position)));
    }

    @Override
    boolean times(Column column, int position)
    {
        return fitted(value.multiply(read(column, position)));
    }

    @Override
    boolean dividedBy(Column column, int position)
    {
        return fitted(value.divide(read(column, position)));
    }

    @Override
    boolean negate()
    {
        return fitted(value.negate());
    }

    @Override
    void appendValue(ColumnBuilder builder)
    {
        Decimals.append(builder, value);
    }
}
