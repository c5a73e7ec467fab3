package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.datafile.RandomValues;
import dev.varve.datafile.Values;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import io.airlift.slice.Slices;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestColumnCast
{
    private static final DataType BOOLEAN = new BooleanType(true);
    private static final DataType TINYINT = new TinyIntType(true);
    private static final DataType SMALLINT = new SmallIntType(true);
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType FLOAT = new FloatType(true);
    private static final DataType DOUBLE = new DoubleType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType BYTES = new VarBinaryType(VarBinaryType.UNBOUNDED, true);
    private static final DataType DATE = new DateType(true);
    private static final DataType TIME = new TimeType(3, true);

    /** Outcomes of Paimon 1.4.2. */
    @DataProvider
    public Object[][] values()
    {
        return new Object[][] {
                {INT, 300L, TINYINT, 44L},
                {INT, 383L, TINYINT, 127L},
                {BIGINT, 5_000_000_000L, INT, 705_032_704L},
                {TINYINT, -5L, BIGINT, -5L},
                {DOUBLE, 1e20, INT, 2_147_483_647L},
                {DOUBLE, -2.9, INT, -2L},
                {DOUBLE, 1e20, TINYINT, -1L},
                {FLOAT, Float.NaN, BIGINT, 0L},
                {DOUBLE, 1e300, FLOAT, Float.POSITIVE_INFINITY},
                {BIGINT, Long.MAX_VALUE, FLOAT, 9.223372E18f},
                {INT, 5L, decimal(3, 1), new BigDecimal("5.0")},
                {INT, 500L, decimal(3, 1), null},
                {DOUBLE, 2.345, decimal(5, 2), new BigDecimal("2.35")},
                {FLOAT, 0.1f, decimal(20, 10), new BigDecimal("0.1000000015")},
                {decimal(4, 2), new BigDecimal("12.35"), decimal(3, 1), new BigDecimal("12.4")},
                {decimal(4, 2), new BigDecimal("99.99"), decimal(3, 1), null},
                {decimal(4, 2), new BigDecimal("-0.05"), decimal(30, 1), new BigDecimal("-0.1")},
                {decimal(4, 2), new BigDecimal("12.95"), INT, 12L},
                {decimal(38, 0), new BigDecimal("18446744073709551617"), TINYINT, 1L},
                {decimal(30, 2), new BigDecimal("-1.50"), DOUBLE, -1.5},
                {BOOLEAN, true, SMALLINT, 1L},
                {BOOLEAN, false, DOUBLE, 0.0},
                {BOOLEAN, true, decimal(2, 1), new BigDecimal("1.0")},
                {INT, -7L, BOOLEAN, true},
                {BIGINT, 1L << 32, BOOLEAN, true},
                {DOUBLE, 1e20, STRING, "1.0E20"},
                {FLOAT, 0.1f, STRING, "0.1"},
                {decimal(4, 2), new BigDecimal("12.90"), STRING, "12.90"},
                {INT, 12_345L, new VarCharType(3, true), "123"},
                {INT, 1L, new CharType(3, true), "1  "},
                {BOOLEAN, true, STRING, "true"},
                {STRING, "YES", BOOLEAN, true},
                {STRING, "f", BOOLEAN, false},
                {STRING, "12.7", INT, 12L},
                {STRING, "-.5", INT, 0L},
                {STRING, "+9223372036854775807", BIGINT, Long.MAX_VALUE},
                {STRING, " 1.5e3 ", DOUBLE, 1500.0},
                {STRING, "1.25", decimal(3, 1), new BigDecimal("1.3")},
                {STRING, "1e1000000000", decimal(3, 1), null},
                {STRING, "1e-1000000000", decimal(3, 1), new BigDecimal("0.0")},
                {STRING, "a\uD83D\uDE00bc", new VarCharType(3, true), "a\uD83D\uDE00b"},
                {new VarCharType(3, true), "\u00e4", new CharType(3, true), "\u00e4  "},
                {STRING, "abc", new BinaryType(5, true), Slices.wrappedBuffer(new byte[] {'a', 'b', 'c', 0, 0})},
                {STRING, "abc", new VarBinaryType(2, true), Slices.utf8Slice("ab")},
                {BYTES, Slices.utf8Slice("abc"), new VarCharType(2, true), "abc"},
                {STRING, "2024-1-5", DATE, LocalDate.of(2024, 1, 5).toEpochDay()},
                {STRING, "2024-01-05 23:00:00", DATE, LocalDate.of(2024, 1, 5).toEpochDay()},
                {STRING, "-12", DATE, -12L},
                {STRING, "10:11:12.3456", TIME, 36_672_346L},
                {STRING, "10:11", TIME, 36_660_000L},
                {STRING, "17", TIME, 17L},
                {STRING, "2024-01-05 10:11:12.123456789", timestamp(3), timestamp("2024-01-05T10:11:12.123")},
                {STRING, "2024-01-05", timestamp(9), timestamp("2024-01-05T00:00")},
                {STRING, "1700000000", timestamp(0), timestamp("2023-11-14T22:13:20")},
                {STRING, "-1", timestamp(9), timestamp("1969-12-31T23:59:59.999999999")},
                {timestamp(3), timestamp("2022-01-08T01:01:01.12"), STRING, "2022-01-08 01:01:01.120"},
                {timestamp(0), timestamp("2022-01-08T01:01:01"), STRING, "2022-01-08 01:01:01"},
                {DATE, LocalDate.of(2022, 1, 8).toEpochDay(), STRING, "2022-01-08"},
                {TIME, 3_661_123L, STRING, "01:01:01.123"},
                {TIME, 3_661_100L, STRING, "01:01:01.1"},
                {timestamp(9), timestamp("2022-01-08T01:01:01.123456789"), timestamp(6), timestamp("2022-01-08T01:01:01.123456")},
                {timestamp(9), timestamp("2022-01-08T01:01:01.123456789"), timestamp(7), timestamp("2022-01-08T01:01:01.1234567")},
                {timestamp(3), timestamp("1969-12-31T23:59:58.5"), timestamp(0), timestamp("1969-12-31T23:59:59")},
                {timestamp(3), timestamp("2022-01-08T01:01:01.5"), timestamp(9), timestamp("2022-01-08T01:01:01.5")},
                {timestamp(3), timestamp("1969-12-31T23:59:59.999"), DATE, 0L},
                {timestamp(3), timestamp("1969-12-31T23:59:59.999"), TIME, -1L},
                {timestamp(6), timestamp("2022-01-08T01:01:01.123456"), TIME, 3_661_123L},
                {timestamp(3), timestamp("1969-12-31T23:59:59.999"), BIGINT, 0L},
                {timestamp(3), timestamp("2023-11-14T22:13:20.9"), INT, 1_700_000_000L},
                {BIGINT, 1_700_000_000L, timestamp(3), timestamp("2023-11-14T22:13:20")},
                {DATE, 1L, timestamp(6), timestamp("1970-01-02T00:00")},
                {TIME, 1L, timestamp(6), timestamp("1970-01-01T00:00:00.001")},
                {new ArrayType(INT, true), Arrays.asList(1L, null, 2L), STRING, "[1, null, 2]"},
                {new MapType(INT, INT, true), Collections.singletonMap(1L, 2L), STRING, "{1 -> 2}"},
                {row(INT, STRING), Arrays.asList(1L, "q"), new VarCharType(2, true), "{1, q}"},
                {STRING, "[a, null,, \"b,c\"]", new ArrayType(STRING, true), Arrays.asList("a", null, "\"b,c\"")},
                {STRING, "array(1, 2)", new ArrayType(INT, true), List.of(1L, 2L)},
                {STRING, "{1 -> x, 2 -> null}", new MapType(INT, STRING, true), mapOf(1L, "x", 2L, null)},
                {STRING, "MAP(1, [2], 3, [])", new MapType(INT, new ArrayType(INT, true), true), mapOf(1L, List.of(2L), 3L, List.of())},
                {STRING, "{1, {2, x}}", row(INT, row(INT, STRING)), List.of(1L, List.of(2L, "x"))},
                {STRING, "STRUCT()", row(INT, STRING), Arrays.asList(null, null)},
        };
    }

    @Test(dataProvider = "values")
    public void castsAsPaimonDoes(DataType from, Object value, DataType to, Object expected)
    {
        assertThat(cast(from, to, Arrays.asList(null, value, null))).containsExactly(null, expected, null);
    }

    @DataProvider
    public Object[][] valuesInNewYork()
    {
        return new Object[][] {
                {timestamp(3), timestamp("2024-07-01T12:00"), instant(3), timestamp("2024-07-01T16:00")},
                {instant(6), timestamp("2024-01-01T03:00"), timestamp(6), timestamp("2023-12-31T22:00")},
                {instant(6), timestamp("2024-01-01T03:00"), DATE, LocalDate.of(2023, 12, 31).toEpochDay()},
                {instant(6), timestamp("2024-01-01T03:00"), TIME, 79_200_000L},
                {instant(0), timestamp("2024-01-01T03:00"), STRING, "2023-12-31 22:00:00"},
                {DATE, 0L, instant(3), timestamp("1970-01-01T05:00")},
                {TIME, 1L, instant(3), timestamp("1970-01-01T00:00:00.001")},
                {STRING, "2024-07-01 12:00:00", instant(3), timestamp("2024-07-01T16:00")},
                {INT, 1_704_078_000L, instant(3), timestamp("2023-12-31T22:00")},
                {instant(3), timestamp("2023-12-31T22:00"), BIGINT, 1_704_060_000L},
        };
    }

    @Test(dataProvider = "valuesInNewYork")
    public void instantsGoThroughTheDefaultTimeZone(DataType from, Object value, DataType to, Object expected)
    {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try {
            assertThat(cast(from, to, List.of(value))).containsExactly(expected);
        }
        finally {
            TimeZone.setDefault(before);
        }
    }

    @DataProvider
    public Object[][] unreadable()
    {
        return new Object[][] {
                {STRING, "abc", INT}, {STRING, "", INT}, {STRING, " 1", INT}, {STRING, "1.2.3", INT}, {STRING, "128", TINYINT}, {STRING, "9223372036854775808", BIGINT},
                {STRING, "x", DOUBLE}, {STRING, "1,5", decimal(3, 1)}, {STRING, "maybe", BOOLEAN}, {STRING, "2024-02-30", DATE}, {STRING, "noon", TIME},
                {STRING, "2024-01-05 10:11", timestamp(3)}, {STRING, "17", timestamp(5)}, {STRING, "17", instant(3)}, {DOUBLE, Double.NaN, decimal(3, 1)},
                {STRING, "{1}", new ArrayType(INT, true)}, {STRING, "{1}", row(INT, INT)}, {STRING, "{1}", new MapType(INT, INT, true)}, {BIGINT, 1L << 53, timestamp(3)},
        };
    }

    @Test(dataProvider = "unreadable")
    public void namesColumnAndValueThatHaveNoCounterpart(DataType from, Object value, DataType to)
    {
        assertThatThrownBy(() -> cast(from, to, List.of(value)))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.INVALID_REQUEST))
                .hasMessageContaining("'c'").hasMessageContaining("'" + value + "'").hasMessageContaining(to.toString());
    }

    @DataProvider
    public Object[][] undefined()
    {
        return new Object[][] {
                {DOUBLE, BOOLEAN}, {decimal(3, 1), BOOLEAN}, {INT, DATE}, {DATE, INT}, {timestamp(3), SMALLINT}, {timestamp(3), DOUBLE}, {SMALLINT, timestamp(3)},
                {DATE, new VarCharType(10, true)}, {timestamp(3), new CharType(30, true)}, {BYTES, INT}, {INT, BYTES}, {TIME, DATE}, {DATE, TIME}, {BOOLEAN, DATE},
                {new MultisetType(INT, true), STRING}, {new VariantType(true), STRING}, {STRING, new BlobType(true)}, {new ArrayType(INT, true), INT},
                {new MapType(INT, INT, true), new MapType(BIGINT, INT, true)}, {new ArrayType(DOUBLE, true), new ArrayType(BOOLEAN, true)},
        };
    }

    @Test(dataProvider = "undefined")
    public void namesTypesThatAreNotConverted(DataType from, DataType to)
    {
        assertThatThrownBy(() -> ColumnCast.of("c", from, to))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("'c");
    }

    @DataProvider
    public Object[][] sameColumns()
    {
        return new Object[][] {
                {INT, INT.withNullable(false)}, {new VarCharType(3, true), STRING}, {timestamp(0), timestamp(6)}, {timestamp(7), timestamp(9)}, {new BinaryType(3, true), BYTES},
                {new RowType(List.of(new Field(1, "a", INT)), true), new RowType(List.of(new Field(1, "b", INT.withNullable(false))), false)},
        };
    }

    @Test(dataProvider = "sameColumns")
    public void returnsTheSameColumnIfNothingChanges(DataType from, DataType to)
    {
        Column column = Values.column(from, Collections.singletonList(null));

        assertThat(ColumnCast.of("c", from, to).apply(column)).isSameAs(column);
    }

    @Test
    public void castsDictionariesOnce()
    {
        Column dictionary = Values.column(STRING, Arrays.asList("1", null, "3"));
        Column cast = ColumnCast.of("c", STRING, INT).apply(new DictionaryColumn(4, new int[] {2, 0, 1, 2}, dictionary));

        assertThat(cast).isInstanceOf(DictionaryColumn.class);
        assertThat(Values.of(INT, cast)).containsExactly(3L, 1L, null, 3L);
        assertThat(ColumnCast.of("c", STRING, INT).apply(new ConstantColumn(9, Values.column(STRING, List.of("7"))))).isInstanceOf(ConstantColumn.class);
    }

    @Test
    public void doesNotMindUnreadableValuesThatNoRowRefersTo()
    {
        Column dictionary = Values.column(STRING, List.of("no number", "5"));

        assertThat(Values.of(INT, ColumnCast.of("c", STRING, INT).apply(new DictionaryColumn(2, new int[] {1, 1}, dictionary)))).containsExactly(5L, 5L);
        assertThatThrownBy(() -> ColumnCast.of("c", STRING, INT).apply(new DictionaryColumn(2, new int[] {1, 0}, dictionary))).hasMessageContaining("'no number'");
    }

    @Test
    public void castsMembersElementsAndMapValues()
    {
        RowType from = new RowType(List.of(
                new Field(1, "a", new ArrayType(new RowType(List.of(new Field(2, "x", INT), new Field(3, "y", STRING)), true), true)),
                new Field(4, "m", new MapType(STRING, INT, true))), true);
        RowType to = new RowType(List.of(
                new Field(4, "renamed", new MapType(STRING, decimal(3, 1), true)),
                new Field(1, "a", new ArrayType(new RowType(List.of(new Field(3, "y", BIGINT), new Field(9, "new", INT), new Field(2, "x", STRING)), true), true))), true);
        List<Object> rows = Arrays.asList(
                Arrays.asList(Arrays.asList(Arrays.asList(1L, "10"), null, Arrays.asList(null, "20")), mapOf("a", 1L, "b", 1000L)),
                null,
                Arrays.asList(null, Map.of()));

        assertThat(cast(from, to, rows)).containsExactly(
                Arrays.asList(mapOf("a", new BigDecimal("1.0"), "b", null), Arrays.asList(Arrays.asList(10L, null, "1"), null, Arrays.asList(20L, null, null))),
                null,
                Arrays.asList(Map.of(), null));
    }

    @Test
    public void namesThePathOfANestedValue()
    {
        RowType from = new RowType(List.of(new Field(1, "list", new ArrayType(STRING, true))), true);
        RowType to = new RowType(List.of(new Field(1, "list", new ArrayType(INT, true))), true);

        assertThatThrownBy(() -> cast(from, to, List.of(List.of(List.of("x"))))).hasMessageContaining("'c.list.element'");
    }

    /** Numbers against a conversion that goes through big decimals. */
    @Test
    public void castsRandomNumbers()
    {
        long seed = System.nanoTime();
        RandomValues random = new RandomValues(new Random(seed), 0.2);
        List<DataType> integers = List.of(TINYINT, SMALLINT, INT, BIGINT);
        List<DataType> decimals = List.of(decimal(1, 0), decimal(9, 4), decimal(18, 18), decimal(19, 0), decimal(38, 20));
        List<DataType> numbers = new ArrayList<>(integers);
        numbers.addAll(decimals);
        for (DataType from : numbers) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                values.add(random.value(from));
            }
            for (DataType to : numbers) {
                assertThat(cast(from, to, values))
                        .as("%s to %s, seed %s", from, to, seed)
                        .isEqualTo(values.stream().map(value -> value == null ? null : number(new BigDecimal(value.toString()), to)).toList());
            }
        }
    }

    private static Object number(BigDecimal value, DataType to)
    {
        if (to instanceof DecimalType decimal) {
            BigDecimal rounded = value.setScale(decimal.scale(), RoundingMode.HALF_UP);
            return rounded.unscaledValue().abs().compareTo(BigDecimal.TEN.pow(decimal.precision()).toBigInteger()) >= 0 ? null : rounded;
        }
        long bits = value.toBigInteger().longValue();
        if (to instanceof TinyIntType) {
            return (long) (byte) bits;
        }
        if (to instanceof SmallIntType) {
            return (long) (short) bits;
        }
        return to instanceof IntType ? (long) (int) bits : bits;
    }

    private static List<Object> cast(DataType from, DataType to, List<?> values)
    {
        return Values.of(to, ColumnCast.of("c", from, to).apply(Values.column(from, values)));
    }

    private static DataType decimal(int precision, int scale)
    {
        return new DecimalType(precision, scale, true);
    }

    private static DataType timestamp(int precision)
    {
        return new TimestampType(precision, true);
    }

    private static DataType instant(int precision)
    {
        return new LocalZonedTimestampType(precision, true);
    }

    private static Timestamp timestamp(String text)
    {
        return Timestamps.of(LocalDateTime.parse(text));
    }

    private static RowType row(DataType... members)
    {
        List<Field> fields = new ArrayList<>();
        for (DataType member : members) {
            fields.add(new Field(fields.size() + 10, "m" + fields.size(), member));
        }
        return new RowType(fields, true);
    }

    private static Map<Object, Object> mapOf(Object firstKey, Object firstValue, Object secondKey, Object secondValue)
    {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(firstKey, firstValue);
        map.put(secondKey, secondValue);
        return map;
    }
}
