package dev.varve.predicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

import static java.util.Objects.requireNonNull;

/**
 * The conjuncts of a predicate, sorted by the columns that they need.
 *
 * @param inside those that need certain columns only; empty if there are none
 * @param outside the others
 */
public record PredicateSplit(Optional<Predicate> inside, Optional<Predicate> outside)
{
    public PredicateSplit
    {
        requireNonNull(inside, "inside is null");
        requireNonNull(outside, "outside is null");
    }

    /**
     * @param columns which column indexes count as inside
     */
    public static PredicateSplit of(Optional<Predicate> predicate, IntPredicate columns)
    {
        List<Predicate> inside = new ArrayList<>();
        List<Predicate> outside = new ArrayList<>();
        for (Predicate conjunct : Predicate.conjuncts(predicate)) {
            boolean allInside = Columns.of(conjunct).stream().allMatch(columns);
            (allInside ? inside : outside).add(conjunct);
        }
        return new PredicateSplit(conjunction(inside), conjunction(outside));
    }

    private static Optional<Predicate> conjunction(List<Predicate> conjuncts)
    {
        return conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
    }
}
