package dev.varve.hive.predicate;

import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.apache.hadoop.hive.common.type.Date;
import org.apache.hadoop.hive.common.type.HiveChar;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.common.type.HiveVarchar;
import org.apache.hadoop.hive.common.type.TimestampTZ;
import org.apache.hadoop.hive.ql.plan.ExprNodeConstantDesc;

import java.math.BigDecimal;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A constant of Hive as a literal of the kernel, where the kernel's comparison with it passes all that Hive's passes.
 *
 * @param comparison that of Hive, or a wider one
 */
record ConstantLiteral(Object value, Comparison comparison)
{
    private static final int NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    ConstantLiteral
    {
        requireNonNull(value, "value is null");
        requireNonNull(comparison, "comparison is null");
    }

    static Optional<ConstantLiteral> of(HiveColumn column, ExprNodeConstantDesc constant, Comparison comparison)
    {
        DataType type = column.field().type();
        Object value = constant.getValue();
        if (type instanceof FloatType || type instanceof DoubleType) {
            return floating(type, value, comparison);
        }
        return literal(type, value).map(literal -> new ConstantLiteral(literal, comparison));
    }

    /** Whether the column is text that Hive compares as it is stored. */
    static boolean isText(HiveColumn column)
    {
        return column.field().type() instanceof VarCharType;
    }

    private static Optional<Object> literal(DataType type, Object value)
    {
        if (type instanceof BooleanType) {
            return value instanceof Boolean ? Optional.of(value) : Optional.empty();
        }
        if (type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof BigIntType) {
            return isInteger(value) ? Optional.of(((Number) value).longValue()) : Optional.empty();
        }
        if (type instanceof DecimalType decimal) {
            return decimal(decimal, value);
        }
        if (type instanceof DateType) {
            return value instanceof Date date ? Optional.of((long) date.toEpochDay()) : Optional.empty();
        }
        if (type instanceof TimestampType) {
            return value instanceof org.apache.hadoop.hive.common.type.Timestamp timestamp
                    ? Optional.of(timestamp(timestamp.toEpochSecond(), timestamp.getNanos()))
                    : Optional.empty();
        }
        if (type instanceof LocalZonedTimestampType) {
            return value instanceof TimestampTZ timestamp ? Optional.of(timestamp(timestamp.getEpochSecond(), timestamp.getNanos())) : Optional.empty();
        }
        if (type instanceof VarCharType) {
            return text(value);
        }
        if (type instanceof CharType) {
            // Compared with a string, Hive leaves the spaces at the end out; the kernel always pads.
            return value instanceof HiveChar text ? Optional.of(Slices.utf8Slice(text.getStrippedValue())) : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isInteger(Object value)
    {
        return value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
    }

    private static Optional<Object> text(Object value)
    {
        if (value instanceof String text) {
            return Optional.of(Slices.utf8Slice(text));
        }
        if (value instanceof HiveVarchar text) {
            return Optional.of(Slices.utf8Slice(text.getValue()));
        }
        return Optional.empty();
    }

    private static Optional<Object> decimal(DecimalType type, Object value)
    {
        BigDecimal decimal;
        if (value instanceof HiveDecimal constant) {
            decimal = constant.bigDecimalValue();
        }
        else if (isInteger(value)) {
            decimal = BigDecimal.valueOf(((Number) value).longValue());
        }
        else {
            return Optional.empty();
        }
        if (decimal.signum() != 0 && decimal.stripTrailingZeros().scale() > type.scale()) {
            return Optional.empty();
        }
        BigDecimal scaled = decimal.setScale(type.scale());
        return scaled.precision() > type.precision() ? Optional.empty() : Optional.of(scaled);
    }

    /**
     * Hive has two orders of floating point numbers, that of == and &lt;, and the total one, by whether a plan is vectorized. They differ in NaN and
     * in the zeros, so only what passes the same under both is pushed.
     */
    private static Optional<ConstantLiteral> floating(DataType type, Object value, Comparison comparison)
    {
        if (!(value instanceof Float || value instanceof Double || isInteger(value))) {
            return Optional.empty();
        }
        double number = ((Number) value).doubleValue();
        boolean exact = !(value instanceof Long) || (long) number == (Long) value && (Long) value != Long.MAX_VALUE;
        if (Double.isNaN(number) || !exact) {
            return Optional.empty();
        }
        Comparison wider;
        switch (comparison) {
            case EQUAL:
                wider = Comparison.EQUAL;
                break;
            case LESS, LESS_OR_EQUAL:
                wider = Comparison.LESS_OR_EQUAL;
                break;
            default:
                return Optional.empty();
        }
        if (type instanceof DoubleType) {
            return Optional.of(new ConstantLiteral(number, wider));
        }
        float narrow = (float) number;
        return narrow == number ? Optional.of(new ConstantLiteral(narrow, wider)) : Optional.empty();
    }

    private static Timestamp timestamp(long seconds, int nanos)
    {
        return new Timestamp(Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), nanos / NANOS_PER_MICRO), nanos % NANOS_PER_MICRO);
    }
}
