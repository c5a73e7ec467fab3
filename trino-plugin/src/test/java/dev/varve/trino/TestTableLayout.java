package dev.varve.trino;

import dev.varve.TemporaryDirectory;
import io.trino.Session;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import static dev.varve.trino.AnalyzedPlan.metric;
import static org.assertj.core.api.Assertions.assertThat;

/** What a Trino of two nodes makes of the buckets of tables, and of the order of keys in their files. */
public class TestTableLayout
{
    private static final int KEYS = 100;
    private static final int RANDOM_JOINS = Integer.getInteger("varve.random-joins", 3);

    private final long seed = Long.getLong("varve.seed", System.nanoTime());
    private TemporaryDirectory temporary;
    private PaimonWarehouse paimon;
    private DistributedQueryRunner runner;
    private Session bucketed;
    private Session shuffled;

    @BeforeClass
    public void start()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        Path warehouse = temporary.directory();
        paimon = PaimonWarehouse.create(warehouse, "layout");
        runner = VarveQueryRunner.create(warehouse, "layout", 1, Map.of());
        bucketed = Session.builder(runner.getDefaultSession()).setSystemProperty("join_distribution_type", "PARTITIONED").build();
        shuffled = Session.builder(bucketed).setCatalogSessionProperty(VarveQueryRunner.CATALOG, "bucket_execution_enabled", "false").build();
        Random random = new Random(seed);
        createTable(random, "ints4", DataTypes.INT(), Map.of("bucket", "4"), id -> id);
        createTable(random, "more_ints4", DataTypes.INT(), Map.of("bucket", "4", "file.format", "orc"), id -> id);
        createTable(random, "ints8", DataTypes.INT(), Map.of("bucket", "8", "file.format", "avro"), id -> id);
        createTable(random, "ints6", DataTypes.INT(), Map.of("bucket", "6"), id -> id);
        createTable(random, "longs4", DataTypes.BIGINT(), Map.of("bucket", "4"), id -> (long) id);
        createTable(random, "mods4", DataTypes.INT(), Map.of("bucket", "4", "bucket-function.type", "mod"), id -> id - KEYS / 2);
        createTable(random, "texts4", DataTypes.STRING(), Map.of("bucket", "4"), TestTableLayout::text);
        createTable(random, "padded4", DataTypes.CHAR(40), Map.of("bucket", "4"), TestTableLayout::text);
    }

    /** Trino's test listener ends the whole run if a test keeps what can be closed. */
    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        if (paimon != null) {
            paimon.close();
            paimon = null;
        }
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    /** Two commits of random keys, the second of which retracts a few. */
    private void createTable(Random random, String name, DataType type, Map<String, String> options, IntFunction<Object> key)
            throws Exception
    {
        paimon.createTable(name, Schema.newBuilder()
                .column("id", type.notNull())
                .column("amount", DataTypes.INT())
                .primaryKey("id")
                .options(options)
                .option("write-only", "true")
                .build());
        for (int commit = 0; commit < 2; commit++) {
            Map<Integer, GenericRow> rows = new LinkedHashMap<>();
            for (int i = 0; i < KEYS / 2; i++) {
                int id = random.nextInt(KEYS);
                RowKind kind = commit == 1 && random.nextInt(10) == 0 ? RowKind.DELETE : RowKind.INSERT;
                rows.put(id, GenericRow.ofKind(kind, key.apply(id), random.nextInt(KEYS)));
            }
            paimon.write(name, rows.values().toArray(GenericRow[]::new));
        }
    }

    private static BinaryString text(int id)
    {
        return BinaryString.fromString("x".repeat(id % 12) + id);
    }

    @Test
    public void testAggregationsOnTheBucketKeyAreNotShuffled()
    {
        String sql = "SELECT id, count(*), sum(amount) FROM ints4 GROUP BY id";
        assertThat(plan(bucketed, sql)).contains("buckets=(4 by [id])");
        assertUnshuffled(sql);
        assertThat(isShuffled(plan(shuffled, sql))).isTrue();
        assertThat(isShuffled(plan(bucketed, "SELECT id, row_number() OVER (PARTITION BY id ORDER BY amount) FROM mods4"))).isFalse();
        assertThat(isShuffled(plan(bucketed, "SELECT DISTINCT id, amount FROM texts4"))).isFalse();
        // Nobody needs rows of equal keys on one node.
        assertThat(plan(bucketed, "SELECT * FROM ints4")).doesNotContain("buckets=");
    }

    @Test
    public void testJoinsOnTheBucketKeyAreNotShuffled()
    {
        assertUnshuffled("SELECT * FROM ints4 l JOIN more_ints4 r ON l.id = r.id");
        assertUnshuffled("SELECT l.id, count(r.id) FROM texts4 l LEFT JOIN texts4 r ON l.id = r.id AND r.amount > 20 WHERE l.amount < 70 GROUP BY l.id");
        assertThat(isShuffled(plan(bucketed, "SELECT * FROM ints4 WHERE id IN (SELECT id FROM more_ints4)"))).isFalse();
        // Two buckets of one table make up one of the other.
        assertUnshuffled("SELECT * FROM ints8 a FULL JOIN ints4 b ON a.id = b.id");
        assertThat(isShuffled(plan(bucketed, "SELECT * FROM ints8 a JOIN ints4 b ON a.id = b.id JOIN more_ints4 c ON b.id = c.id"))).isFalse();
        assertUnshuffled("SELECT * FROM ints4 FOR VERSION AS OF 1 l JOIN ints8 r ON l.id = r.id");
    }

    @Test
    public void testWhatIsHashedInAnotherWayIsShuffled()
    {
        for (String sql : List.of(
                "SELECT * FROM ints4 l JOIN longs4 r ON l.id = r.id",
                "SELECT l.id, l.amount, r.amount FROM ints4 l JOIN (VALUES (1, 2), (7, 3), (50, 4), (99, 5)) r (id, amount) ON l.id = r.id")) {
            assertThat(isShuffled(plan(bucketed, sql))).as(sql).isTrue();
            assertSameRows(sql);
        }
        for (String sql : List.of(
                "SELECT * FROM ints4 l JOIN ints6 r ON l.id = r.id",
                "SELECT * FROM ints4 l JOIN mods4 r ON l.id = r.id",
                "SELECT * FROM ints4 l JOIN more_ints4 r ON l.id = r.amount",
                "SELECT * FROM texts4 l JOIN padded4 r ON l.id = r.id",
                "SELECT id, count(*) FROM padded4 GROUP BY id",
                "SELECT amount, count(*) FROM ints4 GROUP BY amount",
                "SELECT id, count(*) FROM \"ints4$audit_log\" GROUP BY id")) {
            assertThat(isShuffled(plan(bucketed, sql))).as(sql).isTrue();
        }
    }

    /** Rows of other tables, and of values that are no keys, are sent where the buckets are read that they may meet. */
    @Test
    public void testRandomJoinsReturnTheSameRows()
    {
        Random random = new Random(seed);
        List<String> tables = List.of("ints4", "more_ints4", "ints8", "ints6", "longs4", "mods4");
        for (int i = 0; i < RANDOM_JOINS; i++) {
            String left = tables.get(random.nextInt(tables.size()));
            String right = tables.get(random.nextInt(tables.size()));
            String join = List.of("LEFT JOIN", "RIGHT JOIN", "FULL JOIN").get(random.nextInt(3));
            String key = random.nextBoolean() ? "r.id" : "r.amount";
            assertSameRows("SELECT l.id, l.amount, r.id, r.amount FROM %s l %s %s r ON l.id = %s".formatted(left, join, right, key));
        }
    }

    @Test
    public void testRescaledPartitions()
            throws Exception
    {
        createDays("rescaled");
        String sql = "SELECT id, count(*), sum(amount) FROM rescaled GROUP BY id";
        paimon.write("rescaled", days(1));
        assertThat(plan(bucketed, sql)).contains("buckets=(4 by [id])");
        paimon.setOption("rescaled", "bucket", "6");
        paimon.write("rescaled", days(2));
        assertThat(plan(bucketed, sql)).contains("buckets=(2 by [id])");
        assertUnshuffled(sql);
        assertThat(plan(bucketed, sql.replace("GROUP", "WHERE day = 2 GROUP"))).contains("buckets=(6 by [id])");
        assertThat(plan(bucketed, sql.replace("rescaled", "rescaled FOR VERSION AS OF 1"))).contains("buckets=(4 by [id])");
        assertSameRows("SELECT * FROM rescaled l JOIN ints4 r ON l.id = r.id");
        paimon.setOption("rescaled", "bucket", "5");
        paimon.write("rescaled", days(3));
        assertThat(isShuffled(plan(bucketed, sql))).isTrue();
        assertSameRows(sql);
        String last = "SELECT day, id FROM rescaled ORDER BY day DESC, id LIMIT 2";
        assertThat(plan(bucketed, last)).contains("top=(2 by day DESC)");
        assertThat(rows(bucketed, last)).isEqualTo(List.of(List.of(3, 0), List.of(3, 1)));
    }

    private void createDays(String name)
            throws Exception
    {
        paimon.createTable(name, Schema.newBuilder()
                .column("day", DataTypes.INT().notNull())
                .column("id", DataTypes.INT().notNull())
                .column("amount", DataTypes.INT())
                .partitionKeys("day")
                .primaryKey("day", "id")
                .options(Map.of("bucket", "4", "write-only", "true"))
                .build());
    }

    private static GenericRow[] days(int day)
    {
        return IntStream.range(0, KEYS).mapToObj(id -> GenericRow.of(day, id, id * day)).toArray(GenericRow[]::new);
    }

    @Test
    public void testBucketKeysOfAppendTables()
            throws Exception
    {
        paimon.createTable("appended", Schema.newBuilder()
                .column("a", DataTypes.STRING())
                .column("b", DataTypes.BIGINT())
                .column("v", DataTypes.INT())
                .options(Map.of("bucket", "4", "bucket-key", "b,a"))
                .build());
        paimon.write("appended", IntStream.range(0, KEYS)
                .mapToObj(i -> GenericRow.of(i % 7 == 0 ? null : text(i % 20), i % 11 == 0 ? null : (long) i % 3, i))
                .toArray(GenericRow[]::new));
        assertUnshuffled("SELECT a, b, count(*), sum(v) FROM appended GROUP BY a, b");
        assertUnshuffled("SELECT l.v, r.v FROM appended l FULL JOIN appended r ON r.b = l.b AND l.a = r.a");
        assertSameRows("SELECT l.v, r.v FROM appended l JOIN appended r ON l.a = r.a AND l.b = r.b WHERE l.b = 1");
        assertThat(isShuffled(plan(bucketed, "SELECT a, count(*) FROM appended GROUP BY a"))).isTrue();
    }

    @Test
    public void testBranchToFallBackOn()
            throws Exception
    {
        createDays("falling");
        paimon.write("falling", days(1));
        paimon.table("falling").createBranch("old");
        paimon.write("falling$branch_old", days(0));
        paimon.setOption("falling", "scan.fallback-branch", "old");
        String sql = "SELECT id, count(*) FROM falling GROUP BY id";
        assertThat(isShuffled(plan(bucketed, sql))).isTrue();
        assertThat(rows(bucketed, sql)).hasSize(KEYS).allSatisfy(row -> assertThat(row.get(1)).isEqualTo(2L));
        assertThat(isShuffled(plan(bucketed, "SELECT id, count(*) FROM \"falling$branch_old\" GROUP BY id"))).isFalse();
    }

    private void assertUnshuffled(String sql)
    {
        String plan = plan(bucketed, sql);
        assertThat(isShuffled(plan)).as("%s\n%s", sql, plan).isFalse();
        assertSameRows(sql);
    }

    private void assertSameRows(String sql)
    {
        assertThat(rows(bucketed, sql)).as("seed %s: %s", seed, sql).isNotEmpty().containsExactlyInAnyOrderElementsOf(rows(shuffled, sql));
    }

    private static boolean isShuffled(String plan)
    {
        return plan.contains("RemoteSource[");
    }

    private String plan(Session session, String sql)
    {
        return (String) runner.execute(session, "EXPLAIN " + sql).getOnlyValue();
    }

    private List<List<Object>> rows(Session session, String sql)
    {
        return runner.execute(session, sql).getMaterializedRows().stream().map(MaterializedRow::getFields).toList();
    }

    /** Five files of 1,000 rows in each of two buckets, in ascending order of their keys. */
    @Test
    public void testFirstRowsOfTheKeyOrder()
            throws Exception
    {
        paimon.createTable("ordered", Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("text", DataTypes.STRING())
                .primaryKey("id")
                .options(Map.of("bucket", "2", "write-only", "true", "parquet.page.row.count.limit", "100", "parquet.enable.dictionary", "false"))
                .build());
        for (int file = 0; file < 5; file++) {
            paimon.write("ordered", IntStream.range(file * 2_000, (file + 1) * 2_000).mapToObj(id -> GenericRow.of(id, text(id))).toArray(GenericRow[]::new));
        }
        // A page of each of two files, and another that they may share.
        assertFirstRows(10, "", 2, 400);
        assertFirstRows(10, " DESC", 2, 400);
        assertFirstRows(3_000, "", 4, 4_000);
        assertThat(plan(bucketed, "SELECT * FROM ordered ORDER BY text LIMIT 3")).doesNotContain("top=(");
        assertThat(plan(bucketed, "SELECT * FROM ordered ORDER BY id LIMIT 20000")).doesNotContain("top=(");
        assertThat(plan(bucketed, "SELECT * FROM ordered WHERE text <> 'x' ORDER BY id LIMIT 3")).doesNotContain("top=(");
        assertThat(rows(bucketed, "SELECT id FROM ordered FOR VERSION AS OF 2 ORDER BY id DESC LIMIT 2")).isEqualTo(List.of(List.of(3_999), List.of(3_998)));
    }

    private void assertFirstRows(int count, String order, long files, long rows)
    {
        String sql = "SELECT id, text FROM ordered ORDER BY id%s LIMIT %s".formatted(order, count);
        String plan = (String) runner.execute("EXPLAIN ANALYZE VERBOSE " + sql).getOnlyValue();
        assertThat(plan).contains("top=(" + count + " by id" + order + ")");
        assertThat(metric(plan, "filesPlanned")).as(sql).isEqualTo(files);
        assertThat(metric(plan, "rowsRead")).as(sql).isBetween((long) count, rows);
        List<Object> expected = IntStream.range(0, count).mapToObj(i -> (Object) (order.isEmpty() ? i : 9_999 - i)).toList();
        assertThat(rows(bucketed, sql)).extracting(row -> row.get(0)).isEqualTo(expected);
    }
}
