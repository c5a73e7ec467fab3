package dev.varve.trino.predicate;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.Literal;
import dev.varve.trino.VarveColumnHandle;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the predicate that the kernel evaluates of the domains that Trino pushes down. Whatever meets the domains meets the
 * predicate; it may be wider, where the two disagree on the order of values, so Trino still filters.
 */
public final class DomainPredicate
{
    /** More ranges than that are joined to one: comparing each value with each of them would cost more than it saves. */
    private static final int MAX_RANGES = 1_000;

    private DomainPredicate() {}

    /**
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
            if (index.isPresent()) {
                Field field = columns.field(index.getAsInt());
                predicate(index.getAsInt(), field.type(), entry.getValue()).ifPresent(conjuncts::add);
            }
        }
        return Predicate.and(conjuncts);
    }

    private static Optional<Predicate> predicate(int column, DataType type, Domain domain)
    {
        if (domain.isAll() || !Literal.exists(type) || !NativeValue.hasLiteral(domain.getType())) {
            return Optional.empty();
        }
        List<Predicate> alternatives = new ArrayList<>();
        if (domain.getValues().isAll()) {
            alternatives.add(new Predicate.IsNotNull(column, type));
        }
        else if (!domain.getValues().isNone()) {
            List<Object> points = new ArrayList<>();
            for (Range range : domain.simplify(MAX_RANGES).getValues().getRanges().getOrderedRanges()) {
                add(column, type, range, points, alternatives);
            }
            if (points.size() == 1) {
                alternatives.add(new Predicate.Compare(column, type, Comparison.EQUAL, points.getFirst()));
            }
            else if (!points.isEmpty()) {
                alternatives.add(new Predicate.In(column, type, points));
            }
        }
        if (domain.isNullAllowed()) {
            alternatives.add(new Predicate.IsNull(column, type));
        }
        return Optional.of(Predicate.or(alternatives));
    }

    /** Adds one range: to the points if it is just a value, else to the alternatives. */
    private static void add(int column, DataType type, Range range, List<Object> points, List<Predicate> alternatives)
    {
        Type trinoType = range.getType();
        Optional<Bound> low = range.isLowUnbounded() ? Optional.empty() : Bound.low(trinoType, range.getLowBoundedValue(), range.isLowInclusive());
        Optional<Bound> high = range.isHighUnbounded() ? Optional.empty() : Bound.high(trinoType, range.getHighBoundedValue(), range.isHighInclusive());
        if (low.isPresent() && high.isPresent()) {
            int order = Literal.compare(low.get().literal(), high.get().literal());
            if (order > 0 || (order == 0 && !(low.get().inclusive() && high.get().inclusive()))) {
                return;
            }
            if (order == 0) {
                points.add(low.get().literal());
                return;
            }
        }
        List<Predicate> bounds = new ArrayList<>();
        low.ifPresent(bound -> bounds.add(new Predicate.Compare(
                column, type, bound.inclusive() ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER, bound.literal())));
        high.ifPresent(bound -> bounds.add(new Predicate.Compare(
                column, type, bound.inclusive() ? Comparison.LESS_OR_EQUAL : Comparison.LESS, bound.literal())));
        alternatives.add(bounds.isEmpty() ? new Predicate.IsNotNull(column, type) : Predicate.and(bounds));
    }
}
