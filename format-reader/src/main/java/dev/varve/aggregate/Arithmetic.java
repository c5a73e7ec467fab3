package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.Optional;

/** {@code sum} and {@code product}. A null changes nothing; the first number becomes the value. */
abstract class Arithmetic
        extends Accumulator
{
    enum Operation
    {
        SUM,
        PRODUCT,
    }

    private final Operation operation;
    private final FunctionColumn function;
    private boolean present;

    Arithmetic(Operation operation, FunctionColumn function)
    {
        this.operation = operation;
        this.function = function;
    }

    /** Empty if the type is not a number. */
    static Optional<Accumulator> of(Operation operation, FunctionColumn function)
    {
        DataType type = function.column().type();
        if (type instanceof DecimalType decimal) {
            return Optional.of(decimal.isShort()
                    ? new ShortDecimalArithmetic(operation, function, decimal)
                    : new LongDecimalArithmetic(operation, function, decimal));
        }
        if (type instanceof FloatType || type instanceof DoubleType) {
            return Optional.of(new FloatingArithmetic(operation, function));
        }
        return IntegerArithmetic.width(type) == 0 ? Optional.empty() : Optional.of(new IntegerArithmetic(operation, function));
    }

    /** The value becomes that one. */
    abstract void load(Column column, int position);

    /** Each of these returns whether the result can be represented; it is null otherwise. */
    abstract boolean plus(Column column, int position);

    abstract boolean minus(Column column, int position);

    abstract boolean times(Column column, int position);

    /** @throws ArithmeticException if there is no quotient */
    abstract boolean dividedBy(Column column, int position);

    /** Negates the value. */
    abstract boolean negate();

    abstract void appendValue(ColumnBuilder builder);

    @Override
    public final void reset()
    {
        present = false;
    }

    @Override
    public final void set(Column column, int position)
    {
        present = !column.isNull(position);
        if (present) {
            load(column, position);
        }
    }

    @Override
    public final void add(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (!present) {
            set(column, position);
        }
        else {
            present = operation == Operation.SUM ? plus(column, position) : times(column, position);
        }
    }

    /** Both operations commute. */
    @Override
    public final void addReversed(Column column, int position)
    {
        add(column, position);
    }

    @Override
    public final void retract(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (operation == Operation.PRODUCT) {
            present = present && quotient(column, position);
        }
        else if (present) {
            present = minus(column, position);
        }
        else {
            load(column, position);
            present = negate();
        }
    }

    private boolean quotient(Column column, int position)
    {
        try {
            return dividedBy(column, position);
        }
        catch (ArithmeticException e) {
            throw function.cannotDivide(e);
        }
    }

    @Override
    public final void appendTo(ColumnBuilder builder)
    {
        if (present) {
            appendValue(builder);
        }
        else {
            builder.appendNull();
        }
    }
}
