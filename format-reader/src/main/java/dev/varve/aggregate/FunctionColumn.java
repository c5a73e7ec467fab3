package dev.varve.aggregate;

import dev.varve.error.VarveException;
import dev.varve.type.Field;

/** A function and the column that it is declared for, to name both when something is wrong. */
record FunctionColumn(String function, Field column)
{
    VarveException cannotRetract()
    {
        return VarveException.invalid(("Aggregate function '%s' of column '%s' cannot take a deleted or updated record back; set the table option "
                + "'fields.%2$s.ignore-retract' to 'true' if such records should leave the column alone").formatted(function, column.name()));
    }

    VarveException cannotDivide(ArithmeticException cause)
    {
        return new VarveException(
                VarveException.Kind.INVALID_REQUEST,
                "Aggregate function '%s' of column '%s' cannot take a deleted or updated record back, because its value does not divide the product: %s"
                        .formatted(function, column.name(), cause.getMessage()),
                cause);
    }

    VarveException wrongType(String expected)
    {
        return VarveException.invalid("Aggregate function '%s' needs a column of %s, but column '%s' is %s".formatted(function, expected, column.name(), column.type()));
    }

    VarveException invalidOption(String suffix, String problem)
    {
        return VarveException.invalid("Option 'fields.%s.%s' of aggregate function '%s': %s".formatted(column.name(), suffix, function, problem));
    }

    VarveException corruptValue(String what, Throwable cause)
    {
        return VarveException.corrupt("Column '%s' has aggregate function '%s', but holds a value that is not %s".formatted(column.name(), function, what), cause);
    }
}
