package dev.varve.predicate;

import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.row.Literal;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.IntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

public class TestStatisticsEvaluation
{
    private static final DataType INT = new IntType(true);
    private static final DataType DOUBLE = new DoubleType(true);
    private static final DataType TEXT = new VarCharType(100, true);

    @Test
    public void neverSaysNoWhereARowMatches()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random);
        int no = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            List<DataType> types = IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> RandomRows.TYPES.get(random.nextInt(RandomRows.TYPES.size()))).toList();
            Predicate predicate = rows.predicate(types, 2);
            int size = 1 + random.nextInt(4);
            List<List<Object>> columns = new ArrayList<>();
            List<ColumnRange> ranges = new ArrayList<>();
            for (DataType type : types) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    values.add(rows.valueOrNull(type));
                }
                columns.add(values);
                ranges.add(range(random, values));
            }
            boolean mayMatch = StatisticsEvaluation.mayMatch(predicate, ranges::get, random.nextInt(8) == 0 ? OptionalLong.empty() : OptionalLong.of(size));
            no += mayMatch ? 0 : 1;
            for (int row = 0; row < size && !mayMatch; row++) {
                int position = row;
                List<Object> values = new ArrayList<>();
                columns.forEach(column -> values.add(column.get(position)));
                assertThat(RowModel.passes(predicate, values)).as("seed %s, round %s: %s on %s with %s", seed, round, predicate, values, ranges).isFalse();
            }
        }
        assertThat(no).as("seed %s: how often it says no", seed).isGreaterThan(rounds / 5);
    }

    /** As a writer would collect it, with parts left out at times. */
    private static ColumnRange range(Random random, List<Object> values)
    {
        List<Object> present = values.stream().filter(Objects::nonNull).sorted(Literal::compare).toList();
        boolean bounds = !present.isEmpty() && random.nextInt(8) > 0;
        return new ColumnRange(
                bounds ? Optional.of(present.get(0)) : Optional.empty(),
                bounds ? Optional.of(present.get(present.size() - 1)) : Optional.empty(),
                random.nextInt(8) == 0 ? OptionalLong.empty() : OptionalLong.of(values.size() - present.size()));
    }

    @Test
    public void comparesWithBounds()
    {
        ColumnRange range = range(10L, 20L, 0);
        assertThat(mayMatch(compare(INT, Comparison.EQUAL, 9L), range)).isFalse();
        assertThat(mayMatch(compare(INT, Comparison.EQUAL, 10L), range)).isTrue();
        assertThat(mayMatch(compare(INT, Comparison.LESS, 10L), range)).isFalse();
        assertThat(mayMatch(compare(INT, Comparison.LESS_OR_EQUAL, 10L), range)).isTrue();
        assertThat(mayMatch(compare(INT, Comparison.GREATER, 20L), range)).isFalse();
        assertThat(mayMatch(compare(INT, Comparison.GREATER_OR_EQUAL, 20L), range)).isTrue();
        assertThat(mayMatch(compare(INT, Comparison.NOT_EQUAL, 10L), range)).isTrue();
        assertThat(mayMatch(compare(INT, Comparison.NOT_EQUAL, 10L), range(10L, 10L, 0))).isFalse();
        assertThat(mayMatch(new In(0, INT, List.of(1L, 30L)), range)).isFalse();
        assertThat(mayMatch(new In(0, INT, List.of(1L, 15L)), range)).isTrue();
        assertThat(mayMatch(new NotIn(0, INT, List.of(1L, 10L)), range(10L, 10L, 0))).isFalse();
        assertThat(mayMatch(new StartsWith(0, TEXT, utf8Slice("b")), range(utf8Slice("apple"), utf8Slice("azure"), 0))).isFalse();
        assertThat(mayMatch(new StartsWith(0, TEXT, utf8Slice("ap")), range(utf8Slice("apple"), utf8Slice("azure"), 0))).isTrue();
    }

    @Test
    public void knowsNulls()
    {
        ColumnRange allNull = ColumnRange.allNull(100);
        assertThat(mayMatch(new IsNotNull(0, INT), allNull)).isFalse();
        assertThat(mayMatch(compare(INT, Comparison.NOT_EQUAL, 1L), allNull)).isFalse();
        assertThat(mayMatch(new IsNull(0, INT), allNull)).isTrue();
        assertThat(mayMatch(new IsNull(0, INT), range(1L, 2L, 0))).isFalse();
        assertThat(mayMatch(new IsNull(0, INT), ColumnRange.UNKNOWN)).isTrue();
    }

    @Test
    public void trustsNoContradictions()
    {
        assertThat(mayMatch(compare(INT, Comparison.EQUAL, 5L), range(20L, 10L, 0))).as("minimum above maximum").isTrue();
        assertThat(mayMatch(compare(INT, Comparison.EQUAL, 5L), range(10L, 20L, 101))).as("more nulls than rows").isTrue();
        assertThat(mayMatch(new IsNull(0, INT), range(10L, 20L, -1))).as("fewer than no nulls").isTrue();
        assertThat(mayMatch(compare(INT, Comparison.EQUAL, 15L), range(10L, 20L, 100))).as("all null, but with bounds").isTrue();
    }

    @Test
    public void trustsNoBoundsThatAreNaN()
    {
        assertThat(mayMatch(compare(DOUBLE, Comparison.EQUAL, 1.0), range(Double.NaN, Double.NaN, 0))).isTrue();
        assertThat(mayMatch(compare(DOUBLE, Comparison.LESS, 2.0), range(3.0, Double.NaN, 0))).isTrue();
        assertThat(mayMatch(compare(DOUBLE, Comparison.NOT_EQUAL, 1.0), range(1.0, 1.0, 0))).as("a NaN may hide").isTrue();
        assertThat(mayMatch(compare(DOUBLE, Comparison.EQUAL, 0.0), range(-1.0, -0.0, 0))).isTrue();
        assertThat(mayMatch(compare(DOUBLE, Comparison.EQUAL, -0.0), range(0.0, 1.0, 0))).isTrue();
    }

    @Test
    public void allowsForRoundedTimestamps()
    {
        DataType type = new TimestampType(9, true);
        Timestamp stored = Timestamp.ofMicros(1_000_000);
        assertThat(mayMatch(compare(type, Comparison.EQUAL, new Timestamp(1_000_500, 1)), range(stored, stored, 0))).isTrue();
        assertThat(mayMatch(compare(type, Comparison.EQUAL, new Timestamp(1_002_000, 0)), range(stored, stored, 0))).isFalse();
        Timestamp early = Timestamp.ofMicros(-1_000);
        assertThat(mayMatch(compare(type, Comparison.GREATER, Timestamp.ofMicros(0)), range(early, early, 0))).isTrue();
    }

    @Test
    public void comparesPaddedText()
    {
        DataType type = new CharType(5, true);
        Slice text = utf8Slice("ab");
        assertThat(mayMatch(compare(type, Comparison.EQUAL, utf8Slice("ab   ")), range(text, text, 0))).isTrue();
        assertThat(mayMatch(compare(type, Comparison.EQUAL, text), range(utf8Slice("ab "), utf8Slice("ab "), 0))).isTrue();
        assertThat(mayMatch(compare(type, Comparison.EQUAL, utf8Slice("ac")), range(text, text, 0))).isFalse();
    }

    private static Predicate compare(DataType type, Comparison comparison, Object literal)
    {
        return new Compare(0, type, comparison, literal);
    }

    private static ColumnRange range(Object minimum, Object maximum, long nullCount)
    {
        return new ColumnRange(Optional.of(minimum), Optional.of(maximum), OptionalLong.of(nullCount));
    }

    private static boolean mayMatch(Predicate predicate, ColumnRange range)
    {
        return StatisticsEvaluation.mayMatch(predicate, column -> range, OptionalLong.of(100));
    }
}
