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
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import io.airlift.slice.Slice;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * Whether rows of which only statistics are known may meet a predicate. The answer "no" is certain; where statistics are
 * missing, contradict each other or cannot be trusted, the answer is "maybe".
 *
 * <p>Not trusted are bounds that are NaN; that a column of floating point numbers holds no NaN; and timestamps to less than a
 * millisecond, or to a second before 1970: ORC files round them in their statistics, or return them a second late.
 */
public final class StatisticsEvaluation
{
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final IntFunction<ColumnRange> ranges;
    private final OptionalLong rowCount;

    private StatisticsEvaluation(IntFunction<ColumnRange> ranges, OptionalLong rowCount)
    {
        this.ranges = ranges;
        this.rowCount = rowCount;
    }

    /**
     * @param ranges by column index of the predicate
     * @param rowCount number of rows, if known
     */
    public static boolean mayMatch(Predicate predicate, IntFunction<ColumnRange> ranges, OptionalLong rowCount)
    {
        return new StatisticsEvaluation(ranges, rowCount).mayMatch(predicate);
    }

    private boolean mayMatch(Predicate predicate)
    {
        if (predicate instanceof And and) {
            return and.operands().stream().allMatch(this::mayMatch);
        }
        if (predicate instanceof Or or) {
            return or.operands().stream().anyMatch(this::mayMatch);
        }
        Leaf leaf = (Leaf) predicate;
        ColumnRange range = ranges.apply(leaf.column());
        OptionalLong nulls = range.nullCount();
        if (nulls.isPresent() && (nulls.getAsLong() < 0 || rowCount.isPresent() && nulls.getAsLong() > rowCount.getAsLong())) {
            return true;
        }
        if (leaf instanceof IsNull) {
            return nulls.isEmpty() || nulls.getAsLong() > 0;
        }
        boolean allNull = nulls.isPresent() && nulls.equals(rowCount) && range.minimum().isEmpty() && range.maximum().isEmpty();
        if (allNull) {
            return false;
        }
        if (leaf instanceof IsNotNull) {
            return true;
        }
        return Bounds.of(leaf.type(), range).map(bounds -> mayMatch(leaf, bounds)).orElse(true);
    }

    private static boolean mayMatch(Leaf leaf, Bounds bounds)
    {
        if (leaf instanceof Compare compare) {
            return bounds.mayMatch(compare.comparison(), compare.literal());
        }
        if (leaf instanceof In in) {
            return in.literals().stream().anyMatch(literal -> bounds.mayMatch(Comparison.EQUAL, literal));
        }
        if (leaf instanceof NotIn notIn) {
            return notIn.literals().stream().allMatch(literal -> bounds.mayMatch(Comparison.NOT_EQUAL, literal));
        }
        return bounds.mayStartWith(((StartsWith) leaf).prefix());
    }

    /** Bounds of at least one value that is not null, in agreement with each other. */
    private record Bounds(DataType type, Object minimum, Object maximum)
    {
        static Optional<Bounds> of(DataType type, ColumnRange range)
        {
            if (range.minimum().isEmpty() || range.maximum().isEmpty() || isNaN(range.minimum().get()) || isNaN(range.maximum().get())) {
                return Optional.empty();
            }
            Object minimum = oneZero(range.minimum().get());
            Object maximum = oneZero(range.maximum().get());
            if (Literal.compare(minimum, maximum) > 0) {
                return Optional.empty();
            }
            if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
                return Optional.of(new Bounds(type, earlier((Timestamp) minimum), later((Timestamp) maximum, (Timestamp) minimum)));
            }
            return Optional.of(new Bounds(type, minimum, maximum));
        }

        private static Timestamp earlier(Timestamp minimum)
        {
            return Timestamp.ofMicros(Math.max(minimum.epochMicros(), Long.MIN_VALUE + MICROS_PER_MILLI) - MICROS_PER_MILLI);
        }

        private static Timestamp later(Timestamp maximum, Timestamp minimum)
        {
            long slack = minimum.epochMicros() < 0 ? MICROS_PER_SECOND : MICROS_PER_MILLI;
            return Timestamp.ofMicros(Math.min(maximum.epochMicros(), Long.MAX_VALUE - slack) + slack);
        }

        boolean mayMatch(Comparison comparison, Object value)
        {
            if (isNaN(value)) {
                return true;
            }
            if (type instanceof CharType) {
                return mayMatchPadded(comparison, CharPadding.trim((Slice) value));
            }
            Object literal = oneZero(value);
            return switch (comparison) {
                case EQUAL -> Literal.compare(minimum, literal) <= 0 && Literal.compare(literal, maximum) <= 0;
                case NOT_EQUAL -> type instanceof FloatType || type instanceof DoubleType || !(minimum.equals(literal) && maximum.equals(literal));
                case LESS -> Literal.compare(minimum, literal) < 0;
                case LESS_OR_EQUAL -> Literal.compare(minimum, literal) <= 0;
                case GREATER -> Literal.compare(maximum, literal) > 0;
                case GREATER_OR_EQUAL -> Literal.compare(maximum, literal) >= 0;
            };
        }

        /**
         * Bounds are in the order of the stored bytes, comparisons in that of the padded text. The two differ where a value
         * ends and another goes on with something less than a space.
         */
        private boolean mayMatchPadded(Comparison comparison, Slice literal)
        {
            Slice lowest = (Slice) minimum;
            Slice highest = (Slice) maximum;
            return switch (comparison) {
                // Stored may be the literal with any number of spaces after it.
                case EQUAL -> (lowest.compareTo(literal) <= 0 || CharPadding.compare(lowest, literal) <= 0) && literal.compareTo(highest) <= 0;
                case NOT_EQUAL -> !(CharPadding.trim(lowest).equals(literal) && lowest.equals(highest));
                case LESS, LESS_OR_EQUAL -> commonPrefixOrder(lowest, literal) <= 0;
                case GREATER, GREATER_OR_EQUAL -> commonPrefixOrder(highest, literal) >= 0 || hasControlCharacter(literal);
            };
        }

        private static int commonPrefixOrder(Slice left, Slice right)
        {
            int length = Math.min(left.length(), right.length());
            return left.slice(0, length).compareTo(right.slice(0, length));
        }

        private static boolean hasControlCharacter(Slice text)
        {
            for (int i = 0; i < text.length(); i++) {
                if ((text.getByte(i) & 0xff) < ' ') {
                    return true;
                }
            }
            return false;
        }

        boolean mayStartWith(Slice prefix)
        {
            Slice stored = type instanceof CharType ? CharPadding.trim(prefix) : prefix;
            // The values with the prefix lie between the prefix itself and everything that starts with it.
            return commonPrefixOrder((Slice) minimum, stored) <= 0 && stored.compareTo((Slice) maximum) <= 0;
        }
    }

    private static boolean isNaN(Object literal)
    {
        return literal instanceof Double number && number.isNaN() || literal instanceof Float real && real.isNaN();
    }

    /** Makes a positive zero of the negative one, which SQL does not tell apart. */
    private static Object oneZero(Object literal)
    {
        if (literal instanceof Double number) {
            return number + 0.0;
        }
        if (literal instanceof Float real) {
            return real + 0.0f;
        }
        return literal;
    }
}
