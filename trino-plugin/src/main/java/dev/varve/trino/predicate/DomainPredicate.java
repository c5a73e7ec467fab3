package dev.varve.trino.predicate;

import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate;
import dev.varve.row.Literal;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the predicate that the kernel evaluates of the domains that Trino pushes down. Whatever meets the domains meets the
 * predicate, which may be wider: Trino still filters.
 */
public final class DomainPredicate
{
    /** More ranges than that are joined to one: comparing each value with each of them would cost more than it saves. */
    private static final int MAX_RANGES = 1_000;

    private DomainPredicate() {}

    /**
     * Nothing is known of domains of members of rows.
     *
     * @param columns the fields that the column indexes of the predicate refer to
     */
    public static Predicate of(TupleDomain<VarveColumnHandle> domains, RowType columns)
    {
        if (domains.isNone()) {
            return Predicate.FALSE;
        }
        List<Predicate> conjuncts = new ArrayList<>();
        for (Map.Entry<VarveColumnHandle, Domain> entry : domains.getDomains().orElseThrow().entrySet()) {
            OptionalInt index = columns.indexOfId(entry.getKey().fieldId());
            if (index.isPresent() && !entry.getKey().isMember()) {
                Field field = columns.field(index.getAsInt());
                predicate(index.getAsInt(), field.type(), entry.getValue()).ifPresent(conjuncts::add);
            }
        }
        return Predicate.and(conjuncts);
    }

    /** As {@link #of}, empty if every row meets the domains. */
    public static Optional<Predicate> condition(TupleDomain<VarveColumnHandle> domains, RowType columns)
    {
        Predicate predicate = of(domains, columns);
        return predicate.equals(Predicate.TRUE) ? Optional.empty() : Optional.of(predicate);
    }

    private static Optional<Predicate> predicate(int column, DataType type, Domain domain)
    {
        if (domain.isAll() || !isComparable(type, domain.getType())) {
            return Optional.empty();
        }
        List<Predicate> alternatives = new ArrayList<>();
        if (domain.getValues().isAll() || mayHoldNaN(domain)) {
            alternatives.add(new Predicate.IsNotNull(column, type));
        }
        else if (!domain.getValues().isNone()) {
            add(column, type, domain.simplify(MAX_RANGES).getValues().getRanges().getOrderedRanges(), alternatives);
        }
        if (domain.isNullAllowed()) {
            alternatives.add(new Predicate.IsNull(column, type));
        }
        return Optional.of(Predicate.or(alternatives));
    }

    /** Whether both sides compare values of the column alike. */
    private static boolean isComparable(DataType type, Type trinoType)
    {
        // CHAR values too long for Trino's own type show as varchar, which does not ignore trailing spaces.
        return Literal.exists(type) && NativeValue.hasLiteral(trinoType) && (type instanceof CharType) == (trinoType instanceof io.trino.spi.type.CharType);
    }

    /** NaN is in no range, but it is different from everything: the ranges of "not equal" are meant to let it pass. */
    private static boolean mayHoldNaN(Domain domain)
    {
        if (!(domain.getType() instanceof RealType || domain.getType() instanceof DoubleType) || domain.getValues().isNone()) {
            return false;
        }
        Range span = domain.getValues().getRanges().getSpan();
        return span.isLowUnbounded() && span.isHighUnbounded();
    }

    private static void add(int column, DataType type, List<Range> ranges, List<Predicate> alternatives)
    {
        List<Object> points = new ArrayList<>();
        for (Range range : ranges) {
            add(column, type, range, points, alternatives);
        }
        if (points.size() == 1) {
            alternatives.add(new Predicate.Compare(column, type, Comparison.EQUAL, points.getFirst()));
        }
        else if (!points.isEmpty()) {
            alternatives.add(new Predicate.In(column, type, points));
        }
    }

    /** Adds one range: to the points if it is just a value, else to the alternatives. */
    private static void add(int column, DataType type, Range range, List<Object> points, List<Predicate> alternatives)
    {
        Type trinoType = range.getType();
        Optional<Bound> low = range.isLowUnbounded() ? Optional.empty() : Bound.low(trinoType, range.getLowBoundedValue(), range.isLowInclusive());
        Optional<Bound> high = range.isHighUnbounded() ? Optional.empty() : Bound.high(trinoType, range.getHighBoundedValue(), range.isHighInclusive());
        if (range.isSingleValue() && low.isPresent()) {
            // A bound that is not inclusive is that of a value that the column cannot have.
            if (low.get().inclusive()) {
                points.add(low.get().literal());
            }
            return;
        }
        List<Predicate> bounds = new ArrayList<>();
        low.ifPresent(bound -> bounds.add(new Predicate.Compare(
                column, type, bound.inclusive() ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER, bound.literal())));
        high.ifPresent(bound -> bounds.add(new Predicate.Compare(
                column, type, bound.inclusive() ? Comparison.LESS_OR_EQUAL : Comparison.LESS, bound.literal())));
        alternatives.add(bounds.isEmpty() ? new Predicate.IsNotNull(column, type) : Predicate.and(bounds));
    }
}
