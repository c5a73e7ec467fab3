package dev.varve.trino.file;

import dev.varve.predicate.Predicate;
import dev.varve.type.Timestamp;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Predicates as Trino's domains, for readers that skip by statistics: the domains let every row through that the predicate
 * lets through, and more where a domain cannot say it all.
 *
 * @param <C> what names a column to the reader
 */
final class DomainBuilder<C>
{
    /** A column whose statistics may be used, and the type in which a reader shows them. */
    record Target<C>(C column, Type type) {}

    private final IntFunction<Optional<Target<C>>> targets;

    /** @param targets by the column indexes of predicates; empty where the statistics tell nothing */
    DomainBuilder(IntFunction<Optional<Target<C>>> targets)
    {
        this.targets = targets;
    }

    TupleDomain<C> build(Predicate predicate)
    {
        return switch (predicate) {
            case Predicate.And and -> TupleDomain.intersect(and.operands().stream().map(this::build).toList());
            case Predicate.Or or -> or.operands().isEmpty() ? TupleDomain.none() : TupleDomain.columnWiseUnion(or.operands().stream().map(this::build).toList());
            case Predicate.Leaf leaf -> targets.apply(leaf.column())
                    .flatMap(target -> domain(leaf, target.type()).map(domain -> TupleDomain.withColumnDomains(Map.of(target.column(), domain))))
                    .orElse(TupleDomain.all());
        };
    }

    private static Optional<Domain> domain(Predicate.Leaf leaf, Type type)
    {
        return switch (leaf) {
            case Predicate.IsNull _ -> Optional.of(Domain.onlyNull(type));
            case Predicate.IsNotNull _ -> Optional.of(Domain.notNull(type));
            case Predicate.Compare compare -> value(compare.literal(), type).map(value -> compare(compare.comparison(), value, type));
            case Predicate.In in -> values(in.literals(), type).map(values -> Domain.create(values.isEmpty() ? ValueSet.none(type) : ValueSet.copyOf(type, values), false));
            case Predicate.NotIn notIn when isFloating(type) -> Optional.empty();
            case Predicate.NotIn notIn -> values(notIn.literals(), type).map(values -> Domain.create(values.isEmpty() ? ValueSet.all(type) : ValueSet.copyOf(type, values).complement(), false));
            case Predicate.StartsWith startsWith -> type instanceof VarcharType ? Optional.of(startsWith(startsWith.prefix(), type)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Domain compare(Predicate.Comparison comparison, Object value, Type type)
    {
        // the two zeros are one value to some and two to others, and NaN may be missing in statistics
        boolean floating = isFloating(type);
        ValueSet values = switch (comparison) {
            case EQUAL -> ValueSet.of(type, value);
            case NOT_EQUAL -> floating ? ValueSet.all(type) : ValueSet.of(type, value).complement();
            case LESS -> ValueSet.ofRanges(floating ? Range.lessThanOrEqual(type, value) : Range.lessThan(type, value));
            case LESS_OR_EQUAL -> ValueSet.ofRanges(Range.lessThanOrEqual(type, value));
            case GREATER -> ValueSet.ofRanges(floating ? Range.greaterThanOrEqual(type, value) : Range.greaterThan(type, value));
            case GREATER_OR_EQUAL -> ValueSet.ofRanges(Range.greaterThanOrEqual(type, value));
        };
        return Domain.create(values, false);
    }

    private static Domain startsWith(Slice prefix, Type type)
    {
        byte[] end = prefix.getBytes();
        int length = end.length;
        while (length > 0 && end[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            return Domain.notNull(type);
        }
        end[length - 1]++;
        return Domain.create(ValueSet.ofRanges(Range.range(type, prefix, true, Slices.wrappedBuffer(Arrays.copyOf(end, length)), false)), false);
    }

    private static boolean isFloating(Type type)
    {
        return type == RealType.REAL || type == DoubleType.DOUBLE;
    }

    private static Optional<List<Object>> values(List<Object> literals, Type type)
    {
        List<Object> values = new ArrayList<>(literals.size());
        for (Object literal : literals) {
            Optional<Object> value = value(literal, type);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    /** The literal as a value of the type; empty if it is not one, or NaN, which no range contains. */
    private static Optional<Object> value(Object literal, Type type)
    {
        return Optional.ofNullable(switch (type) {
            case BooleanType _ -> literal instanceof Boolean ? literal : null;
            case TinyintType _ -> integer(literal, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SmallintType _ -> integer(literal, Short.MIN_VALUE, Short.MAX_VALUE);
            case IntegerType _, DateType _ -> integer(literal, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BigintType _ -> literal instanceof Timestamp timestamp ? micros(timestamp) : integer(literal, Long.MIN_VALUE, Long.MAX_VALUE);
            case TimestampType _ -> literal instanceof Timestamp timestamp ? micros(timestamp) : null;
            case RealType _ -> literal instanceof Float value && !value.isNaN() ? (Object) (long) Float.floatToRawIntBits(value) : null;
            case DoubleType _ -> literal instanceof Double value && !value.isNaN() ? value : null;
            case DecimalType decimal -> decimal(literal, decimal);
            case VarcharType _ -> literal instanceof Slice ? literal : null;
            default -> null;
        });
    }

    private static Long integer(Object literal, long min, long max)
    {
        return literal instanceof Long value && value >= min && value <= max ? value : null;
    }

    private static Long micros(Timestamp timestamp)
    {
        return timestamp.nanosOfMicro() == 0 ? timestamp.epochMicros() : null;
    }

    private static Object decimal(Object literal, DecimalType type)
    {
        if (!(literal instanceof BigDecimal value) || value.scale() != type.getScale() || value.precision() > type.getPrecision()) {
            return null;
        }
        return type.isShort() ? (Object) value.unscaledValue().longValueExact() : Int128.valueOf(value.unscaledValue());
    }
}
