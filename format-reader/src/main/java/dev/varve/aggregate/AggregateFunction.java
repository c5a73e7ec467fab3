package dev.varve.aggregate;

import dev.varve.error.VarveException;
import dev.varve.type.Field;

/** The aggregate functions by the names that table options give them. */
public final class AggregateFunction
{
    /** The function of a column that has none declared in a table of merge engine {@code aggregation}. */
    public static final String LAST_NON_NULL_VALUE = "last_non_null_value";

    /** The function of sequence columns. */
    public static final String LAST_VALUE = "last_value";

    /** The function of key columns. */
    public static final String PRIMARY_KEY = "primary-key";

    private AggregateFunction() {}

    /**
     * The function of that name for a column.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE for an unknown name, INVALID_REQUEST if the function does not fit the
     *         column or its options
     */
    public static Accumulator create(String function, Field column, AggregateOptions options)
    {
        Accumulator accumulator = create(new FunctionColumn(function, column), options);
        return options.ignoreRetract() ? new IgnoreRetract(accumulator) : accumulator;
    }

    private static Accumulator create(FunctionColumn column, AggregateOptions options)
    {
        return switch (column.function()) {
            case PRIMARY_KEY -> new PrimaryKeyValue();
            case LAST_VALUE -> new LastValue();
            case LAST_NON_NULL_VALUE -> new LastNonNullValue();
            case "first_value" -> new FirstValue(false, column);
            case "first_non_null_value", "first_not_null_value" -> new FirstValue(true, column);
            case "max", "min" -> new ExtremeValue(
                    column.function().equals("max"),
                    ValueOrder.of(column.column().type()).orElseThrow(() -> column.wrongType("a type whose values are ordered")),
                    column);
            default -> throw VarveException.unsupported(
                    "Column '%s' has the aggregate function '%s', which is not known".formatted(column.column().name(), column.function()));
        };
    }
}
