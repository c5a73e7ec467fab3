package dev.varve.predicate;

import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.predicate.Predicate.Compare;

import java.util.List;

/**
 * Conditions on FLOAT and DOUBLE, as SQL has them: {@code -0.0} equals {@code 0.0}, NaN equals nothing, is different from
 * everything, and is neither less nor greater. A float is compared as the double of the same value.
 */
final class DoubleFilter
        extends LeafFilter
{
    private static final LongSet NOTHING = new LongSet(new long[0]);

    private final double low;
    private final double high;
    /** If there are literals: their bits, with one zero and no NaN; instead of the range. */
    private final LongSet set;
    private final boolean inSet;
    private final boolean complement;

    private DoubleFilter(double low, double high, LongSet set, boolean inSet, boolean complement)
    {
        this.low = low;
        this.high = high;
        this.set = set;
        this.inSet = inSet;
        this.complement = complement;
    }

    static DoubleFilter of(Compare compare)
    {
        double literal = ((Number) compare.literal()).doubleValue();
        return switch (compare.comparison()) {
            case EQUAL -> range(literal, literal, false);
            case NOT_EQUAL -> range(literal, literal, true);
            // No double lies below negative infinity: the range is then empty.
            case LESS -> range(literal == Double.NEGATIVE_INFINITY ? Double.NaN : Double.NEGATIVE_INFINITY, Math.nextDown(literal), false);
            case LESS_OR_EQUAL -> range(Double.NEGATIVE_INFINITY, literal, false);
            case GREATER -> range(Math.nextUp(literal), literal == Double.POSITIVE_INFINITY ? Double.NaN : Double.POSITIVE_INFINITY, false);
            case GREATER_OR_EQUAL -> range(literal, Double.POSITIVE_INFINITY, false);
        };
    }

    static DoubleFilter of(List<Object> literals, boolean complement)
    {
        long[] bits = literals.stream()
                .mapToDouble(literal -> ((Number) literal).doubleValue())
                .filter(literal -> !Double.isNaN(literal))
                .mapToLong(DoubleFilter::bits)
                .toArray();
        return new DoubleFilter(0, 0, new LongSet(bits), true, complement);
    }

    private static DoubleFilter range(double low, double high, boolean complement)
    {
        return new DoubleFilter(low, high, NOTHING, false, complement);
    }

    /** Adding zero makes a positive zero of the negative one. */
    private static long bits(double value)
    {
        return Double.doubleToRawLongBits(value + 0.0);
    }

    @Override
    int cost()
    {
        return inSet ? 4 : 2;
    }

    @Override
    int filterFlat(Column column, int[] positions, int count)
    {
        if (column instanceof LongColumn doubles) {
            return inSet ? filterSet(doubles.values(), positions, count) : filterRange(doubles.values(), positions, count);
        }
        if (column instanceof IntColumn floats) {
            return inSet ? filterSet(floats.values(), positions, count) : filterRange(floats.values(), positions, count);
        }
        throw new IllegalArgumentException("A condition on floating point numbers does not fit a " + column.getClass().getSimpleName());
    }

    private int filterRange(long[] values, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            double value = Double.longBitsToDouble(values[position]);
            positions[kept] = position;
            kept += (value >= low & value <= high) != complement ? 1 : 0;
        }
        return kept;
    }

    private int filterRange(int[] values, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            double value = Float.intBitsToFloat(values[position]);
            positions[kept] = position;
            kept += (value >= low & value <= high) != complement ? 1 : 0;
        }
        return kept;
    }

    private int filterSet(long[] values, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            double value = Double.longBitsToDouble(values[position]);
            positions[kept] = position;
            kept += set.contains(bits(value)) != complement ? 1 : 0;
        }
        return kept;
    }

    private int filterSet(int[] values, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            double value = Float.intBitsToFloat(values[position]);
            positions[kept] = position;
            kept += set.contains(bits(value)) != complement ? 1 : 0;
        }
        return kept;
    }
}
