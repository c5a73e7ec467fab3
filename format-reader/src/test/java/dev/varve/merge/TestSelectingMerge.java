package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.LongColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

public class TestSelectingMerge
{
    private static final DataType VALUE = new BigIntType(true);

    /** Keys of one fixed-width column, of two that fit into 64 bits, of text, and of text behind a number. */
    @DataProvider
    public Object[][] keys()
    {
        DataType text = new VarCharType(VarCharType.UNBOUNDED, false);
        return new Object[][] {
                {List.of(new BigIntType(false))},
                {List.of(new IntType(false), new IntType(false))},
                {List.of(text)},
                {List.of(new IntType(false), text)},
                {List.of(text, new BigIntType(false))},
        };
    }

    @Test(dataProvider = "keys")
    public void agreesWithMapOfKeys(List<DataType> keyTypes)
            throws IOException
    {
        for (int round = 0; round < 100; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            boolean byNumber = random.nextBoolean();
            boolean retractions = random.nextBoolean();
            boolean last = random.nextBoolean();
            int runCount = 1 + random.nextInt(9);
            int keySpace = 1 + random.nextInt(300);

            Map<List<Object>, Long> newest = new HashMap<>();
            Map<List<Object>, Long> expected = new HashMap<>();
            List<RunSource> runs = new ArrayList<>();
            long sequence = 0;
            for (int run = 0; run < runCount; run++) {
                TreeMap<List<Object>, Long> sorted = new TreeMap<>(TestSelectingMerge::compareKeys);
                int rows = random.nextInt(200);
                for (int i = 0; i < rows; i++) {
                    sorted.put(key(keyTypes, random.nextInt(keySpace)), 0L);
                }
                List<ColumnBuilder> builders = new ArrayList<>();
                keyTypes.forEach(type -> builders.add(ColumnBuilder.of(type, rows)));
                ColumnBuilder values = ColumnBuilder.of(VALUE, rows);
                ColumnBuilder sequences = ColumnBuilder.of(VALUE, rows);
                ColumnBuilder kinds = ColumnBuilder.of(new TinyIntType(false), rows);
                boolean[] deleted = new boolean[sorted.size()];
                int row = 0;
                for (List<Object> key : sorted.keySet()) {
                    // by number, rows of later runs may be older
                    long number = byNumber ? random.nextInt(1000) * 16L + run : sequence++;
                    long value = random.nextInt();
                    long kind = retractions && random.nextInt(4) == 0 ? 1 + 2 * random.nextInt(2) : 2 * random.nextInt(2);
                    deleted[row] = random.nextInt(10) == 0;
                    for (int i = 0; i < key.size(); i++) {
                        builders.get(i).append(LiteralColumn.of(keyTypes.get(i), key.get(i)), 0);
                    }
                    values.append(LiteralColumn.of(VALUE, value), 0);
                    sequences.append(LiteralColumn.of(VALUE, number), 0);
                    kinds.append(LiteralColumn.of(new TinyIntType(false), kind), 0);
                    if (!deleted[row] && (!newest.containsKey(key) || (last ? number > newest.get(key) : number < newest.get(key)))) {
                        newest.put(key, number);
                        if (kind == 1 || kind == 3) {
                            expected.remove(key);
                        }
                        else {
                            expected.put(key, value);
                        }
                    }
                    row++;
                }
                List<Column> columns = new ArrayList<>();
                columns.add(values.build());
                builders.forEach(builder -> columns.add(builder.build()));
                columns.add(sequences.build());
                columns.add(kinds.build());
                runs.add(new MemoryRun(columns, deleted, 1 + random.nextInt(50), 0, run));
            }
            List<ColumnRef> keyRefs = new ArrayList<>();
            for (int i = 0; i < keyTypes.size(); i++) {
                keyRefs.add(new ColumnRef(1 + i, keyTypes.get(i)));
            }
            MergeSpec spec = new MergeSpec(
                    1 + keyTypes.size(),
                    keyRefs,
                    byNumber ? OptionalInt.of(1 + keyTypes.size()) : OptionalInt.empty(),
                    retractions ? OptionalInt.of(2 + keyTypes.size()) : OptionalInt.empty(),
                    List.of(),
                    false,
                    false);
            SelectingMerge.Winner winner = last ? SelectingMerge.Winner.LAST : SelectingMerge.Winner.FIRST;
            assertThat(read(new SelectingMerge(spec, winner, false, runs, new ReadMetrics()), keyTypes))
                    .describedAs("seed %s, keys %s", seed, keyTypes)
                    .isEqualTo(expected);
        }
    }

    @Test
    public void newerSequenceFieldWinsOverNewerFile()
            throws IOException
    {
        List<DataType> keyTypes = List.of(new BigIntType(false));
        MergeSpec spec = new MergeSpec(2, List.of(new ColumnRef(1, keyTypes.get(0))), OptionalInt.empty(), OptionalInt.empty(), List.of(new ColumnRef(2, VALUE)), false, false);
        // keys 1 to 4; the sequence fields are 5|3, null|1, 1|null, 2|2
        List<RunSource> runs = List.of(
                run(0, 0, longs(10, 20, 30, 40), longs(1, 2, 3, 4), longs(5, null, 1, 2)),
                run(0, 1, longs(11, 21, 31, 41), longs(1, 2, 3, 4), longs(3, 1, null, 2)));
        assertThat(read(new SelectingMerge(spec, SelectingMerge.Winner.LAST, false, runs, new ReadMetrics()), keyTypes))
                .isEqualTo(Map.of(List.of(1L), 10L, List.of(2L), 21L, List.of(3L), 30L, List.of(4L), 41L));
    }

    @Test
    public void rowsThatRetractAreSkippedWhenDeletesAreIgnored()
            throws IOException
    {
        List<DataType> keyTypes = List.of(new BigIntType(false));
        MergeSpec spec = new MergeSpec(2, List.of(new ColumnRef(1, keyTypes.get(0))), OptionalInt.empty(), OptionalInt.of(2), List.of(), false, false);
        List<RunSource> runs = List.of(
                run(0, 0, longs(10, 20), longs(1, 2), kinds(0, 3)),
                run(0, 1, longs(11, 21), longs(1, 2), kinds(3, 3)));
        assertThat(read(new SelectingMerge(spec, SelectingMerge.Winner.LAST, true, runs, new ReadMetrics()), keyTypes))
                .isEqualTo(Map.of(List.of(1L), 10L));
    }

    @Test
    public void ofRowsAboveLevel0OnlyTheLowestLevelCounts()
            throws IOException
    {
        List<DataType> keyTypes = List.of(new BigIntType(false));
        MergeSpec spec = new MergeSpec(2, List.of(new ColumnRef(1, keyTypes.get(0))), OptionalInt.empty(), OptionalInt.empty(), List.of(new ColumnRef(2, VALUE)), false, true);
        List<RunSource> runs = List.of(
                run(5, 0, longs(50), longs(1), longs(9)),
                run(3, 1, longs(30), longs(1), longs(2)),
                run(0, 2, longs(0), longs(1), longs(1)));
        assertThat(read(new SelectingMerge(spec, SelectingMerge.Winner.LAST, false, runs, new ReadMetrics()), keyTypes))
                .isEqualTo(Map.of(List.of(1L), 30L));
    }

    @Test
    public void runsThatDoNotOverlapAreNotMerged()
            throws IOException
    {
        List<DataType> keyTypes = List.of(new BigIntType(false));
        MergeSpec spec = new MergeSpec(2, List.of(new ColumnRef(1, keyTypes.get(0))), OptionalInt.empty(), OptionalInt.empty(), List.of(), false, false);
        ReadMetrics metrics = new ReadMetrics();
        List<RunSource> runs = List.of(run(0, 0, longs(1, 2), longs(1, 2)), run(0, 1, longs(3, 4), longs(3, 4)));
        assertThat(read(new SelectingMerge(spec, SelectingMerge.Winner.LAST, false, runs, metrics), keyTypes)).hasSize(4);
        assertThat(metrics.get(Counter.ROWS_MERGED)).isZero();
    }

    private static RunSource run(int level, int rank, Column... columns)
    {
        return new MemoryRun(List.of(columns), new boolean[columns[0].size()], 100, level, rank);
    }

    private static Column longs(Object... values)
    {
        ColumnBuilder builder = ColumnBuilder.of(VALUE, values.length);
        for (Object value : values) {
            builder.append(LiteralColumn.of(VALUE, value == null ? null : ((Number) value).longValue()), 0);
        }
        return builder.build();
    }

    private static Column kinds(int... kinds)
    {
        byte[] values = new byte[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            values[i] = (byte) kinds[i];
        }
        return new ByteColumn(kinds.length, null, values);
    }

    private static List<Object> key(List<DataType> types, int number)
    {
        List<Object> key = new ArrayList<>();
        for (DataType type : types) {
            // long common prefixes, and texts of which one is the start of another
            key.add(type instanceof VarCharType ? Slices.utf8Slice("common-prefix".substring(0, number % 13) + "x".repeat(number % 5) + number) : (Object) (long) (number - 100));
        }
        return key;
    }

    private static int compareKeys(List<Object> left, List<Object> right)
    {
        for (int i = 0; i < left.size(); i++) {
            int order = Literal.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The first column by the key columns that follow it. */
    private static Map<List<Object>, Long> read(BatchSource source, List<DataType> keyTypes)
            throws IOException
    {
        Map<List<Object>, Long> rows = new HashMap<>();
        try (source) {
            for (Optional<Batch> next = source.next(); next.isPresent(); next = source.next()) {
                Batch batch = next.get();
                long[] values = ((LongColumn) batch.column(0)).values();
                int[] positions = batch.selection().positions();
                for (int i = 0; i < batch.selection().count(); i++) {
                    List<Object> key = new ArrayList<>();
                    for (int column = 0; column < keyTypes.size(); column++) {
                        key.add(ColumnValues.literal(keyTypes.get(column), batch.column(1 + column), positions[i]));
                    }
                    assertThat(rows.put(key, values[positions[i]])).describedAs("key %s twice", key).isNull();
                }
            }
        }
        return rows;
    }
}
