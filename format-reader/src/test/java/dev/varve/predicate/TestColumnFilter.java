package dev.varve.predicate;

import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.Selection;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.IntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestColumnFilter
{
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType TEXT = new VarCharType(100, true);

    @Test
    public void agreesWithTheRowModel()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random);
        for (int round = 0; round < 5_000; round++) {
            List<DataType> types = IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> RandomRows.TYPES.get(random.nextInt(RandomRows.TYPES.size()))).toList();
            Predicate predicate = rows.predicate(types, 3);
            ColumnFilter filter = ColumnFilter.of(predicate);
            for (int batch = 0; batch < 2; batch++) {
                int size = random.nextInt(80);
                List<List<Object>> columns = types.stream().map(type -> values(rows, type, size)).toList();
                List<Column> encoded = IntStream.range(0, types.size()).mapToObj(i -> rows.column(types.get(i), columns.get(i))).toList();
                int[] selected = IntStream.range(0, size).filter(i -> random.nextInt(4) > 0).toArray();
                int[] expected = Arrays.stream(selected).filter(i -> RowModel.passes(predicate, row(columns, i))).toArray();

                Selection result = filter.apply(new ColumnsBatch(size, encoded, Selection.of(selected, selected.length)));
                assertThat(Arrays.copyOf(result.positions(), result.count())).as("seed %s, round %s, %s", seed, round, predicate).isEqualTo(expected);

                int[] byValues = Arrays.stream(selected).filter(i -> ValueEvaluation.matches(predicate, row(columns, i)::get)).toArray();
                assertThat(byValues).as("seed %s, round %s, %s", seed, round, predicate).isEqualTo(expected);
            }
        }
    }

    @Test
    public void doesNotTouchColumnsWithoutNeed()
            throws IOException
    {
        Predicate predicate = Predicate.and(List.of(
                new Compare(1, TEXT, Comparison.LESS, utf8Slice("x")),
                new Compare(0, INT, Comparison.EQUAL, 7L)));
        Column numbers = new RandomRows(new Random(1)).column(INT, List.of(1L, 2L, 3L));
        List<Integer> touched = new ArrayList<>();
        int count = ColumnFilter.of(predicate).apply(
                column -> {
                    touched.add(column);
                    return numbers;
                },
                new int[] {0, 1, 2},
                3);
        assertThat(count).isZero();
        assertThat(touched).containsExactly(0);
    }

    @Test
    public void passesOnTheFailureToLoad()
    {
        ColumnFilter filter = ColumnFilter.of(new Compare(0, INT, Comparison.EQUAL, 7L));
        assertThatThrownBy(() -> filter.apply(
                column -> {
                    throw new IOException("the disk is gone");
                },
                new int[] {0},
                1))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is gone");
    }

    @Test
    public void findsAmongManyLiterals()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Object> far = random.longs(10_000).<Object>mapToObj(value -> value).toList();
        assertThat(matches(new In(0, BIGINT, far), BIGINT, far)).as("seed %s", seed).hasSize(far.size());
        assertThat(matches(new NotIn(0, BIGINT, far), BIGINT, far)).as("seed %s", seed).isEmpty();
        assertThat(matches(new In(0, BIGINT, far), BIGINT, List.of(0L, 1L, 2L))).as("seed %s", seed).isEmpty();
        List<Object> texts = far.stream().<Object>map(value -> utf8Slice("value-" + value)).toList();
        assertThat(matches(new In(0, TEXT, texts), TEXT, texts)).as("seed %s", seed).hasSize(texts.size());
        assertThat(matches(new In(0, TEXT, texts), TEXT, List.of(utf8Slice(""), utf8Slice("value-")))).isEmpty();
    }

    @Test
    public void comparesWithLiteralsThatTheColumnCannotHold()
            throws IOException
    {
        DataType decimal = new DecimalType(9, 2, true);
        List<Object> decimals = List.of(new BigDecimal("1.23"), new BigDecimal("1.24"), new BigDecimal("-1.23"));
        assertThat(matches(new Compare(0, decimal, Comparison.EQUAL, new BigDecimal("1.235")), decimal, decimals)).isEmpty();
        assertThat(matches(new Compare(0, decimal, Comparison.LESS, new BigDecimal("1.235")), decimal, decimals)).containsExactly(0, 2);
        assertThat(matches(new Compare(0, decimal, Comparison.GREATER_OR_EQUAL, new BigDecimal("-1.235")), decimal, decimals)).containsExactly(0, 1, 2);
        assertThat(matches(new Compare(0, decimal, Comparison.GREATER, new BigDecimal("1e40")), decimal, decimals)).isEmpty();
        assertThat(matches(new Compare(0, decimal, Comparison.LESS, new BigDecimal("1e40")), decimal, decimals)).containsExactly(0, 1, 2);
        assertThat(matches(new NotIn(0, decimal, List.of(new BigDecimal("1e40"), new BigDecimal("1.235"))), decimal, decimals)).containsExactly(0, 1, 2);

        DataType micros = new TimestampType(6, true);
        List<Object> timestamps = List.of(Timestamp.ofMicros(-1), Timestamp.ofMicros(0));
        assertThat(matches(new Compare(0, micros, Comparison.LESS, new Timestamp(-1, 500)), micros, timestamps)).containsExactly(0);
        assertThat(matches(new Compare(0, micros, Comparison.NOT_EQUAL, new Timestamp(-1, 500)), micros, timestamps)).containsExactly(0, 1);
    }

    @Test
    public void refusesTypesWithoutOrder()
    {
        DataType array = new ArrayType(INT, true);
        assertThatThrownBy(() -> ColumnFilter.of(new Compare(0, array, Comparison.EQUAL, 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ARRAY");
    }

    private static List<Integer> matches(Predicate predicate, DataType type, List<Object> values)
            throws IOException
    {
        Column column = new RandomRows(new Random(7)).column(type, values);
        Selection result = ColumnFilter.of(predicate).apply(new ColumnsBatch(values.size(), List.of(column)));
        return Arrays.stream(result.positions(), 0, result.count()).boxed().toList();
    }

    private static List<Object> values(RandomRows rows, DataType type, int size)
    {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(rows.valueOrNull(type));
        }
        return values;
    }

    private static List<Object> row(List<List<Object>> columns, int position)
    {
        List<Object> row = new ArrayList<>();
        columns.forEach(column -> row.add(column.get(position)));
        return row;
    }
}
