package dev.varve.aggregate;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.RowColumn;
import dev.varve.datafile.RandomValues;
import dev.varve.datafile.Values;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import static dev.varve.aggregate.TestAggregateFunction.Step.add;
import static dev.varve.aggregate.TestAggregateFunction.Step.before;
import static dev.varve.aggregate.TestAggregateFunction.Step.retract;
import static dev.varve.aggregate.TestAggregateFunction.Step.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestAggregateFunction
{
    private static final DataType TINYINT = new TinyIntType(true);
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType DOUBLE = new DoubleType(true);
    private static final DataType BOOLEAN = new BooleanType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType BYTES = new VarBinaryType(VarBinaryType.UNBOUNDED, true);
    private static final DataType STRINGS = new ArrayType(STRING, true);
    private static final DataType MAP = new MapType(new IntType(false), INT, true);
    private static final RowType TRIPLE = new RowType(List.of(new Field(1, "id", INT), new Field(2, "a", INT), new Field(3, "b", INT)), true);
    private static final DataType TABLE = new ArrayType(TRIPLE, true);
    private static final DataType TIMED = new MapType(new IntType(false), new RowType(List.of(new Field(1, "v", INT), new Field(2, "ts", STRING)), true), true);

    /** Something that happens to a value. */
    record Step(Kind kind, Object value)
    {
        enum Kind
        {
            ADD,
            BEFORE,
            RETRACT,
            SET,
        }

        static Step add(Object value)
        {
            return new Step(Kind.ADD, value);
        }

        /** A record that comes before those that were added. */
        static Step before(Object value)
        {
            return new Step(Kind.BEFORE, value);
        }

        static Step retract(Object value)
        {
            return new Step(Kind.RETRACT, value);
        }

        static Step set(Object value)
        {
            return new Step(Kind.SET, value);
        }
    }

    @Test
    public void sums()
    {
        assertThat(trace("sum", INT, add(null), add(5L), add(null), retract(3L), retract(null), retract(10L))).containsExactly(null, 5L, 5L, 2L, 2L, -8L);
        assertThat(trace("sum", INT, retract(3L), retract(4L), add(1L))).containsExactly(-3L, -7L, -6L);
        assertThat(trace("sum", INT, add(null), retract(4L))).containsExactly(null, -4L);
        assertThat(trace("sum", DOUBLE, add(0.5), add(0.25), retract(1.0))).containsExactly(0.5, 0.75, -0.25);
    }

    @Test
    public void multiplies()
    {
        assertThat(trace("product", INT, add(6L), add(null), add(7L), retract(6L), retract(null), retract(2L))).containsExactly(6L, 6L, 42L, 7L, 7L, 3L);
        assertThat(trace("product", new DecimalType(5, 2, true), add(decimal("1.05")), add(decimal("1.05")))).last().isEqualTo(decimal("1.10"));
        assertThat(trace("product", new DecimalType(5, 2, true), add(decimal("999.99")), add(decimal("999.99")))).last().isNull();
    }

    @Test
    public void integersWrapAround()
    {
        assertThat(trace("sum", TINYINT, add(100L), add(100L))).last().isEqualTo(-56L);
        assertThat(trace("sum", new SmallIntType(true), add(-30_000L), add(-30_000L))).last().isEqualTo(5_536L);
        assertThat(trace("product", INT, add(1L << 20), add(1L << 20))).last().isEqualTo(0L);
        assertThat(trace("sum", BIGINT, add(Long.MAX_VALUE), add(1L))).last().isEqualTo(Long.MIN_VALUE);
    }

    @Test
    public void floatsAreRoundedAtEachStep()
    {
        assertThat(trace("sum", new FloatType(true), add(16_777_216f), add(1f), add(1f))).last().isEqualTo(16_777_216f);
        assertThat(trace("sum", DOUBLE, add(16_777_216.0), add(1.0), add(1.0))).last().isEqualTo(16_777_218.0);
    }

    @Test
    public void shortDecimalSumsMayHaveMoreDigitsThanTheirType()
    {
        assertThat(trace("sum", new DecimalType(3, 1, true), add(decimal("99.0")), add(decimal("5.0")), add(decimal("0.1")))).containsExactly(decimal("99.0"), decimal("104.0"), decimal("104.1"));
        assertThat(trace("sum", new DecimalType(18, 0, true), Collections.nCopies(10, add(decimal("999999999999999999"))).toArray(Step[]::new))).last().isNull();
    }

    @Test
    public void longDecimalSumsThatDoNotFitAreNull()
    {
        DataType type = new DecimalType(20, 0, true);
        BigDecimal most = decimal("99999999999999999999");

        assertThat(trace("sum", type, add(most), retract(decimal("1")), add(decimal("1")), add(decimal("1")), add(decimal("7"))))
                .containsExactly(most, decimal("99999999999999999998"), most, null, decimal("7"));
    }

    @Test
    public void productsThatCannotBeDividedAreErrors()
    {
        assertThatThrownBy(() -> trace("product", INT, add(3L), retract(0L))).isInstanceOf(VarveException.class).hasMessageContaining("'c'");
        assertThatThrownBy(() -> trace("product", new DecimalType(5, 2, true), add(decimal("1.00")), retract(decimal("3.00")))).isInstanceOf(VarveException.class);
    }

    @Test
    public void findsExtremes()
    {
        assertThat(trace("max", INT, add(null), add(-5L), add(3L), before(9L), add(null))).containsExactly(null, -5L, 3L, 9L, 9L);
        assertThat(trace("min", STRING, add("b"), add("\uFFFD"), before("\uD83D\uDE00"), add("abc"), add("ab"))).containsExactly("b", "b", "b", "abc", "ab");
        assertThat(trace("max", STRING, add("\uFFFD"), add("\uD83D\uDE00"))).last().isEqualTo("\uD83D\uDE00");
        assertThat(trace("max", DOUBLE, add(-0.0), add(0.0), add(Double.NaN), add(Double.POSITIVE_INFINITY))).containsExactly(-0.0, 0.0, Double.NaN, Double.NaN);
        assertThat(trace("min", new DecimalType(25, 1, true), add(decimal("-1.0")), add(decimal("-18446744073709551617.0")), add(decimal("1.0")))).last().isEqualTo(decimal("-18446744073709551617.0"));
    }

    @Test
    public void keepsLastValues()
    {
        assertThat(trace("last_value", INT, add(6L), add(null), add(4L), retract(4L), add(5L), retract(7L))).containsExactly(6L, null, 4L, null, 5L, null);
        assertThat(trace("last_value", INT, add(6L), before(7L), before(null))).last().isEqualTo(6L);
        assertThat(trace("last_non_null_value", INT, add(6L), add(null), retract(null), retract(9L))).containsExactly(6L, 6L, 6L, null);
        assertThat(trace("last_non_null_value", INT, add(6L), before(7L), retract(6L), before(7L))).containsExactly(6L, 6L, null, 7L);
        assertThat(trace("primary-key", INT, add(6L), retract(7L), before(8L))).containsExactly(6L, 7L, 7L);
    }

    @Test
    public void keepsFirstValues()
    {
        assertThat(trace("first_value", INT, add(null), add(4L))).containsExactly(null, null);
        assertThat(trace("first_value", INT, add(10L), before(20L))).containsExactly(10L, 20L);
        assertThat(trace("first_non_null_value", INT, add(null), add(4L), add(5L))).containsExactly(null, 4L, 4L);
        assertThat(trace("first_not_null_value", INT, add(null), add(4L), before(5L), before(null))).containsExactly(null, 4L, 5L, null);
    }

    /** A deletion that seeds the row does not make the function look for a first value again. */
    @Test
    public void aFirstValueStaysFoundWhenTheValueIsSet()
    {
        assertThat(trace("first_value", INT, add(1L), set(7L), add(2L))).containsExactly(1L, 7L, 7L);
        assertThat(trace("first_value", INT, set(7L), add(2L), add(3L))).containsExactly(7L, 2L, 2L);
    }

    @Test
    public void foldsTruthValues()
    {
        assertThat(trace("bool_and", BOOLEAN, add(null), add(true), add(null), add(false), add(true))).containsExactly(null, true, true, false, false);
        assertThat(trace("bool_or", BOOLEAN, add(false), before(true), add(false))).containsExactly(false, true, true);
    }

    @Test
    public void listsTexts()
    {
        assertThat(trace("listagg", STRING, add(null), add("a"), add(""), add("b"), before("z"))).containsExactly(null, "a", "a", "a,b", "z,a,b");
        assertThat(trace("listagg", STRING, add(""), add("a"))).containsExactly("", "a");
        assertThat(trace("listagg", list(false, "; "), STRING, add("ä"), add("ä"))).last().isEqualTo("ä; ä");
    }

    @Test
    public void listsDistinctTexts()
    {
        assertThat(trace("listagg", list(true, ";"), STRING, add("a;a"), add("b;a;;c"))).containsExactly("a;a", "a;a;b;c");
        assertThat(trace("listagg", list(true, ";"), STRING, add("a"), before("b;b;a"))).last().isEqualTo("b;b;a");
        assertThat(trace("listagg", list(true, ""), STRING, add("a b"), add("b c"))).last().isEqualTo("a bc");
    }

    @Test
    public void collects()
    {
        assertThat(trace("collect", STRINGS, add(List.of("a", "b")), add(List.of("a")), retract(List.of("a", "x")), add(null)))
                .containsExactly(List.of("a", "b"), List.of("a", "b", "a"), List.of("b", "a"), List.of("b", "a"));
        assertThat(trace("collect", STRINGS, add(null), retract(List.of("a")), add(List.of()), retract(null))).containsExactly(null, null, List.of(), List.of());
        // The order of the arrays does not change when a record comes late.
        assertThat(trace("collect", STRINGS, add(List.of("a")), before(List.of("b")))).last().isEqualTo(List.of("a", "b"));
    }

    @Test
    public void collectsDistinctElements()
    {
        assertThat(trace("collect", distinct(), STRINGS, add(Arrays.asList("a", "a", null)), add(Arrays.asList("b", null, "a"))))
                .containsExactly(Arrays.asList("a", null), Arrays.asList("a", null, "b"));
        assertThat(trace("collect", distinct(), STRINGS, set(List.of("a", "a")), add(List.of("b")))).last().isEqualTo(List.of("a", "b"));
    }

    @Test
    public void collectsDistinctRowsWithoutTouchingThoseThatAreThere()
    {
        List<Object> one = List.of(1L, 1L, 1L);
        List<Object> two = Arrays.asList(2L, null, 2L);

        assertThat(trace("collect", distinct(), TABLE, add(List.of(one, one)), add(List.of(two, one, two)))).containsExactly(List.of(one), List.of(one, two));
        assertThat(trace("collect", distinct(), TABLE, set(List.of(one, one)), add(List.of(two, one, two)))).last().isEqualTo(List.of(one, one, two));
    }

    /** The reference compares binaries by identity. */
    @Test
    public void neverFindsABinaryAgain()
    {
        DataType type = new ArrayType(BYTES, true);
        List<Object> binaries = List.of(Slices.utf8Slice("a"));

        assertThat((List<?>) trace("collect", distinct(), type, add(binaries), add(binaries)).get(1)).hasSize(2);
        assertThat((List<?>) trace("collect", type, add(binaries), retract(binaries)).get(1)).hasSize(1);
    }

    @Test
    public void mergesMaps()
    {
        assertThat(trace("merge_map", MAP, add(Map.of(1L, 10L)), add(map(2L, 20L, 1L, null)), retract(Map.of(1L, 99L)), add(null), retract(null)))
                .containsExactly(Map.of(1L, 10L), map(1L, null, 2L, 20L), Map.of(2L, 20L), Map.of(2L, 20L), Map.of(2L, 20L));
        assertThat(trace("merge_map", MAP, add(Map.of(1L, 10L)), before(Map.of(1L, 11L, 3L, 3L)))).last().isEqualTo(Map.of(1L, 10L, 3L, 3L));
    }

    @Test
    public void mergesMapsByTime()
    {
        assertThat(trace("merge_map_with_keytime", TIMED,
                add(Map.of(1L, List.of(10L, "2"))),
                add(map(1L, List.of(11L, "1"), 2L, Arrays.asList(20L, null))),
                add(Map.of(1L, List.of(12L, "2"))),
                add(Map.of(1L, List.of(13L, "20"))),
                add(map(1L, null))))
                .containsExactly(Map.of(1L, List.of(10L, "2")), Map.of(1L, List.of(10L, "2")), Map.of(1L, List.of(10L, "2")), Map.of(1L, List.of(13L, "20")), Map.of());
        assertThat(trace("merge_map_with_keytime", TIMED, add(map(1L, Arrays.asList(1L, null), 2L, null)), add(map(1L, List.of(2L, "0"), 2L, List.of(3L, "0"))))).last()
                .isEqualTo(Map.of(1L, List.of(2L, "0"), 2L, List.of(3L, "0")));
    }

    @Test
    public void updatesNestedTablesWithoutKey()
    {
        List<Object> one = List.of(1L, 1L, 1L);
        List<Object> two = List.of(2L, 2L, 2L);

        assertThat(trace("nested_update", TABLE, add(List.of(one)), add(List.of(one, two)), retract(List.of(one)))).containsExactly(List.of(one), List.of(one, one, two), List.of(two));
        assertThat(trace("nested_update", nested(OptionalInt.of(2)), TABLE, add(List.of(one)), add(Arrays.asList(null, two, one)), add(List.of(one)))).containsExactly(List.of(one), List.of(one, two), List.of(one, two));
    }

    @Test
    public void updatesNestedTablesByKey()
    {
        assertThat(trace("nested_update", nested(OptionalInt.empty(), "id"), TABLE,
                add(List.of(List.of(1L, 1L, 1L))),
                add(List.of(Arrays.asList(1L, 5L, null), List.of(2L, 2L, 2L))),
                retract(List.of(List.of(1L, 0L, 0L)))))
                .containsExactly(List.of(List.of(1L, 1L, 1L)), List.of(Arrays.asList(1L, 5L, null), List.of(2L, 2L, 2L)), List.of(List.of(2L, 2L, 2L)));
    }

    /** What comes first is not looked into, and counts with its duplicates. */
    @Test
    public void takesTheFirstNestedTableAsItIs()
    {
        List<Object> twice = List.of(List.of(1L, 1L, 1L), List.of(1L, 2L, 2L));

        assertThat(trace("nested_update", nested(OptionalInt.of(2), "id"), TABLE, add(twice), add(List.of(List.of(2L, 2L, 2L))))).containsExactly(twice, twice);
        assertThat(trace("nested_partial_update", nested(OptionalInt.empty(), "id"), TABLE, add(twice), add(List.of()))).containsExactly(twice, List.of(List.of(1L, 2L, 2L)));
    }

    @Test
    public void updatesNestedTablesPartially()
    {
        assertThat(trace("nested_partial_update", nested(OptionalInt.empty(), "id"), TABLE,
                add(List.of(List.of(1L, 1L, 1L))), add(List.of(Arrays.asList(1L, 5L, null))), before(List.of(List.of(2L, 0L, 0L), List.of(1L, 9L, 9L)))))
                .containsExactly(List.of(List.of(1L, 1L, 1L)), List.of(List.of(1L, 5L, 1L)), List.of(List.of(2L, 0L, 0L), List.of(1L, 5L, 1L)));
    }

    @Test
    public void ignoresRetractionsIfAsked()
    {
        AggregateOptions options = new AggregateOptions(true, false, ",", List.of(), OptionalInt.empty(), Optional.empty());

        assertThat(trace("sum", options, INT, add(5L), retract(3L))).last().isEqualTo(5L);
        assertThat(trace("max", options, INT, add(5L), retract(5L))).last().isEqualTo(5L);
        assertThat(trace("collect", options, STRINGS, add(List.of("a")), before(List.of("b")))).last().isEqualTo(List.of("b", "a"));
    }

    @DataProvider
    public Object[][] functionsWithoutRetraction()
    {
        return new Object[][] {{"max", INT, 1L}, {"min", INT, 1L}, {"first_value", INT, 1L}, {"first_non_null_value", INT, null}, {"listagg", STRING, "a"},
                {"bool_and", BOOLEAN, true}, {"bool_or", BOOLEAN, true}, {"merge_map_with_keytime", TIMED, Map.of()}, {"theta_sketch", BYTES, null}};
    }

    @Test(dataProvider = "functionsWithoutRetraction")
    public void saysThatAFunctionCannotTakeBack(String function, DataType type, Object value)
    {
        assertThatThrownBy(() -> trace(function, type, retract(value)))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.INVALID_REQUEST))
                .hasMessageContaining("'" + function + "'").hasMessageContaining("'c'").hasMessageContaining("fields.c.ignore-retract");
    }

    @Test
    public void namesUnknownFunctions()
    {
        assertThatThrownBy(() -> trace("count", INT))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("'count'").hasMessageContaining("'c'");
    }

    @DataProvider
    public Object[][] misfits()
    {
        return new Object[][] {{"sum", STRING}, {"product", BOOLEAN}, {"max", TABLE}, {"bool_or", INT}, {"listagg", new VarCharType(10, true)}, {"collect", STRING},
                {"merge_map", TABLE}, {"merge_map_with_keytime", MAP}, {"nested_update", STRINGS}, {"nested_partial_update", TABLE}, {"rbm32", STRING}};
    }

    @Test(dataProvider = "misfits")
    public void saysWhatTypeAFunctionNeeds(String function, DataType type)
    {
        assertThatThrownBy(() -> trace(function, type))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.INVALID_REQUEST))
                .hasMessageContaining("'" + function + "'");
    }

    @Test
    public void namesMembersThatAreNotThere()
    {
        assertThatThrownBy(() -> trace("nested_update", nested(OptionalInt.empty(), "nope"), TABLE)).hasMessageContaining("fields.c.nested-key").hasMessageContaining("nope");
        AggregateOptions options = new AggregateOptions(false, false, ",", List.of(), OptionalInt.empty(), Optional.of("nope"));
        assertThatThrownBy(() -> trace("merge_map_with_keytime", options, TIMED)).hasMessageContaining("fields.c.ts-field").hasMessageContaining("nope");
    }

    /** Columns inside of those that come in may be encoded. */
    @Test
    public void readsEncodedMembers()
    {
        Column ids = new DictionaryColumn(3, new int[] {1, 0, 1}, Values.column(INT, List.of(7L, 8L)));
        Column rows = new RowColumn(3, null, List.of(ids, ColumnBuilder.nulls(INT, 3), Values.column(INT, List.of(1L, 2L, 3L))));
        Column arrays = new ArrayColumn(2, null, new int[] {0, 2, 3}, rows);
        Accumulator accumulator = AggregateFunction.create("nested_update", new Field(0, "c", TABLE), nested(OptionalInt.empty(), "id"));

        accumulator.reset();
        accumulator.add(arrays, 0);
        accumulator.add(arrays, 1);

        assertThat(value(accumulator, TABLE)).isEqualTo(List.of(Arrays.asList(8L, null, 3L), Arrays.asList(7L, null, 2L)));
    }

    /** Sums and last values against a fold over plain objects. */
    @Test
    public void foldsRandomRecords()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        DataType timestamp = new TimestampType(9, true);
        RandomValues values = new RandomValues(random, 0.3);
        for (int round = 0; round < 500; round++) {
            long sum = 0;
            boolean any = false;
            Object last = null;
            Object first = null;
            List<Step> numbers = new ArrayList<>();
            List<Step> times = new ArrayList<>();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                Long number = (Long) values.value(BIGINT);
                boolean retraction = random.nextInt(4) == 0;
                numbers.add(retraction ? retract(number) : add(number));
                if (number != null) {
                    sum += retraction ? -number : number;
                    any = true;
                }
                Object time = values.value(timestamp);
                times.add(add(time));
                last = time == null ? last : time;
                first = first == null ? time : first;
            }
            assertThat(trace("sum", BIGINT, numbers.toArray(Step[]::new))).as("seed %s", seed).last().isEqualTo(any ? sum : null);
            assertThat(trace("last_non_null_value", timestamp, times.toArray(Step[]::new))).as("seed %s", seed).last().isEqualTo(last);
            assertThat(trace("first_non_null_value", timestamp, times.toArray(Step[]::new))).as("seed %s", seed).last().isEqualTo(first);
        }
    }

    private static AggregateOptions distinct()
    {
        return list(true, ",");
    }

    private static AggregateOptions list(boolean distinct, String delimiter)
    {
        return new AggregateOptions(false, distinct, delimiter, List.of(), OptionalInt.empty(), Optional.empty());
    }

    private static AggregateOptions nested(OptionalInt limit, String... key)
    {
        return new AggregateOptions(false, false, ",", List.of(key), limit, Optional.empty());
    }

    private static List<Object> trace(String function, DataType type, Step... steps)
    {
        return trace(function, AggregateOptions.DEFAULT, type, steps);
    }

    /** The value after each step. */
    private static List<Object> trace(String function, AggregateOptions options, DataType type, Step... steps)
    {
        Accumulator accumulator = AggregateFunction.create(function, new Field(0, "c", type), options);
        // What another key left behind must not matter.
        accumulator.reset();
        for (Step step : steps) {
            if (step.kind() == Step.Kind.ADD) {
                accumulator.add(Values.column(type, Collections.singletonList(step.value())), 0);
            }
        }
        accumulator.reset();
        List<Object> values = new ArrayList<>();
        for (Step step : steps) {
            Column column = Values.column(type, Arrays.asList(null, step.value()));
            switch (step.kind()) {
                case ADD -> accumulator.add(column, 1);
                case BEFORE -> accumulator.addReversed(column, 1);
                case RETRACT -> accumulator.retract(column, 1);
                case SET -> accumulator.set(column, 1);
            }
            values.add(value(accumulator, type));
        }
        return values;
    }

    private static Object value(Accumulator accumulator, DataType type)
    {
        ColumnBuilder builder = ColumnBuilder.of(type, 1);
        accumulator.appendTo(builder);
        return Values.of(type, builder.build(), 0);
    }

    private static Map<Object, Object> map(Object key, Object value)
    {
        Map<Object, Object> map = new HashMap<>();
        map.put(key, value);
        return map;
    }

    private static Map<Object, Object> map(Object firstKey, Object firstValue, Object secondKey, Object secondValue)
    {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(firstKey, firstValue);
        map.put(secondKey, secondValue);
        return map;
    }

    private static BigDecimal decimal(String text)
    {
        return new BigDecimal(text);
    }
}
