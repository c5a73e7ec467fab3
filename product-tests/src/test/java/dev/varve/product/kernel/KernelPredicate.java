package dev.varve.product.kernel;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.product.sql.Condition;
import dev.varve.product.sql.Literal;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TinyIntType;
import io.airlift.slice.Slices;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conditions as predicates of the kernel. What the kernel has no predicate for becomes TRUE when it is required, which is
 * right for push-down because the rows are filtered again.
 */
final class KernelPredicate
{
    private final RowType type;

    KernelPredicate(RowType type)
    {
        this.type = type;
    }

    Predicate of(Condition condition)
    {
        return of(condition, false);
    }

    private Predicate of(Condition condition, boolean negated)
    {
        return switch (condition) {
            case Condition.And and -> negated
                    ? Predicate.or(List.of(of(and.left(), true), of(and.right(), true)))
                    : Predicate.and(List.of(of(and.left(), false), of(and.right(), false)));
            case Condition.Or or -> negated
                    ? Predicate.and(List.of(of(or.left(), true), of(or.right(), true)))
                    : Predicate.or(List.of(of(or.left(), false), of(or.right(), false)));
            case Condition.Not not -> of(not.condition(), !negated);
            case Condition.IsNull isNull -> negated
                    ? new Predicate.IsNotNull(index(isNull.column()), columnType(isNull.column()))
                    : new Predicate.IsNull(index(isNull.column()), columnType(isNull.column()));
            case Condition.Between between -> of(
                    new Condition.And(
                            new Condition.Comparison(between.column(), Condition.Operator.GREATER_OR_EQUAL, between.low()),
                            new Condition.Comparison(between.column(), Condition.Operator.LESS_OR_EQUAL, between.high())),
                    negated);
            case Condition.Comparison comparison -> comparison(comparison, negated);
            case Condition.In in -> in(in, negated);
            case Condition.Like like -> like(like, negated);
        };
    }

    private Predicate comparison(Condition.Comparison condition, boolean negated)
    {
        Optional<Object> literal = literal(condition.literal(), columnType(condition.column()));
        if (literal.isEmpty()) {
            return Predicate.TRUE;
        }
        Comparison comparison = Comparison.valueOf(condition.operator().name());
        DataType type = columnType(condition.column());
        if (negated && (type instanceof FloatType || type instanceof DoubleType)) {
            // What is not less than a number need not be greater or equal: NaN is neither.
            return Predicate.TRUE;
        }
        return new Predicate.Compare(index(condition.column()), type, negated ? negation(comparison) : comparison, literal.get());
    }

    private static Comparison negation(Comparison comparison)
    {
        return switch (comparison) {
            case EQUAL -> Comparison.NOT_EQUAL;
            case NOT_EQUAL -> Comparison.EQUAL;
            case LESS -> Comparison.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Comparison.GREATER;
            case GREATER -> Comparison.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Comparison.LESS;
        };
    }

    private Predicate in(Condition.In condition, boolean negated)
    {
        List<Object> literals = new ArrayList<>();
        for (Literal each : condition.literals()) {
            Optional<Object> literal = literal(each, columnType(condition.column()));
            if (literal.isEmpty()) {
                return Predicate.TRUE;
            }
            literals.add(literal.get());
        }
        return negated
                ? new Predicate.NotIn(index(condition.column()), columnType(condition.column()), literals)
                : new Predicate.In(index(condition.column()), columnType(condition.column()), literals);
    }

    private Predicate like(Condition.Like condition, boolean negated)
    {
        String prefix = condition.pattern().substring(0, condition.pattern().length() - 1);
        boolean isPrefix = condition.pattern().endsWith("%") && !prefix.contains("%") && !prefix.contains("_");
        return isPrefix && !negated
                ? new Predicate.StartsWith(index(condition.column()), columnType(condition.column()), Slices.utf8Slice(prefix))
                : Predicate.TRUE;
    }

    /** The kernel's form of a literal, if the column's type can hold it. */
    private static Optional<Object> literal(Literal literal, DataType type)
    {
        return switch (literal.value()) {
            case Boolean value -> Optional.of(value);
            case Long value -> number(BigDecimal.valueOf(value), type);
            case BigDecimal value -> number(value, type);
            case Float value -> Optional.of(value);
            case Double value -> Optional.of(value);
            case String value -> Optional.of(Slices.utf8Slice(value));
            case byte[] value -> Optional.of(Slices.wrappedBuffer(value));
            case LocalDate value -> Optional.of(value.toEpochDay());
            case LocalTime value -> value.getNano() % 1_000_000 == 0 ? Optional.of(value.toNanoOfDay() / 1_000_000) : Optional.empty();
            case LocalDateTime value -> Optional.of(timestamp(value));
            case Instant value -> Optional.of(timestamp(LocalDateTime.ofInstant(value, ZoneOffset.UTC)));
            default -> throw new IllegalArgumentException("Not a literal: " + literal);
        };
    }

    private static Optional<Object> number(BigDecimal value, DataType type)
    {
        return switch (type) {
            case TinyIntType _ -> within(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SmallIntType _ -> within(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case IntType _ -> within(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BigIntType _ -> within(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case DecimalType decimal -> value.stripTrailingZeros().scale() <= decimal.scale() ? Optional.of(value.setScale(decimal.scale())) : Optional.empty();
            case FloatType _ -> Optional.of(value.floatValue());
            case DoubleType _ -> Optional.of(value.doubleValue());
            default -> throw new IllegalArgumentException("A column of type " + type + " is compared with " + value);
        };
    }

    private static Optional<Object> within(BigDecimal value, long low, long high)
    {
        boolean fits = value.compareTo(BigDecimal.valueOf(low)) >= 0 && value.compareTo(BigDecimal.valueOf(high)) <= 0;
        return fits ? Optional.of(value.longValueExact()) : Optional.empty();
    }

    private static Timestamp timestamp(LocalDateTime value)
    {
        long seconds = value.toEpochSecond(ZoneOffset.UTC);
        return new Timestamp(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1_000), value.getNano() % 1_000);
    }

    private int index(String column)
    {
        return type.indexOf(column).orElseThrow(() -> new IllegalArgumentException("No column " + column));
    }

    private DataType columnType(String column)
    {
        return type.field(index(column)).type();
    }
}
