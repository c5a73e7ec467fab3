package dev.varve.predicate;

import dev.varve.predicate.Predicate.And;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.Or;
import dev.varve.predicate.Predicate.StartsWith;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The columns that a predicate refers to: which they are, and predicates in terms of others, or of their values. */
public final class Columns
{
    private Columns() {}

    /** The column indexes in a predicate. */
    public static BitSet of(Predicate predicate)
    {
        BitSet columns = new BitSet();
        collect(predicate, columns);
        return columns;
    }

    private static void collect(Predicate predicate, BitSet columns)
    {
        if (predicate instanceof And and) {
            and.operands().forEach(operand -> collect(operand, columns));
        }
        else if (predicate instanceof Or or) {
            or.operands().forEach(operand -> collect(operand, columns));
        }
        else {
            columns.set(((Leaf) predicate).column());
        }
    }

    /** The same predicate in terms of other column indexes. */
    public static Predicate remap(Predicate predicate, IntUnaryOperator index)
    {
        if (predicate instanceof And and) {
            return new And(and.operands().stream().map(operand -> remap(operand, index)).toList());
        }
        if (predicate instanceof Or or) {
            return new Or(or.operands().stream().map(operand -> remap(operand, index)).toList());
        }
        Leaf leaf = (Leaf) predicate;
        int column = index.applyAsInt(leaf.column());
        if (leaf instanceof Compare compare) {
            return new Compare(column, compare.type(), compare.comparison(), compare.literal());
        }
        if (leaf instanceof In in) {
            return new In(column, in.type(), in.literals());
        }
        if (leaf instanceof NotIn notIn) {
            return new NotIn(column, notIn.type(), notIn.literals());
        }
        if (leaf instanceof IsNull) {
            return new IsNull(column, leaf.type());
        }
        if (leaf instanceof IsNotNull) {
            return new IsNotNull(column, leaf.type());
        }
        return new StartsWith(column, leaf.type(), ((StartsWith) leaf).prefix());
    }

    /**
     * What remains of a predicate where the values of some columns are known: conditions on them become true or false, and
     * what follows from that is resolved. The result is {@link Predicate#TRUE}, {@link Predicate#FALSE}, or refers to other
     * columns only.
     *
     * @param values of the known columns; null for NULL
     */
    public static Predicate substitute(Predicate predicate, IntPredicate known, IntFunction<Object> values)
    {
        if (predicate instanceof And and) {
            List<Predicate> operands = new ArrayList<>();
            for (Predicate operand : and.operands()) {
                Predicate rest = substitute(operand, known, values);
                if (rest.equals(Predicate.FALSE)) {
                    return Predicate.FALSE;
                }
                operands.addAll(rest instanceof And nested ? nested.operands() : List.of(rest));
            }
            return Predicate.and(operands);
        }
        if (predicate instanceof Or or) {
            List<Predicate> operands = new ArrayList<>();
            for (Predicate operand : or.operands()) {
                Predicate rest = substitute(operand, known, values);
                if (rest.equals(Predicate.TRUE)) {
                    return Predicate.TRUE;
                }
                operands.addAll(rest instanceof Or nested ? nested.operands() : List.of(rest));
            }
            return Predicate.or(operands);
        }
        Leaf leaf = (Leaf) predicate;
        if (!known.test(leaf.column())) {
            return leaf;
        }
        return ValueEvaluation.matchesValue(leaf, values.apply(leaf.column())) ? Predicate.TRUE : Predicate.FALSE;
    }
}
