package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.scan.PlanMetrics.Counter;
import dev.varve.scan.RandomTable.Kind;
import dev.varve.scan.RandomTable.Row;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import static dev.varve.scan.RandomTable.INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestScanPlanner
{
    @DataProvider
    public Object[][] kinds()
    {
        return Arrays.stream(Kind.values()).map(kind -> new Object[] {kind}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "kinds")
    public void findsAllRows(Kind kind)
            throws IOException
    {
        long seed = System.nanoTime();
        for (int round = 0; round < 60; round++) {
            RandomTable table = new RandomTable(new Random(seed + round), kind);
            ScanTarget target = table.write().target();
            List<Row> rows = read(table, ScanPlanner.of(target).plan(ScanRequest.ALL));
            assertThat(texts(rows)).as("seed %s", seed + round).containsExactlyInAnyOrderElementsOf(texts(table.rows()));

            TableStatistics statistics = ScanPlanner.of(target).statistics(Optional.empty());
            assertThat(statistics.rowCount()).as("seed %s", seed + round).isGreaterThanOrEqualTo(rows.size());
            if (statistics.exact()) {
                assertThat(statistics.rowCount()).as("seed %s", seed + round).isEqualTo(rows.size());
            }
        }
    }

    @Test(dataProvider = "kinds")
    public void losesNoRowThatMatches(Kind kind)
            throws IOException
    {
        long seed = System.nanoTime();
        long skipped = 0;
        for (int round = 0; round < 150; round++) {
            Random random = new Random(seed + round);
            RandomTable table = new RandomTable(random, kind);
            ScanTarget target = table.write().target();
            Predicate predicate = predicate(random, 2);
            SplitSource source = ScanPlanner.of(target).plan(ScanRequest.of(Optional.of(predicate)));
            assertSame(table, source, predicate, "seed " + (seed + round));
            skipped += source.metrics().get(Counter.FILES_SKIPPED_BY_KEY)
                    + source.metrics().get(Counter.FILES_SKIPPED_BY_VALUE)
                    + source.metrics().get(Counter.FILES_SKIPPED_BY_BUCKET)
                    + source.metrics().get(Counter.FILES_SKIPPED_BY_PARTITION);

            TableStatistics statistics = ScanPlanner.of(target).statistics(Optional.of(predicate));
            assertThat(statistics.rowCount()).as("seed %s", seed + round).isGreaterThanOrEqualTo(matching(table.rows(), predicate).size());
        }
        assertThat(skipped).as("files that a predicate saves").isGreaterThan(100);
    }

    @Test(dataProvider = "kinds")
    public void takesUpRefinements(Kind kind)
            throws IOException
    {
        long seed = System.nanoTime();
        for (int round = 0; round < 60; round++) {
            Random random = new Random(seed + round);
            RandomTable table = new RandomTable(random, kind);
            ScanTarget target = table.write().target();
            Predicate refinement = predicate(random, 1);
            AtomicReference<Optional<Predicate>> known = new AtomicReference<>(Optional.empty());
            SplitSource source = ScanPlanner.of(target).plan(ScanRequest.ALL.withRefinement(known::get));
            List<Row> rows = new ArrayList<>();
            for (Optional<Split> split = source.next(); split.isPresent(); split = source.next()) {
                rows.addAll(table.read(split.get()));
                if (random.nextInt(3) == 0) {
                    known.set(Optional.of(refinement));
                }
            }
            assertThat(texts(matching(rows, refinement))).as("seed %s", seed + round).containsExactlyInAnyOrderElementsOf(texts(matching(table.rows(), refinement)));
        }
    }

    @Test(dataProvider = "kinds")
    public void stopsAtTheLimit(Kind kind)
            throws IOException
    {
        long seed = System.nanoTime();
        for (int round = 0; round < 50; round++) {
            Random random = new Random(seed + round);
            RandomTable table = new RandomTable(random, kind);
            ScanTarget target = table.write().target();
            int limit = random.nextInt(20);
            List<Row> rows = read(table, ScanPlanner.of(target).plan(ScanRequest.ALL.withLimit(limit)));
            assertThat(rows.size()).as("seed %s", seed + round).isGreaterThanOrEqualTo(Math.min(limit, table.rows().size()));
        }
    }

    @Test
    public void readsManifestsOnlyWhenNeeded()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        for (int pt = 3; pt >= 0; pt--) {
            table.addManifest(List.of(SampleEntries.added("f" + pt, pt)));
        }
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        List<String> files = new ArrayList<>();
        for (int pt = 0; pt < 4; pt++) {
            files.add(source.next().orElseThrow().files().get(0).name());
            assertThat(table.opened().stream().filter(name -> name.startsWith("manifest-")).distinct()).as("manifests opened after %s splits", pt + 1).hasSize(pt + 1);
        }
        assertThat(files).containsExactly("f0", "f1", "f2", "f3");
        assertThat(source.next()).isEmpty();
    }

    @Test
    public void doesNotCollectAllFilesOfATableWithoutBuckets()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        for (int manifest = 0; manifest < 3; manifest++) {
            int number = manifest;
            table.addManifest(IntStream.range(0, 3000).mapToObj(i -> SampleEntries.added("f" + number + "-" + i, 1)).toList());
        }
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        Split first = source.next().orElseThrow();
        assertThat(table.opened()).contains("manifest-0", "manifest-1").doesNotContain("manifest-2");
        int files = first.files().size();
        for (Optional<Split> split = source.next(); split.isPresent(); split = source.next()) {
            files += split.get().files().size();
        }
        assertThat(files).isEqualTo(9000);
    }

    @Test
    public void neverOpensManifestsOfOtherPartitions()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        for (int pt = 0; pt < 4; pt++) {
            table.addManifest(List.of(SampleEntries.added("f" + pt, pt)));
        }
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.of(Optional.of(new Compare(0, INT, Comparison.EQUAL, 2L))));
        assertThat(source.next().orElseThrow().files().get(0).name()).isEqualTo("f2");
        assertThat(source.next()).isEmpty();
        assertThat(table.opened()).contains("manifest-2").doesNotContain("manifest-0", "manifest-1", "manifest-3");
        assertThat(source.metrics().get(Counter.MANIFESTS_READ)).isEqualTo(1);
        assertThat(source.metrics().get(Counter.MANIFESTS_SKIPPED)).isEqualTo(3);
    }

    @Test
    public void filesOfTheSameRowsStayTogether()
            throws IOException
    {
        MemoryTable table = SampleEntries.table(Map.of("row-tracking.enabled", "true", "data-evolution.enabled", "true", "source.split.target-size", "1 b"));
        table.addManifest(List.of(SampleEntries.added("a.parquet", 1, OptionalLong.of(0)), SampleEntries.added("b.parquet", 1, OptionalLong.of(10))));
        table.addManifest(List.of(SampleEntries.added("c.parquet", 1, OptionalLong.of(10))));
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        Split first = source.next().orElseThrow();
        assertThat(first.files()).extracting(SplitFile::name).containsExactly("a.parquet");
        assertThat(first.exactRowCount()).hasValue(10);
        Split second = source.next().orElseThrow();
        assertThat(second.files()).extracting(SplitFile::name).containsExactly("b.parquet");
        assertThat(source.next()).isEmpty();
    }

    @Test
    public void filesThatShareSomeRowsOnlyAreCorrupt()
            throws IOException
    {
        MemoryTable table = SampleEntries.table(Map.of("row-tracking.enabled", "true", "data-evolution.enabled", "true"));
        table.addManifest(List.of(SampleEntries.added("b.parquet", 1, OptionalLong.of(10)), SampleEntries.added("c.parquet", 1, OptionalLong.of(15))));
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        assertThatThrownBy(source::next)
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.CORRUPT_TABLE))
                .hasMessageContaining("b.parquet")
                .hasMessageContaining("rows 10 to 19 and 15 to 24");
    }

    @Test
    public void refusesAggregateFunctionsBeforeTheFirstSplit()
            throws IOException
    {
        assertRefusesColumn("magic", Map.of(), VarveException.Kind.UNSUPPORTED_FEATURE, "'magic'");
        assertRefusesColumn("listagg", Map.of(), VarveException.Kind.INVALID_REQUEST, "'listagg'");
        assertRefusesColumn("sum", Map.of("fields.v.nested-sequence-field", "a"), VarveException.Kind.UNSUPPORTED_FEATURE, "fields.v.nested-sequence-field");
        assertRefusesColumn("sum", Map.of("fields.v.nested-key-null-strategy", "ignore"), VarveException.Kind.UNSUPPORTED_FEATURE, "fields.v.nested-key-null-strategy");
    }

    private static void assertRefusesColumn(String function, Map<String, String> otherOptions, VarveException.Kind kind, String named)
            throws IOException
    {
        Map<String, String> options = new HashMap<>(otherOptions);
        options.put("merge-engine", "aggregation");
        options.put("fields.v.aggregate-function", function);
        ScanPlanner planner = ScanPlanner.of(SampleEntries.tableWithKey(options).target());
        assertThatThrownBy(() -> planner.plan(ScanRequest.ALL))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(named);
        assertThat(planner.plan(ScanRequest.ALL.withColumns(Set.of(0))).next()).as("the column can be left out").isEmpty();
    }

    @Test
    public void refusesFilesInAnotherOrderThatNeedAMergeBeforeTheFirstSplit()
            throws IOException
    {
        MemoryTable table = SampleEntries.tableWithKey(Map.of(
                "bucket", "2",
                "pk-clustering-override", "true",
                "clustering.columns", "v",
                "deletion-vectors.enabled", "true",
                "deletion-vectors.merge-on-read", "true"));
        table.addManifest(List.of(SampleEntries.addedAtLevel("compacted", 0, 1, 1)));
        assertThat(ScanPlanner.of(table.target()).plan(ScanRequest.ALL).next()).isPresent();

        table.addManifest(List.of(SampleEntries.addedAtLevel("new", 1, 1, 0)));
        ScanPlanner planner = ScanPlanner.of(table.target());
        assertThatThrownBy(() -> planner.plan(ScanRequest.ALL))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("pk-clustering-override");
    }

    @Test
    public void namesTheBucketDirectory()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        table.addManifest(List.of(SampleEntries.added("f", 7)));
        Split split = ScanPlanner.of(table.target()).plan(ScanRequest.ALL).next().orElseThrow();
        assertThat(split.path(split.files().get(0)).text()).isEqualTo("/lake/db.db/t/pt=7/bucket-0/f");
        assertThat(split.snapshotId()).isEqualTo(7);
    }

    @Test
    public void aMissingManifestIsExpired()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        String manifest = table.addManifest(List.of(SampleEntries.added("f", 1)));
        table.remove("manifest/" + manifest);
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        assertThatThrownBy(source::next)
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.EXPIRED))
                .hasMessageContaining(manifest);
    }

    @Test
    public void aDamagedManifestIsCorrupt()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        String manifest = table.addManifest(List.of(SampleEntries.added("f", 1)));
        table.put("manifest/" + manifest, new byte[] {'O', 'b', 'j', 1, 2, 3, 4, 5, 6, 7, 8, 9});
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        assertThatThrownBy(source::next)
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.CORRUPT_TABLE))
                .hasMessageContaining(manifest);
    }

    @Test
    public void aClosedScanEnds()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        table.addManifest(List.of(SampleEntries.added("f", 1)));
        SplitSource source = ScanPlanner.of(table.target()).plan(ScanRequest.ALL);
        source.close();
        assertThat(source.next()).isEmpty();
    }

    private static void assertSame(RandomTable table, SplitSource source, Predicate predicate, String description)
            throws IOException
    {
        assertThat(texts(matching(read(table, source), predicate)))
                .as("%s, %s", description, predicate)
                .containsExactlyInAnyOrderElementsOf(texts(matching(table.rows(), predicate)));
    }

    private static List<Row> read(RandomTable table, SplitSource source)
            throws IOException
    {
        List<Row> rows = new ArrayList<>();
        for (Optional<Split> split = source.next(); split.isPresent(); split = source.next()) {
            List<Row> ofSplit = table.read(split.get());
            split.get().exactRowCount().ifPresent(exact -> assertThat(ofSplit).hasSize((int) exact));
            assertThat(split.get().rowEstimate()).isGreaterThanOrEqualTo(ofSplit.size());
            rows.addAll(ofSplit);
        }
        return rows;
    }

    private static List<Row> matching(List<Row> rows, Predicate predicate)
    {
        return rows.stream().filter(row -> ValueEvaluation.matches(predicate, row::value)).toList();
    }

    private static List<String> texts(List<Row> rows)
    {
        return rows.stream().map(Row::toString).toList();
    }

    private static Predicate predicate(Random random, int depth)
    {
        if (depth > 0 && random.nextBoolean()) {
            List<Predicate> operands = IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> predicate(random, depth - 1)).toList();
            return random.nextInt(3) > 0 ? Predicate.and(operands) : Predicate.or(operands);
        }
        int column = random.nextInt(3);
        int values = column == 0 ? 4 : 40;
        return switch (random.nextInt(6)) {
            case 0 -> new IsNull(column, INT);
            case 1 -> new In(column, INT, List.of((long) random.nextInt(values), (long) random.nextInt(values)));
            case 2, 3 -> new Compare(column, INT, Comparison.EQUAL, (long) random.nextInt(values));
            default -> new Compare(column, INT, Comparison.values()[random.nextInt(Comparison.values().length)], (long) random.nextInt(values));
        };
    }
}
