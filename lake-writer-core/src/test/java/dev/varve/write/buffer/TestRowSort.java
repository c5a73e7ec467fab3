package dev.varve.write.buffer;

import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Sorts random rows as a stable sort by comparison does. */
public class TestRowSort
{
    private static final List<DataType> KEY_TYPES = List.of(
            new IntType(false), new BigIntType(false), new DoubleType(false), new VarCharType(VarCharType.UNBOUNDED, false));

    @Test
    public void sortsByKeyThenSequenceThenArrival()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<DataType> types = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                types.add(KEY_TYPES.get(random.nextInt(KEY_TYPES.size())));
            }
            boolean sequenced = random.nextBoolean();
            boolean descending = random.nextBoolean();
            int size = random.nextInt(4) == 0 ? random.nextInt(5) : random.nextInt(2000);
            int distinct = 1 + random.nextInt(50);
            List<List<Comparable<?>>> keys = new ArrayList<>();
            Column[] columns = types.stream().map(type -> column(random, type, size, distinct, keys)).toArray(Column[]::new);
            Integer[] sequence = IntStream.range(0, size).mapToObj(i -> random.nextInt(4) == 0 ? null : random.nextInt(5)).toArray(Integer[]::new);
            IntBuilder sequenceColumn = new IntBuilder(1);
            for (Integer value : sequence) {
                if (value == null) {
                    sequenceColumn.appendNull();
                }
                else {
                    sequenceColumn.append(value);
                }
            }
            Comparator<Integer> bySequence = Comparator.comparing(
                    row -> sequence[row], Comparator.nullsFirst(descending ? Comparator.<Integer>reverseOrder() : Comparator.<Integer>naturalOrder()));
            Comparator<Integer> byKey = (left, right) -> compare(keys, left, right);
            List<Integer> expected = IntStream.range(0, size).boxed().sorted(sequenced ? byKey.thenComparing(bySequence) : byKey).toList();

            RowSort sort = RowSort.of(types, sequenced ? List.of(new IntType(true)) : List.of(), descending);
            RowSort.Sorted sorted = sort.sort(columns, sequenced ? new Column[] {sequenceColumn.build()} : new Column[0], size);
            assertThat(IntStream.of(sorted.rows()).boxed()).as("seed %s", seed).isEqualTo(expected);
            List<Integer> last = new ArrayList<>();
            List<Integer> first = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                boolean ends = i == size - 1 || compare(keys, expected.get(i), expected.get(i + 1)) != 0;
                assertThat(sorted.lastOfKey()[i]).as("seed %s row %s", seed, i).isEqualTo(ends);
                if (ends) {
                    last.add(expected.get(i));
                }
                if (i == 0 || compare(keys, expected.get(i - 1), expected.get(i)) != 0) {
                    first.add(expected.get(i));
                }
            }
            assertThat(IntStream.of(sorted.lastRows().rows()).boxed()).isEqualTo(last);
            assertThat(IntStream.of(sorted.firstRows().rows()).boxed()).isEqualTo(first);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(List<List<Comparable<?>>> keys, int left, int right)
    {
        for (List<Comparable<?>> column : keys) {
            int order = ((Comparable) column.get(left)).compareTo(column.get(right));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** A column of random values, which are also added to {@code keys}. */
    private static Column column(Random random, DataType type, int size, int distinct, List<List<Comparable<?>>> keys)
    {
        List<Comparable<?>> values = new ArrayList<>();
        keys.add(values);
        if (type instanceof IntType) {
            IntBuilder builder = new IntBuilder(1);
            for (int i = 0; i < size; i++) {
                int value = (random.nextInt(distinct) - distinct / 2) * 40_000_000;
                values.add(value);
                builder.append(value);
            }
            return builder.build();
        }
        if (type instanceof VarCharType) {
            BytesBuilder builder = new BytesBuilder(1);
            for (int i = 0; i < size; i++) {
                String value = (random.nextBoolean() ? "the same eight bytes, then " : "") + random.nextInt(distinct);
                values.add(value);
                byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
                builder.append(bytes, 0, bytes.length);
            }
            return builder.build();
        }
        LongBuilder builder = new LongBuilder(1);
        for (int i = 0; i < size; i++) {
            int value = random.nextInt(distinct) - distinct / 2;
            if (type instanceof DoubleType) {
                values.add((double) value);
                builder.append(Double.doubleToRawLongBits(value));
            }
            else {
                values.add((long) value << 40);
                builder.append((long) value << 40);
            }
        }
        return builder.build();
    }
}
