package dev.varve.merge;

import dev.varve.aggregate.AggregateFunction;
import dev.varve.aggregate.AggregateOptions;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.merge.OrderedMerge.Before;
import dev.varve.merge.OrderedMerge.Rules;
import dev.varve.row.LiteralColumn;
import dev.varve.schema.MergeEngine;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

/** Random runs, merged here and by a simple model. */
public class TestOrderedMerge
{
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, false);
    private static final DataType INT = new IntType(true);
    private static final List<DataType> TYPES = List.of(new BigIntType(false), new TinyIntType(false), STRING, INT);
    private static final int RETRACT = 3;

    private record Row(long sequence, int kind, String key, Integer value, int level) {}

    @DataProvider
    public Object[][] engines()
    {
        return new Object[][] {{MergeEngine.DEDUPLICATE, true}, {MergeEngine.DEDUPLICATE, false}, {MergeEngine.FIRST_ROW, true}, {MergeEngine.AGGREGATION, true},
                {MergeEngine.AGGREGATION, false}, {MergeEngine.PARTIAL_UPDATE, false}};
    }

    @Test(dataProvider = "engines")
    public void mergesInOrderOfKeys(MergeEngine engine, boolean uniqueKeys)
            throws IOException
    {
        for (int round = 0; round < 60; round++) {
            long seed = 1000 + round;
            Random random = new Random(seed);
            boolean retracts = engine == MergeEngine.DEDUPLICATE || engine == MergeEngine.AGGREGATION;
            boolean drop = random.nextBoolean();
            List<List<Row>> runs = runs(random, 1 + random.nextInt(6), uniqueKeys, retracts, 0);
            List<Row> expected = new ArrayList<>();
            grouped(runs).values().forEach(group -> model(engine, group).filter(row -> !drop || row.kind() != RETRACT).ifPresent(expected::add));
            List<Row> actual = new ArrayList<>();
            try (OrderedMerge merge = OrderedMerge.of(spec(), rules(engine, drop, uniqueKeys, new Before.Unasked()), sources(random, runs, uniqueKeys), List.of())) {
                Optional<MergedRows> batch = merge.nextRows();
                for (; batch.isPresent(); batch = merge.nextRows()) {
                    actual.addAll(read(batch.get()));
                }
            }
            assertThat(actual).describedAs("seed %s", seed).isEqualTo(expected);
        }
    }

    /** Level 0 is merged; the keys that it has are found in two deeper levels. */
    @Test
    public void findsTheRowsBefore()
            throws IOException
    {
        for (int round = 0; round < 100; round++) {
            long seed = 5000 + round;
            Random random = new Random(seed);
            List<List<Row>> deep = runs(random, 2, true, false, 4);
            List<List<Row>> top = runs(random, 1 + random.nextInt(4), true, true, 0);
            List<Row> expected = new ArrayList<>();
            List<String> expectedBefore = new ArrayList<>();
            Map<String, List<Row>> lookup = grouped(deep);
            grouped(top).forEach((key, group) -> {
                Optional<Row> before = lookup.getOrDefault(key, List.of()).stream().min(Comparator.comparingInt(Row::level));
                List<Row> folded = new ArrayList<>(before.stream().toList());
                folded.addAll(group);
                folded.sort(Comparator.comparingLong(Row::sequence));
                expected.add(folded.get(folded.size() - 1));
                expectedBefore.add(before.map(row -> row.value() + "@" + row.level() + "#" + deep.get(row.level() - 4).indexOf(row)).orElse("none"));
            });
            List<Row> actual = new ArrayList<>();
            List<String> actualBefore = new ArrayList<>();
            Rules rules = rules(MergeEngine.DEDUPLICATE, false, true, new Before.Found());
            try (OrderedMerge merge = OrderedMerge.of(lookupSpec(), rules, sources(random, top, true), sources(random, deep, true))) {
                Optional<MergedRows> next = merge.nextRows();
                for (; next.isPresent(); next = merge.nextRows()) {
                    MergedRows batch = next.get();
                    actual.addAll(read(batch));
                    for (int i = 0; i < batch.size(); i++) {
                        assertThat(batch.mayChange(i)).isTrue();
                        if (batch.wasLookedUp(i)) {
                            Column value = batch.gather(3, new int[] {i}, new boolean[] {true}, 1);
                            assertThat(batch.existed(i)).isTrue();
                            int level = 4 + batch.fileBefore(i);
                            Long literal = (Long) ColumnValues.literal(INT, value, 0);
                            actualBefore.add((literal == null ? null : literal.intValue()) + "@" + level + "#" + batch.fileRowBefore(i));
                        }
                        else {
                            actualBefore.add("none");
                        }
                    }
                }
            }
            assertThat(actual).describedAs("seed %s", seed).isEqualTo(expected);
            assertThat(actualBefore).describedAs("seed %s", seed).isEqualTo(expectedBefore);
        }
    }

    /** A key that a deeper level has once left its row in the group of the next key. */
    @Test
    public void firstRowsAreThoseThatNoDeeperLevelHas()
            throws IOException
    {
        for (int round = 0; round < 50; round++) {
            long seed = 9000 + round;
            Random random = new Random(seed);
            List<List<Row>> deep = runs(random, 1, true, false, 4);
            List<List<Row>> top = runs(random, 1 + random.nextInt(4), true, false, 0);
            Map<String, List<Row>> lookup = grouped(deep);
            List<Row> expected = grouped(top).entrySet().stream()
                    .filter(entry -> !lookup.containsKey(entry.getKey()))
                    .map(entry -> entry.getValue().get(0))
                    .toList();
            List<Row> actual = new ArrayList<>();
            Rules rules = rules(MergeEngine.FIRST_ROW, true, true, new Before.Found());
            try (OrderedMerge merge = OrderedMerge.of(spec(), rules, sources(random, top, true), sources(random, deep, true))) {
                Optional<MergedRows> batch = merge.nextRows();
                for (; batch.isPresent(); batch = merge.nextRows()) {
                    actual.addAll(read(batch.get()));
                }
            }
            assertThat(actual).describedAs("seed %s", seed).isEqualTo(expected);
        }
    }

    private static Optional<Row> model(MergeEngine engine, List<Row> group)
    {
        List<Row> rows = group.stream().sorted(Comparator.comparingLong(Row::sequence)).toList();
        Row last = rows.get(rows.size() - 1);
        if (rows.size() == 1) {
            return Optional.of(last);
        }
        return switch (engine) {
            case DEDUPLICATE -> Optional.of(last);
            case FIRST_ROW -> Optional.of(rows.get(0));
            case PARTIAL_UPDATE -> {
                Integer value = null;
                for (Row row : rows) {
                    value = row.value() == null ? value : row.value();
                }
                yield Optional.of(new Row(last.sequence(), 0, last.key(), value, 0));
            }
            case AGGREGATION -> {
                Integer sum = null;
                for (Row row : rows) {
                    if (row.value() != null) {
                        int change = row.kind() == RETRACT ? -row.value() : row.value();
                        sum = sum == null ? change : sum + change;
                    }
                }
                yield Optional.of(new Row(last.sequence(), 0, last.key(), sum, 0));
            }
        };
    }

    private static Map<String, List<Row>> grouped(List<List<Row>> runs)
    {
        Map<String, List<Row>> groups = new TreeMap<>();
        runs.forEach(run -> run.forEach(row -> groups.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row)));
        return groups;
    }

    /** @param firstLevel of the first run; if above 0, the others follow */
    private static List<List<Row>> runs(Random random, int count, boolean uniqueKeys, boolean retracts, int firstLevel)
    {
        List<List<Row>> runs = new ArrayList<>();
        long sequence = firstLevel > 0 ? 0 : 10_000;
        for (int run = 0; run < count; run++) {
            TreeMap<String, List<Row>> rows = new TreeMap<>();
            int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(200);
            for (int i = 0; i < size; i++) {
                String key = "a key that is longer than eight bytes ".substring(0, random.nextInt(2) * 38) + random.nextInt(300);
                int kind = retracts && random.nextInt(4) == 0 ? RETRACT : 0;
                Row row = new Row(sequence++, kind, key, random.nextInt(5) == 0 ? null : random.nextInt(1000), firstLevel == 0 ? 0 : firstLevel + run);
                if (uniqueKeys) {
                    rows.put(key, List.of(row));
                }
                else {
                    rows.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
                }
            }
            runs.add(rows.values().stream().flatMap(List::stream).toList());
        }
        return runs;
    }

    private static List<RunSource> sources(Random random, List<List<Row>> runs, boolean uniqueKeys)
    {
        List<RunSource> sources = new ArrayList<>();
        for (List<Row> rows : runs) {
            int level = rows.isEmpty() ? 0 : rows.get(0).level();
            int batchSize = uniqueKeys ? 1 + random.nextInt(60) : 1_000_000;
            sources.add(new MemoryRun(columns(rows), new boolean[rows.size()], batchSize, level, sources.size()));
        }
        return sources;
    }

    private static List<Column> columns(List<Row> rows)
    {
        List<ColumnBuilder> builders = TYPES.stream().map(type -> ColumnBuilder.of(type, 1)).toList();
        for (Row row : rows) {
            List<Object> values = Arrays.asList(row.sequence(), (long) row.kind(), utf8Slice(row.key()), row.value() == null ? null : (long) row.value());
            for (int i = 0; i < builders.size(); i++) {
                builders.get(i).append(LiteralColumn.of(TYPES.get(i), values.get(i)), 0);
            }
        }
        return builders.stream().map(ColumnBuilder::build).toList();
    }

    private static List<Row> read(MergedRows batch)
            throws IOException
    {
        List<Row> rows = new ArrayList<>();
        int[] positions = batch.selection().positions();
        for (int i = 0; i < batch.selection().count(); i++) {
            int position = positions[i];
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < TYPES.size(); column++) {
                values.add(ColumnValues.literal(TYPES.get(column), batch.column(column), position));
            }
            Long value = (Long) values.get(3);
            String key = ((Slice) values.get(2)).toStringUtf8();
            rows.add(new Row((Long) values.get(0), ((Long) values.get(1)).intValue(), key, value == null ? null : value.intValue(), 0));
        }
        return rows;
    }

    private static MergeSpec spec()
    {
        return new MergeSpec(4, List.of(new ColumnRef(2, STRING)), OptionalInt.of(0), OptionalInt.of(1), List.of(), false, false);
    }

    private static MergeSpec lookupSpec()
    {
        return new MergeSpec(4, List.of(new ColumnRef(2, STRING)), OptionalInt.of(0), OptionalInt.of(1), List.of(), false, true);
    }

    private static Rules rules(MergeEngine engine, boolean drop, boolean uniqueKeys, Before before)
    {
        Optional<FoldSpec> fold = Optional.empty();
        FoldSpec.ColumnFold key = new FoldSpec.KeyColumn(STRING);
        if (engine == MergeEngine.PARTIAL_UPDATE) {
            fold = Optional.of(new FoldSpec(FoldSpec.Engine.PARTIAL_UPDATE, List.of(key, key, key, new FoldSpec.LastNonNull(INT)), List.of(), false, false));
        }
        if (engine == MergeEngine.AGGREGATION) {
            Field field = new Field(0, "v", INT);
            FoldSpec.ColumnFold sum = new FoldSpec.Aggregate(INT, () -> AggregateFunction.create("sum", field, AggregateOptions.DEFAULT));
            fold = Optional.of(new FoldSpec(FoldSpec.Engine.AGGREGATION, List.of(key, key, key, sum), List.of(), false, false));
        }
        return new Rules(engine, TYPES, fold, false, drop, uniqueKeys, before);
    }
}
