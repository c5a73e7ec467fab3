package dev.varve.predicate;

import dev.varve.predicate.Predicate.And;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.Or;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.row.Literal;
import dev.varve.type.CharType;
import io.airlift.slice.Slice;

import java.util.function.IntFunction;

/**
 * Whether one row of {@link Literal}s meets a predicate: for partitions and the like. Rows of data are evaluated by
 * {@link ColumnFilter}, with the same results.
 */
public final class ValueEvaluation
{
    private ValueEvaluation() {}

    /**
     * @param values by column index of the predicate; null for NULL
     */
    public static boolean matches(Predicate predicate, IntFunction<Object> values)
    {
        if (predicate instanceof And and) {
            return and.operands().stream().allMatch(operand -> matches(operand, values));
        }
        if (predicate instanceof Or or) {
            return or.operands().stream().anyMatch(operand -> matches(operand, values));
        }
        Leaf leaf = (Leaf) predicate;
        return matchesValue(leaf, values.apply(leaf.column()));
    }

    /** Whether a column with that value, null for NULL, meets the condition. */
    static boolean matchesValue(Leaf leaf, Object value)
    {
        if (leaf instanceof IsNull) {
            return value == null;
        }
        if (value == null) {
            return false;
        }
        if (leaf instanceof IsNotNull) {
            return true;
        }
        if (leaf instanceof Compare compare) {
            return compare(leaf, compare.comparison(), value, compare.literal());
        }
        if (leaf instanceof In in) {
            return in.literals().stream().anyMatch(literal -> compare(leaf, Comparison.EQUAL, value, literal));
        }
        if (leaf instanceof NotIn notIn) {
            return notIn.literals().stream().allMatch(literal -> compare(leaf, Comparison.NOT_EQUAL, value, literal));
        }
        return startsWith(leaf, (Slice) value, ((StartsWith) leaf).prefix());
    }

    private static boolean compare(Leaf leaf, Comparison comparison, Object value, Object literal)
    {
        if (isNaN(value) || isNaN(literal)) {
            return comparison == Comparison.NOT_EQUAL;
        }
        int order = order(leaf, value, literal);
        return switch (comparison) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    private static int order(Leaf leaf, Object value, Object literal)
    {
        if (value instanceof Double number) {
            return Double.compare(number + 0.0, (Double) literal + 0.0);
        }
        if (value instanceof Float real) {
            return Float.compare(real + 0.0f, (Float) literal + 0.0f);
        }
        return leaf.type() instanceof CharType ? CharPadding.compare((Slice) value, (Slice) literal) : Literal.compare(value, literal);
    }

    private static boolean startsWith(Leaf leaf, Slice value, Slice prefix)
    {
        Slice needed = leaf.type() instanceof CharType && value.length() < prefix.length() ? CharPadding.trim(prefix) : prefix;
        return value.length() >= needed.length() && value.slice(0, needed.length()).equals(needed)
                && (needed.length() == prefix.length() || CharPadding.compare(value, prefix) == 0);
    }

    private static boolean isNaN(Object literal)
    {
        return literal instanceof Double number && number.isNaN() || literal instanceof Float real && real.isNaN();
    }
}
