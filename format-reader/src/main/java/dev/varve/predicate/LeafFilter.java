package dev.varve.predicate;

import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Layout;
import dev.varve.column.Validity;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.row.Literal;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.List;

/**
 * Evaluates a condition on one column. A dictionary is evaluated once per value, and remembered as long as the following
 * columns have the same one; a constant is evaluated once.
 */
abstract class LeafFilter
{
    private Column lastDictionary;
    private boolean[] lastMatches;

    static LeafFilter of(Leaf leaf)
    {
        if (leaf instanceof IsNull) {
            return new NullFilter(true);
        }
        if (leaf instanceof IsNotNull) {
            return new NullFilter(false);
        }
        DataType type = leaf.type();
        if (!Literal.exists(type)) {
            throw new IllegalArgumentException("Values of type " + type + " cannot be compared");
        }
        if (leaf instanceof StartsWith startsWith) {
            return new BytesFilter.Prefix(type, startsWith.prefix());
        }
        if (leaf instanceof Compare compare) {
            if (isFloating(type)) {
                return DoubleFilter.of(compare);
            }
            if (Layout.of(type) == Layout.BYTES) {
                return new BytesFilter.Range(compare);
            }
            Interval interval = Interval.of(compare);
            return Interval.isWide(type) ? new WideFilter.Range(interval) : new LongFilter.Range(interval);
        }
        if (leaf instanceof In in) {
            return in(type, in.literals(), false);
        }
        if (leaf instanceof NotIn notIn) {
            return in(type, notIn.literals(), true);
        }
        throw new IllegalArgumentException("Unknown condition: " + leaf);
    }

    private static LeafFilter in(DataType type, List<Object> literals, boolean complement)
    {
        if (isFloating(type)) {
            return DoubleFilter.of(literals, complement);
        }
        if (Layout.of(type) == Layout.BYTES) {
            return new BytesFilter.Set(type, literals, complement);
        }
        List<Interval.Number> numbers = literals.stream().map(literal -> Interval.Number.of(type, literal)).filter(number -> number.fits(type)).toList();
        return Interval.isWide(type) ? new WideFilter.Set(numbers, complement) : new LongFilter.Set(numbers, complement);
    }

    private static boolean isFloating(DataType type)
    {
        return type instanceof FloatType || type instanceof DoubleType;
    }

    /** What evaluating one value costs, compared with other filters. */
    abstract int cost();

    /** Whether it is about nulls only, and may pass them. */
    boolean passesNulls()
    {
        return false;
    }

    /**
     * Moves the positions of the matching values to the front.
     *
     * @return how many there are
     */
    final int filter(Column column, int[] positions, int count)
    {
        if (count == 0) {
            return 0;
        }
        if (column instanceof ConstantColumn constant) {
            return filter(constant.value(), new int[] {0}, 1) == 0 ? 0 : count;
        }
        if (column instanceof DictionaryColumn dictionary) {
            return filterDictionary(dictionary, positions, count);
        }
        return filterFlat(column, positions, passesNulls() ? count : present(column, positions, count));
    }

    /** Moves the positions of matching values to the front; none is null unless {@link #passesNulls}. */
    abstract int filterFlat(Column column, int[] positions, int count);

    private int filterDictionary(DictionaryColumn column, int[] positions, int count)
    {
        Column dictionary = column.dictionary();
        int[] ids = column.ids();
        if (dictionary != lastDictionary) {
            if (dictionary.size() > 2 * count) {
                return filterValues(dictionary, ids, positions, count);
            }
            int[] matching = new int[dictionary.size()];
            for (int i = 0; i < matching.length; i++) {
                matching[i] = i;
            }
            int matchingCount = filter(dictionary, matching, matching.length);
            boolean[] matches = new boolean[matching.length];
            for (int i = 0; i < matchingCount; i++) {
                matches[matching[i]] = true;
            }
            lastDictionary = dictionary;
            lastMatches = matches;
        }
        boolean[] matches = lastMatches;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            positions[kept] = position;
            kept += matches[ids[position]] ? 1 : 0;
        }
        return kept;
    }

    /** For a dictionary with many values that nobody asked for. */
    private int filterValues(Column dictionary, int[] ids, int[] positions, int count)
    {
        int[] wanted = new int[count];
        int[] matching = new int[count];
        for (int i = 0; i < count; i++) {
            wanted[i] = ids[positions[i]];
            matching[i] = i;
        }
        int kept = filter(dictionary.select(wanted, count), matching, count);
        for (int i = 0; i < kept; i++) {
            positions[i] = positions[matching[i]];
        }
        return kept;
    }

    private static int present(Column column, int[] positions, int count)
    {
        long[] validity = column.validity();
        if (validity == null) {
            return count;
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            positions[kept] = position;
            kept += Validity.isValid(validity, position) ? 1 : 0;
        }
        return kept;
    }

    private static final class NullFilter
            extends LeafFilter
    {
        private final boolean wantsNull;

        NullFilter(boolean wantsNull)
        {
            this.wantsNull = wantsNull;
        }

        @Override
        int cost()
        {
            return 1;
        }

        @Override
        boolean passesNulls()
        {
            return wantsNull;
        }

        @Override
        int filterFlat(Column column, int[] positions, int count)
        {
            if (!wantsNull) {
                return count;
            }
            long[] validity = column.validity();
            if (validity == null) {
                return 0;
            }
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                positions[kept] = position;
                kept += Validity.isValid(validity, position) ? 0 : 1;
            }
            return kept;
        }
    }
}
