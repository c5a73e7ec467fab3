package dev.varve.trino;

import dev.varve.trino.error.VarveErrorCode;
import io.trino.Session;
import io.trino.client.FailureException;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.StandardErrorCode;
import io.trino.testing.QueryFailedException;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The rows of a table shown in other ways, and as far as they are compacted only, of tables that Paimon writes. */
public class TestDataViews
        extends AbstractTestPaimonTables
{
    public TestDataViews()
    {
        super("views");
    }

    /** {@code kv}: three keys, fully compacted; then one of them new, one deleted, one changed. */
    @BeforeClass
    public void createTables()
            throws Exception
    {
        paimon.createTable("kv", Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1", "write-only", "true", "table-read.sequence-number.enabled", "true"))
                .build());
        paimon.write("kv", GenericRow.of(1, 1), GenericRow.of(2, 2), GenericRow.of(3, 3));
        PaimonWarehouse.compact(paimon.table("kv").copy(Map.of("write-only", "false")), 0);
        paimon.write("kv", GenericRow.of(1, 10), GenericRow.ofKind(RowKind.DELETE, 2, 2), GenericRow.of(4, null));

        paimon.createTable("tracked", Schema.newBuilder()
                .column("a", DataTypes.INT())
                .options(Map.of("row-tracking.enabled", "true"))
                .build());
        paimon.write("tracked", GenericRow.of(7), GenericRow.of(8));
        paimon.write("tracked", GenericRow.of(9));

        paimon.createTable("folded", Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1", "merge-engine", "partial-update"))
                .build());
        paimon.write("folded", GenericRow.of(1, 1));
        paimon.createTable("deleted", Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1", "deletion-vectors.enabled", "true"))
                .build());
        paimon.write("deleted", GenericRow.of(1, 1), GenericRow.of(2, 2));
    }

    @Test
    public void testReadOptimized()
    {
        assertThat(rows("SELECT * FROM \"kv$ro\"")).containsExactlyInAnyOrder(row(1, 1), row(2, 2), row(3, 3));
        assertThat(rows("SELECT v FROM \"kv$ro\" WHERE k > 1 AND v < 3")).containsExactly(row(2));
        assertThat(rows("SELECT k, \"$level\", \"$bucket\" FROM \"kv$ro\" WHERE \"$level\" = 5 AND k = 3")).containsExactly(row(3, 5, 0));
        assertThat(rows("SELECT * FROM \"kv$ro\" FOR VERSION AS OF 1")).isEmpty();
        assertThat(rows("SELECT count(*), sum(a) FROM \"tracked$ro\"")).containsExactly(row(3L, 24L));
        assertThat(rows("SELECT count(*) FROM \"kv$ro\" LIMIT 1")).containsExactly(row(3L));
        assertThat(runner.execute("EXPLAIN SELECT * FROM \"kv$ro\"").getOnlyValue().toString()).contains("views.kv$ro snapshot=3 view=$ro");
    }

    /** An index that decides which rows there are is never left out: a query without it would return rows that are deleted. */
    @Test
    public void testDeletionVectorsOfAnUnknownFormAreRefused()
            throws Exception
    {
        paimon.createTable("vectors", Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1", "deletion-vectors.enabled", "true"))
                .build());
        paimon.write("vectors", GenericRow.of(1, 1), GenericRow.of(2, 2));
        PaimonWarehouse.compact(paimon.table("vectors"), 0);
        paimon.write("vectors", GenericRow.of(1, 10));
        assertThat(rows("SELECT count(*) FROM \"vectors$table_indexes\" WHERE index_type = 'DELETION_VECTORS' AND cardinality(dv_ranges) > 0")).containsExactly(row(1L));
        int changed = 0;
        try (Stream<Path> files = Files.list(warehouse.resolve("views.db/vectors/index"))) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                String unknown = bytes.replace("^Cò\u00d0", "^Cò\u00d9");
                changed += unknown.equals(bytes) ? 0 : 1;
                Files.writeString(file, unknown, StandardCharsets.ISO_8859_1);
            }
        }
        assertThat(changed).isPositive();
        for (String sql : List.of("SELECT * FROM vectors", "SELECT v FROM vectors WHERE k = 1", "SELECT count(v) FROM vectors")) {
            assertFails(sql, VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, "has an unknown form");
        }
    }

    /** Of a large file, row groups are skipped in which its index knows of no row, though their statistics allow some. */
    @Test
    public void testIndexesSkipRowGroups()
            throws Exception
    {
        int rows = 20_000;
        paimon.createTable("indexed", Schema.newBuilder()
                .column("n", DataTypes.INT())
                .options(Map.of(
                        "file.format", "parquet", "parquet.block.size", "1024", "parquet.page.size.row.check.min", "100",
                        "file-index.bitmap.columns", "n", "file-index.in-manifest-threshold", "1 b"))
                .build());
        paimon.write("indexed", IntStream.range(0, rows).mapToObj(row -> GenericRow.of((row / 1000 + 1) * (row % 2 == 0 ? 1 : -1))).toArray(GenericRow[]::new));
        assertThat(column("SELECT n FROM indexed WHERE n = 3")).hasSize(500).containsOnly(3);
        String plan = runner.execute("EXPLAIN ANALYZE VERBOSE SELECT n FROM indexed WHERE n = 3").getOnlyValue().toString();
        assertThat(AnalyzedPlan.metric(plan, "rowsRead")).isPositive().isLessThan(rows / 4);
        assertThat(AnalyzedPlan.metric(plan, "rowsRead") + AnalyzedPlan.metric(plan, "rowsSkipped")).isEqualTo(rows);
    }

    /** A table may say which of its versions it shows. */
    @Test
    public void testShownVersion()
            throws Exception
    {
        paimon.createTable("pinned", Schema.newBuilder().column("a", DataTypes.INT()).option("snapshot.num-retained.min", "1").build());
        paimon.write("pinned", GenericRow.of(1));
        paimon.table("pinned").createTag("audited", 1);
        paimon.write("pinned", GenericRow.of(2));
        assertThat(column("SELECT a FROM pinned")).containsExactlyInAnyOrder(1, 2);
        paimon.setOption("pinned", "scan.tag-name", "audited");
        Files.delete(warehouse.resolve("views.db/pinned/snapshot/snapshot-1"));
        assertThat(column("SELECT a FROM pinned")).containsExactly(1);
        assertThat(column("SELECT a FROM \"pinned$ro\"")).containsExactly(1);
        assertThat(column("SELECT count(*) FROM pinned")).containsExactly(1L);
        assertThat(column("SELECT a FROM pinned FOR VERSION AS OF 2")).containsExactlyInAnyOrder(1, 2);
        assertThat(column("SELECT max(snapshot_id) FROM \"pinned$snapshots\"")).containsExactly(2L);
    }

    @Test
    public void testAuditLog()
    {
        assertThat(rows("DESCRIBE \"kv$audit_log\"")).containsExactly(
                row("rowkind", "varchar", "", ""), row("_sequence_number", "bigint", "", ""), row("k", "integer", "primary key", ""), row("v", "integer", "", ""));
        assertThat(rows("SELECT * FROM \"kv$audit_log\"")).containsExactlyInAnyOrder(
                row("+I", 3L, 1, 10), row("-D", 4L, 2, 2), row("+I", 2L, 3, 3), row("+I", 5L, 4, null));
        assertThat(rows("SELECT k FROM \"kv$audit_log\" WHERE rowkind = '-D'")).containsExactly(row(2));
        assertThat(rows("SELECT k FROM \"kv$audit_log\" WHERE v > 2")).containsExactlyInAnyOrder(row(1), row(3));
        assertThat(rows("SELECT rowkind FROM \"kv$audit_log\" WHERE k = 2 AND _sequence_number = 4")).containsExactly(row("-D"));
        assertThat(rows("SELECT count(*) FROM \"kv$audit_log\" FOR VERSION AS OF 2")).containsExactly(row(3L));
        assertThat(rows("SELECT rowkind, a FROM \"tracked$audit_log\" WHERE a = 9")).containsExactly(row("+I", 9));
        assertThat(rows("SELECT count(*) FROM \"kv$audit_log\"")).containsExactly(row(4L));
    }

    @Test
    public void testBinlog()
    {
        assertThat(rows("SELECT rowkind, k, v FROM \"kv$binlog\"")).containsExactlyInAnyOrder(
                row("+I", List.of(1), List.of(10)), row("-D", List.of(2), List.of(2)), row("+I", List.of(3), List.of(3)), row("+I", List.of(4), Arrays.asList((Object) null)));
        assertThat(rows("SELECT v[1] FROM \"kv$binlog\" WHERE k = ARRAY[1] AND rowkind = '+I'")).containsExactly(row(10));
        assertThat(rows("SELECT rowkind FROM \"kv$binlog\" WHERE cardinality(k) = 1 AND k[1] = 2")).containsExactly(row("-D"));
        assertThat(rows("SELECT count(*) FROM \"tracked$binlog\"")).containsExactly(row(3L));
    }

    @Test
    public void testRowTracking()
    {
        assertThat(rows("SELECT * FROM \"tracked$row_tracking\"")).containsExactlyInAnyOrder(row(7, 0L, 1L), row(8, 1L, 1L), row(9, 2L, 2L));
        assertThat(rows("SELECT a FROM \"tracked$row_tracking\" WHERE _row_id = 1")).containsExactly(row(8));
        assertThat(rows("SELECT _row_id FROM \"tracked$row_tracking\" FOR VERSION AS OF 1")).containsExactlyInAnyOrder(row(0L), row(1L));
        assertThat(rows("SHOW COLUMNS FROM \"tracked$row_tracking\"")).extracting(List::getFirst).containsExactly("a", "_row_id", "_sequence_number");
        assertFails("SELECT * FROM \"kv$row_tracking\"", VarveErrorCode.VARVE_INVALID_REQUEST, "needs row-tracking.enabled=true");
    }

    /** Of rows without a key that were rewritten: compacted, deleted by an overwrite, and appended again. */
    @Test
    public void testNetChangesOfRewrittenRows()
            throws Exception
    {
        paimon.createTable("log", Schema.newBuilder()
                .column("n", DataTypes.INT())
                .column("tags", DataTypes.MAP(DataTypes.INT(), DataTypes.ARRAY(DataTypes.INT())))
                .options(Map.of("bucket", "1", "bucket-key", "n", "compaction.min.file-num", "2"))
                .build());
        paimon.write("log", logged(1), logged(1), logged(2));
        paimon.write("log", logged(3));
        PaimonWarehouse.compact(paimon.table("log"), 0);
        String net = "SELECT _change_type, n, cardinality(tags) FROM TABLE(lake.system.table_changes(" +
                "schema_name => 'views', table_name => 'log', incremental_between => '%s', incremental_between_scan_mode => 'net'))";
        assertThat(rows("SELECT commit_kind FROM \"log$snapshots\" WHERE snapshot_id = 3")).containsExactly(row("COMPACT"));
        assertThat(rows(net.formatted("2,3"))).isEmpty();
        assertThat(rows(net.formatted("1,3"))).containsExactly(row("insert", 3, 1L));
        PaimonWarehouse.overwrite(paimon.table("log"), logged(1), logged(3), logged(4));
        long last = (Long) runner.execute("SELECT max(snapshot_id) FROM \"log$snapshots\"").getOnlyValue();
        assertThat(rows(net.formatted("1," + last))).containsExactlyInAnyOrder(row("delete", 1, 1L), row("delete", 2, 1L), row("insert", 3, 1L), row("insert", 4, 1L));
        assertThat(rows(net.formatted("1," + last) + " WHERE n = 1")).containsExactly(row("delete", 1, 1L));
        assertThat(rows(net.formatted("0," + last))).containsExactlyInAnyOrder(row("insert", 1, 1L), row("insert", 3, 1L), row("insert", 4, 1L));
    }

    private static GenericRow logged(int n)
    {
        return GenericRow.of(n, new GenericMap(Map.of(n, new GenericArray(new int[] {n}))));
    }

    /** A table that has a partition of its own, which its branch has, too, and takes two others from the branch, where rows are appended without a key. */
    @Test
    public void testPartitionsOfAnotherBranch()
            throws Exception
    {
        paimon.createTable("daily", Schema.newBuilder()
                .column("day", DataTypes.INT().notNull())
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .partitionKeys("day")
                .primaryKey("day", "k")
                .options(Map.of("bucket", "1"))
                .build());
        paimon.write("daily", GenericRow.of(1, 1, 100));
        paimon.table("daily").createBranch("live");
        paimon.setOption("daily", "scan.fallback-branch", "live");
        paimon.write("daily$branch_live", GenericRow.of(1, 1, 1), GenericRow.of(2, 1, 1), GenericRow.of(3, 1, 1), GenericRow.of(3, 2, null));
        paimon.write("daily$branch_live", GenericRow.of(3, 1, 2));
        assertThat(rows("SELECT * FROM daily")).containsExactlyInAnyOrder(row(1, 1, 100), row(2, 1, 1), row(3, 1, 2), row(3, 2, null));
        assertThat(rows("SELECT count(*) FROM daily")).containsExactly(row(4L));
        assertThat(rows("SELECT v FROM daily WHERE day > 1 AND k = 1")).containsExactlyInAnyOrder(row(1), row(2));
        assertThat(rows("SELECT \"$partition\", sum(v) FROM daily GROUP BY 1")).containsExactlyInAnyOrder(row("day=1", 100L), row("day=2", 1L), row("day=3", 2L));
        assertThat(rows("SELECT \"partition\", record_count FROM \"daily$partitions\"")).containsExactlyInAnyOrder(row("day=1", 1L), row("day=2", 1L), row("day=3", 3L));
        assertThat(rows("SELECT \"partition\" FROM \"daily$partitions\" FOR VERSION AS OF 1 WHERE \"partition\" = 'day=3'")).containsExactly(row("day=3"));
        assertThat(rows("SELECT DISTINCT \"partition\" FROM \"daily$files\"")).containsExactly(row("{1}"));
        assertThat(rows("SELECT day FROM daily WHERE v = 1 LIMIT 5")).containsExactly(row(2));
        assertThat(rows("SELECT count(*) FROM \"daily$audit_log\" WHERE rowkind = '+I'")).containsExactly(row(4L));
        assertThat(rows("SELECT * FROM \"daily$branch_live\" WHERE day = 1")).containsExactly(row(1, 1, 1));
        // What a version falls back on is what the branch had by then or, if it had nothing yet, its first rows.
        assertThat(rows("SELECT sum(v) FROM daily FOR VERSION AS OF 1")).containsExactly(row(102L));
        assertThat(runner.execute("EXPLAIN SELECT * FROM daily").getOnlyValue().toString()).contains("fallback=live@");
        assertFails("SELECT * FROM TABLE(lake.system.table_changes('views', 'daily', '0,1'))", VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, "come from two branches");
        assertFails(freshness("read_optimized"), "SELECT * FROM daily", VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, "scan.fallback-branch is set");
    }

    @Test
    public void testWatermarks()
            throws Exception
    {
        paimon.createTable("marked", Schema.newBuilder().column("n", DataTypes.INT()).build());
        for (int n = 1; n <= 3; n++) {
            paimon.writeWithWatermark("marked", n * 1000L, GenericRow.of(n));
        }
        assertThat(rows("SELECT max(n) FROM marked FOR VERSION AS OF 'watermark-1500'")).containsExactly(row(2));
        assertThat(rows("SELECT max(n) FROM marked FOR VERSION AS OF 'watermark-1000'")).containsExactly(row(1));
        assertThat(rows("SELECT watermark FROM \"marked$snapshots\" WHERE snapshot_id = 3")).containsExactly(row(3000L));
        assertFails("SELECT * FROM marked FOR VERSION AS OF 'watermark-3001'", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "No snapshot has a watermark of 3001 or later");
    }

    @DataProvider
    public Object[] stale()
    {
        return new Object[] {"skip_level_0", "read_optimized", "1", "5"};
    }

    @Test(dataProvider = "stale")
    public void testFreshness(String freshness)
    {
        Session session = freshness(freshness);
        assertThat(rows(session, "SELECT * FROM kv")).containsExactlyInAnyOrder(row(1, 1), row(2, 2), row(3, 3));
        assertThat(rows(session, "SELECT v FROM kv WHERE k > 1 AND v < 3")).containsExactly(row(2));
        assertThat(rows(session, "SELECT count(*), sum(v) FROM kv")).containsExactly(row(3L, 6L));
        assertThat(rows(session, "SELECT * FROM kv FOR VERSION AS OF 1")).isEmpty();
        assertThat(rows(session, "SELECT count(*) FROM tracked")).containsExactly(row(3L));
        String explained = runner.execute(session, "EXPLAIN SELECT * FROM kv").getOnlyValue().toString();
        assertThat(explained).containsPattern("deeper only, without 1 files of 3 rows, written since snapshot 3 of [0-9]{4}-[0-9]{2}-");
        assertFails(session, "SELECT * FROM folded", VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, "merge-engine is partial-update");
    }

    @Test
    public void testFreshnessThatLeavesNothingOut()
    {
        for (String freshness : List.of("full", "6", "999")) {
            assertThat(rows(freshness(freshness), "SELECT * FROM kv")).containsExactlyInAnyOrder(row(1, 10), row(3, 3), row(4, null));
            assertThat(rows(freshness(freshness), "SELECT * FROM folded")).containsExactly(row(1, 1));
        }
        assertThat(runner.execute(freshness("6"), "EXPLAIN SELECT * FROM kv").getOnlyValue().toString()).doesNotContain("freshness");
        assertThat(rows(freshness("skip_level_0"), "SELECT count(*) FROM deleted")).isEqualTo(rows("SELECT count(*) FROM deleted"));
        assertFails(freshness("read_optimized"), "SELECT * FROM deleted", VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, "deletion vectors mark");
        assertFails("SET SESSION lake.merge_freshness = 'stale'", StandardErrorCode.INVALID_SESSION_PROPERTY, "expected is 'full', 'skip_level_0'");
    }

    private Session freshness(String freshness)
    {
        return Session.builder(runner.getDefaultSession()).setCatalogSessionProperty(VarveQueryRunner.CATALOG, "merge_freshness", freshness).build();
    }

    @DataProvider
    public Object[] shown()
    {
        return new Object[] {"kv$ro", "kv$audit_log", "kv$binlog", "tracked$row_tracking", "kv$snapshots"};
    }

    @Test(dataProvider = "shown")
    public void testWhatIsShownCannotBeChanged(String name)
    {
        assertFails("DROP TABLE \"" + name + "\"", StandardErrorCode.NOT_SUPPORTED, "only shows what is in another table");
        assertFails("ALTER TABLE \"" + name + "\" ADD COLUMN c bigint", StandardErrorCode.NOT_SUPPORTED, "only shows what is in another table");
        assertFails("COMMENT ON TABLE \"" + name + "\" IS 'c'", StandardErrorCode.NOT_SUPPORTED, "only shows what is in another table");
    }

    private void assertFails(String sql, ErrorCodeSupplier code, String message)
    {
        assertFails(runner.getDefaultSession(), sql, code, message);
    }

    private void assertFails(Session session, String sql, ErrorCodeSupplier code, String message)
    {
        QueryFailedException failure = catchThrowableOfType(QueryFailedException.class, () -> runner.execute(session, sql));
        assertThat(failure).as(sql).isNotNull().hasMessageContaining(message);
        assertThat(((FailureException) failure.getCause()).getFailureInfo().getErrorInfo().getName()).isEqualTo(code.toErrorCode().getName());
    }
}
