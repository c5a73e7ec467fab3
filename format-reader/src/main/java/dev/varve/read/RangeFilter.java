package dev.varve.read;

import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.BinaryRow;
import dev.varve.scan.KeyRange;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all keys of a range meet, for readers that skip by statistics. */
final class RangeFilter
{
    private RangeFilter() {}

    /** @param keys the columns of the key, in its order */
    static List<Predicate> conjuncts(KeyRange range, List<ColumnRef> keys)
    {
        List<Predicate> conjuncts = new ArrayList<>();
        for (int i = 0; i < keys.size() && comparesLikeKeys(keys.get(i).type()); i++) {
            Optional<Object> least = value(range.from(), i, keys.get(i).type());
            Optional<Object> most = value(range.to(), i, keys.get(i).type());
            ColumnRef key = keys.get(i);
            least.ifPresent(value -> conjuncts.add(new Compare(key.index(), key.type(), Comparison.GREATER_OR_EQUAL, value)));
            most.ifPresent(value -> conjuncts.add(new Compare(key.index(), key.type(), Comparison.LESS_OR_EQUAL, value)));
            if (least.isEmpty() || !least.equals(most)) {
                // Only where all keys have one value in it does the next column bound them, too.
                break;
            }
        }
        return conjuncts;
    }

    private static Optional<Object> value(Optional<BinaryRow> bound, int column, DataType type)
    {
        return bound.filter(row -> column < row.arity()).map(row -> row.value(column, type));
    }

    /** Conditions see padded text without its padding, and no NaN in any range. */
    private static boolean comparesLikeKeys(DataType type)
    {
        return !(type instanceof CharType || type instanceof FloatType || type instanceof DoubleType);
    }
}
