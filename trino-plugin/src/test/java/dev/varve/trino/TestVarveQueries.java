package dev.varve.trino;

import dev.varve.TemporaryDirectory;
import dev.varve.trino.error.VarveErrorCode;
import io.trino.Session;
import io.trino.client.FailureException;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.QueryFailedException;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.trino.spi.StandardErrorCode.INVALID_FUNCTION_ARGUMENT;
import static io.trino.spi.StandardErrorCode.NOT_FOUND;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static io.trino.spi.StandardErrorCode.NUMERIC_VALUE_OUT_OF_RANGE;
import static io.trino.spi.StandardErrorCode.TABLE_NOT_FOUND;
import static dev.varve.trino.AnalyzedPlan.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** SQL over the tables that {@code src/test/resources/README.md} describes. */
public class TestVarveQueries
{
    private DistributedQueryRunner runner;
    private TemporaryDirectory temporary;

    @BeforeClass
    public void start()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        runner = VarveQueryRunner.create(Warehouses.path(), "features", 0, Map.of());
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException
    {
        // Trino's test listener ends the whole run if a test keeps what can be closed.
        if (runner != null) {
            runner.close();
            runner = null;
        }
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    @Test
    public void testListings()
    {
        assertThat(column("SHOW SCHEMAS")).containsExactlyInAnyOrder("features", "information_schema", "sys", "tpch");
        assertThat(column("SHOW TABLES FROM tpch")).containsExactlyInAnyOrder("nation", "region");
        assertThat(column("SHOW TABLES")).contains("events", "ambiguous", "damaged", "no_rows");
        assertThat(column("SELECT column_name FROM information_schema.columns WHERE table_schema = 'features' AND table_name = 'events'"))
                .containsExactly("day", "eventid", "amount", "note");
        // A table that cannot be used does not keep the others from being listed.
        assertThat(column("SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'features'"))
                .contains("events", "numbers")
                .doesNotContain("ambiguous");
    }

    @Test
    public void testDescribe()
    {
        assertThat(rows("DESCRIBE events")).containsExactly(
                List.of("day", "varchar", "partition key", "Day of the event"),
                List.of("eventid", "bigint", "primary key", ""),
                List.of("amount", "decimal(10,2)", "", "In euro"),
                List.of("note", "varchar", "", ""));
        assertThat(column("SELECT comment FROM system.metadata.table_comments WHERE catalog_name = 'lake' AND table_name = 'events'"))
                .containsExactly("Events by day");
    }

    @Test
    public void testShowCreateTable()
    {
        assertThat((String) runner.execute("SHOW CREATE TABLE events").getOnlyValue()).isEqualTo("""
                CREATE TABLE lake.features.events (
                   day varchar NOT NULL COMMENT 'Day of the event',
                   eventid bigint NOT NULL,
                   amount decimal(10, 2) COMMENT 'In euro',
                   note varchar
                )
                COMMENT 'Events by day'
                WITH (
                   bucket = '2',
                   file_format = 'parquet',
                   merge_engine = 'deduplicate',
                   options = ARRAY['fs.s3a.secret.key=***','write-only=true'],
                   partitioned_by = ARRAY['day'],
                   primary_key = ARRAY['day','eventid']
                )""");
    }

    @Test
    public void testNewestRows()
    {
        assertThat(rows("SELECT day, eventid, amount, note FROM events ORDER BY 1, 2")).containsExactly(
                row("mon", 1L, new BigDecimal("10.00"), "changed"),
                row("mon", 2L, new BigDecimal("2.00"), null),
                row("tue", 1L, new BigDecimal("3.50"), "x"),
                row("wed", 7L, new BigDecimal("7.77"), "z"));
        assertThat(rows("SELECT \"Amount\" FROM \"Features\".\"EVENTS\" WHERE \"EventId\" = 7")).containsExactly(row(new BigDecimal("7.77")));
        assertThat(runner.execute("SELECT count(*) FROM events").getOnlyValue()).isEqualTo(4L);
        assertThat(runner.execute("SELECT count(*) FROM no_rows").getOnlyValue()).isEqualTo(0L);
    }

    @Test
    public void testOldRowsDoNotComeBack()
    {
        // The row that has the value is not the newest of its key.
        assertThat(rows("SELECT * FROM events WHERE amount = 1.00")).isEmpty();
        assertThat(rows("SELECT * FROM events WHERE note = 'first'")).isEmpty();
        assertThat(rows("SELECT eventid FROM events WHERE amount = 10.00")).containsExactly(row(1L));
        assertThat(rows("SELECT eventid FROM events WHERE note IS NULL")).containsExactly(row(2L));
    }

    @Test
    public void testVersions()
    {
        assertThat(runner.execute("SELECT count(*) FROM events FOR VERSION AS OF 1").getOnlyValue()).isEqualTo(4L);
        assertThat(runner.execute("SELECT count(*) FROM events FOR VERSION AS OF 2").getOnlyValue()).isEqualTo(5L);
        assertThat(runner.execute("SELECT note FROM events FOR VERSION AS OF 'v1' WHERE day = 'mon' AND eventid = 1").getOnlyValue()).isEqualTo("first");
        assertThat(runner.execute("SELECT count(*) FROM events FOR VERSION AS OF '2'").getOnlyValue()).isEqualTo(5L);
        assertThat(runner.execute("SELECT count(*) FROM \"events$branch_dev\"").getOnlyValue()).isEqualTo(4L);
        assertThat(runner.execute("SELECT (SELECT note FROM events WHERE day = 'mon' AND eventid = 1) || (SELECT note FROM events FOR VERSION AS OF 1 WHERE day = 'mon' AND eventid = 1)").getOnlyValue())
                .isEqualTo("changedfirst");
    }

    @Test
    public void testTimestamps()
            throws Exception
    {
        Instant second = snapshotTime(2);
        assertThat(runner.execute("SELECT count(*) FROM events FOR TIMESTAMP AS OF TIMESTAMP '%s UTC'".formatted(sql(second))).getOnlyValue()).isEqualTo(5L);
        assertThat(runner.execute("SELECT count(*) FROM events FOR TIMESTAMP AS OF TIMESTAMP '%s UTC'".formatted(sql(second.minusMillis(1)))).getOnlyValue()).isEqualTo(4L);
        // Without zone, the session's zone counts.
        ZoneId zone = runner.getDefaultSession().getTimeZoneKey().getZoneId();
        String local = LocalDateTime.ofInstant(second, zone).toString().replace('T', ' ');
        assertThat(runner.execute("SELECT count(*) FROM events FOR TIMESTAMP AS OF TIMESTAMP '%s'".formatted(local)).getOnlyValue()).isEqualTo(5L);
        assertFails("SELECT * FROM events FOR TIMESTAMP AS OF DATE '2020-01-01'", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "There is no snapshot at time 2019-12-31T");
    }

    @Test
    public void testUnknownVersions()
    {
        assertFails("SELECT * FROM events FOR VERSION AS OF 99", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Table 'features.Events': Snapshot 99 does not exist");
        assertFails("SELECT * FROM events FOR VERSION AS OF 'v2'", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "There is no version 'v2'");
        assertFails("SELECT * FROM \"events$branch_nope\"", NOT_FOUND, "Table 'features.Events' has no branch 'nope'");
        assertFails("SELECT * FROM events FOR VERSION AS OF 1.5", NOT_SUPPORTED, "FOR VERSION AS OF takes the id of a snapshot (bigint), or the name of a tag or branch:<name> (varchar)");
        assertThatThrownBy(() -> runner.execute("SELECT * FROM \"events$nope\"")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> runner.execute("SELECT * FROM nope")).hasMessageContaining("Table 'lake.features.nope' does not exist");
        assertThatThrownBy(() -> runner.execute("SELECT * FROM nope.nope")).hasMessageContaining("Schema 'nope' does not exist");
    }

    @Test
    public void testVariant()
    {
        assertThat(column("SELECT data_type FROM information_schema.columns WHERE table_name = 'hidden_types'")).containsExactly("integer", "json", "varchar");
        assertThat(rows("SELECT id, json_format(v), name FROM hidden_types ORDER BY id")).containsExactly(row(1, "{\"a\":1}", "one"), row(2, null, "two"));
    }

    @Test
    public void testAmbiguousColumns()
    {
        assertFails("SELECT * FROM ambiguous", VarveErrorCode.VARVE_AMBIGUOUS_NAME, "has the columns 'Id' and 'ID', which SQL cannot tell apart");
    }

    @Test
    public void testDamagedFile()
    {
        assertFails("SELECT * FROM damaged", VarveErrorCode.VARVE_CORRUPT_TABLE, "damaged/bucket-0/data-");
        // The server goes on.
        assertThat(runner.execute("SELECT count(*) FROM events").getOnlyValue()).isEqualTo(4L);
    }

    @Test
    public void testDamagedManifest()
            throws Exception
    {
        Path warehouse = temporary.directory();
        copy(Warehouses.path().resolve("tpch.db/region"), warehouse.resolve("a.db/region"));
        try (Stream<Path> manifests = Files.list(warehouse.resolve("a.db/region/manifest"))) {
            for (Path manifest : manifests.toList()) {
                Files.write(manifest, new byte[] {1, 2, 3});
            }
        }
        runner.createCatalog("damaged", "varve", Map.of("warehouse", warehouse.toString()));
        assertFails("SELECT * FROM damaged.a.region", VarveErrorCode.VARVE_CORRUPT_TABLE, "a.db/region/manifest/manifest-list-");
        // When the optimizer does not ask for statistics, finding the splits is what fails.
        Session noStatistics = Session.builder(runner.getDefaultSession()).setSystemProperty("enable_stats_calculator", "false").build();
        assertFails(noStatistics, "SELECT * FROM damaged.a.region", VarveErrorCode.VARVE_CORRUPT_TABLE, "a.db/region/manifest/manifest-list-");
    }

    @Test
    public void testNumbersThatAreNoNumbers()
    {
        assertThat(runner.execute("SELECT count(*) FROM numbers").getOnlyValue()).isEqualTo(200L);
        assertThat(runner.execute("SELECT count(*) FROM numbers WHERE is_nan(d)").getOnlyValue()).isEqualTo(20L);
        assertThat(runner.execute("SELECT count(*) FROM numbers WHERE d = 0").getOnlyValue()).isEqualTo(20L);
        assertThat(runner.execute("SELECT count(*) FROM numbers WHERE d IN (DOUBLE '-0.0', 1)").getOnlyValue()).isEqualTo(21L);
        assertThat(runner.execute("SELECT count(*) FROM numbers WHERE d <> 1").getOnlyValue()).isEqualTo(199L);
        assertThat(runner.execute("SELECT count(*) FROM numbers WHERE d > 1").getOnlyValue()).isEqualTo(200L - 40 - 1);
    }

    @Test
    public void testNestedColumns()
    {
        assertThat(rows("SELECT nested.x, nested.y FROM numbers WHERE id = 17")).containsExactly(row(17, "n17"));
        assertThat(runner.execute("SELECT sum(nested.x) FROM numbers").getOnlyValue()).isEqualTo(19_900L);
    }

    @Test
    public void testExplainShowsWhatIsPushedDown()
    {
        String plan = (String) runner.execute("EXPLAIN SELECT note FROM events WHERE day = 'mon' AND eventid > 1").getOnlyValue();
        assertThat(plan).contains("lake:features.events snapshot=3 partitions={Day:varchar=").contains("filter={EventId:bigint=").contains("columns=[EventId, note]");
        // Partitions are chosen exactly, so nothing of the condition on them is left.
        assertThat(plan).contains("filterPredicate = (bigint '1' <").doesNotContain("day = ");
        assertThat((String) runner.execute("EXPLAIN SELECT note FROM events FOR VERSION AS OF 'v1' LIMIT 2").getOnlyValue())
                .contains("lake:features.events snapshot=1 (tag v1) columns=[note] limit=2");
    }

    @Test
    public void testExplainAnalyzeShowsWhatWasRead()
    {
        String plan = (String) runner.execute("EXPLAIN ANALYZE VERBOSE SELECT count(note) FROM events WHERE day = 'mon'").getOnlyValue();
        assertThat(plan)
                .contains("'filesSkippedByPartition' = LongCount{total=")
                .contains("'splits' = LongCount{total=")
                .contains("'filesOpened' = LongCount{total=")
                .contains("'rowsMerged' = LongCount{total=");
        assertThat(metric(plan, "filesSkippedByPartition")).isPositive();
        assertThat(metric(plan, "rowsRead")).isEqualTo(3);
        assertThat(metric(plan, "rowsSuperseded")).isEqualTo(1);
    }

    @Test
    public void testDynamicFiltersChoosePartitions()
    {
        Session patient = Session.builder(runner.getDefaultSession())
                .setCatalogSessionProperty(VarveQueryRunner.CATALOG, "dynamic_filtering_wait_timeout", "1m")
                .build();
        String plan = (String) runner.execute(patient, """
                EXPLAIN ANALYZE VERBOSE
                SELECT count(*) FROM events e JOIN (SELECT max(day) AS day FROM events FOR VERSION AS OF 2) chosen ON e.day = chosen.day""").getOnlyValue();
        assertThat(plan).contains("dynamicFilters = {");
        // 1 of 4 partitions, beside those rows of the version that they are chosen by which manifests alone cannot tell to be there.
        assertThat(metric(plan, "filesSkippedByPartition")).isPositive();
        assertThat(metric(plan, "rowsRead")).isEqualTo(1 + 3);
    }

    @Test
    public void testStatistics()
    {
        MaterializedResult statistics = runner.execute("SHOW STATS FOR (SELECT * FROM numbers WHERE id < 50)");
        MaterializedRow id = statistics.getMaterializedRows().stream().filter(row -> "id".equals(row.getField(0))).findFirst().orElseThrow();
        assertThat(id.getField(3)).isEqualTo(0.0);
        MaterializedRow table = statistics.getMaterializedRows().getLast();
        assertThat((Double) table.getField(4)).isBetween(1.0, 300.0);
    }

    @Test
    public void testWritingRowsIsRefused()
    {
        assertThatThrownBy(() -> runner.execute("INSERT INTO tpch.region SELECT * FROM tpch.region")).hasMessageContaining("This connector does not support inserts");
        assertThatThrownBy(() -> runner.execute("CREATE TABLE t AS SELECT 1 x")).hasMessageContaining("This connector does not support creating tables with data");
    }

    @Test
    public void testBothConnectorNames()
    {
        assertThat(new VarvePlugin().getConnectorFactories()).extracting(ConnectorFactory::getName).containsExactly("varve", "paimon");
        runner.createCatalog("as_paimon", "paimon", Map.of("warehouse", Warehouses.path().toUri().toString(), "metastore", "filesystem"));
        assertThat(runner.execute("SELECT count(*) FROM as_paimon.tpch.nation").getOnlyValue()).isEqualTo(25L);
    }

    @Test
    public void testUnknownPropertiesAreRejectedByName()
    {
        assertThatThrownBy(() -> runner.createCatalog("bad", "varve", Map.of("warehouse", "/tmp", "warehose", "x")))
                .hasStackTraceContaining("warehose");
        assertThatThrownBy(() -> runner.createCatalog("bad", "varve", Map.of("warehouse", "/tmp", "metastore", "hive")))
                .hasStackTraceContaining("hive.metastore.uri: must be set with metastore=hive");
        assertThatThrownBy(() -> runner.createCatalog("bad", "varve", Map.of()))
                .hasStackTraceContaining("must be set to the root directory of the tables");
        assertThatThrownBy(() -> runner.createCatalog("bad", "varve", Map.of("warehouse", "relative/path")))
                .hasStackTraceContaining("must be an absolute path or a URI");
    }

    @Test
    public void testMissingWarehouse()
            throws Exception
    {
        Path missing = temporary.directory().resolve("nope");
        runner.createCatalog("missing", "varve", Map.of("warehouse", missing.toString()));
        assertFails("SHOW SCHEMAS FROM missing", NOT_FOUND, "nope does not exist");
        assertFails("SELECT * FROM missing.a.b", NOT_FOUND, "nope does not exist");
    }

    @Test
    public void testTableChanges()
            throws Exception
    {
        Path warehouse = temporary.directory();
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("kv", Schema.newBuilder()
                    .column("k", DataTypes.INT().notNull())
                    .column("v", DataTypes.INT())
                    .primaryKey("k")
                    .options(Map.of("bucket", "1", "write-only", "true"))
                    .build());
            paimon.write("kv", GenericRow.of(1, 1), GenericRow.of(2, 2), GenericRow.of(3, 3));
            paimon.write("kv", GenericRow.of(1, 10), GenericRow.ofKind(RowKind.DELETE, 2, 2));
            paimon.write("kv", GenericRow.of(4, 4), GenericRow.of(3, 3));
            PaimonWarehouse.compact(paimon.table("kv").copy(Map.of("write-only", "false")), 0);
            paimon.write("kv", GenericRow.of(1, 11));
            paimon.table("kv").createTag("t1", 1);
            paimon.table("kv").createTag("t3", 3);
            paimon.table("kv").createTag("2026-03-01", 1);
            paimon.table("kv").createTag("2026-03-02", 3);
        }
        runner.createCatalog("changes", "varve", Map.of("warehouse", warehouse.toString()));
        String columns = "SELECT k, v, _change_type, _snapshot_id FROM TABLE(changes.system.table_changes(schema_name => 'a', table_name => 'kv', ";
        assertThat(rows(columns + "incremental_between => '1,3'))")).containsExactlyInAnyOrder(
                row(1, 10, "insert", 2L), row(2, 2, "delete", 2L), row(3, 3, "insert", 3L), row(4, 4, "insert", 3L));
        assertThat(rows(columns + "incremental_between => '1,3', incremental_between_scan_mode => 'diff'))")).containsExactlyInAnyOrder(
                row(1, 10, "insert", 3L), row(3, 3, "insert", 3L), row(4, 4, "insert", 3L));
        assertThat(rows(columns + "incremental_between => 't1,t3'))")).hasSize(3);
        assertThat(rows(columns + "incremental_to_auto_tag => '2026-03-02'))")).isEqualTo(rows(columns + "incremental_between => 't1,t3'))")).hasSize(3);
        assertThat(rows(columns + "incremental_between => 't1,t3', incremental_between_tag_to_snapshot => true))")).hasSize(4);
        assertThat(rows(columns + "incremental_between => '1,5', incremental_between_scan_mode => 'diff'))")).containsExactlyInAnyOrder(
                row(1, 11, "insert", 5L), row(4, 4, "insert", 5L));
        // whatever was compacted in between
        for (int to : new int[] {3, 4}) {
            assertThat(rows(columns + "incremental_between => '1,%s', incremental_between_scan_mode => 'net'))".formatted(to))).containsExactlyInAnyOrder(
                    row(1, 1, "update_before", (long) to), row(1, 10, "update_after", (long) to), row(2, 2, "delete", (long) to), row(4, 4, "insert", (long) to));
        }
        assertThat(rows(columns + "incremental_between => '2,2'))")).isEmpty();
        assertThat(rows(columns + "incremental_between_timestamp => '0,4000000000000')) WHERE k = 1 AND v > 1")).containsExactlyInAnyOrder(
                row(1, 10, "insert", 2L), row(1, 11, "insert", 5L));
        assertThat(rows(columns + "incremental_between_timestamp => '1970-01-01,2090-01-01 00:00:00')) WHERE _snapshot_id = 5")).containsExactly(row(1, 11, "insert", 5L));
        assertThat(rows(columns + "incremental_between => '0,5')) WHERE _change_type = 'delete'")).containsExactly(row(2, 2, "delete", 2L));
        assertThat(rows("SELECT count(*), count(DISTINCT _commit_timestamp), max(_commit_timestamp) < now() FROM TABLE(changes.system.table_changes('a', 'kv', '0,5'))"))
                .containsExactly(row(8L, 4L, true));

        String error = "SELECT * FROM TABLE(changes.system.table_changes(schema_name => 'a', table_name => 'kv', %s))";
        assertFails(error.formatted("incremental_between => '1,9'"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Snapshot 9 does not exist");
        assertFails(error.formatted("incremental_between => 't1,t4'"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Tag 't4' does not exist");
        assertFails(error.formatted("incremental_between => 'x,t3'"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Tag 'x' does not exist");
        assertFails(error.formatted("incremental_between => '3,1'"), INVALID_FUNCTION_ARGUMENT, "end before they start");
        assertFails(error.formatted("incremental_between => '3'"), INVALID_FUNCTION_ARGUMENT, "written 'from,to'");
        assertFails(error.formatted("incremental_between_timestamp => 'yesterday,today'"), INVALID_FUNCTION_ARGUMENT, "expected are two times");
        assertFails(error.formatted("incremental_between => '1,3', incremental_between_scan_mode => 'all'"), INVALID_FUNCTION_ARGUMENT, "expected is one of [auto, delta");
        assertFails(error.formatted("incremental_to_auto_tag => 't3'"), INVALID_FUNCTION_ARGUMENT, "not named as a tag that the table creates");
        assertFails(error.formatted("incremental_between => '1,3', incremental_to_auto_tag => 't3'"), INVALID_FUNCTION_ARGUMENT, "not 2");
        assertFails("SELECT * FROM TABLE(changes.system.table_changes('a', 'kv'))", INVALID_FUNCTION_ARGUMENT, "none is given");
        assertFails(error.formatted("incremental_to_auto_tag => '2026-03-03'"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "2026-03-03");
        assertFails("SELECT * FROM TABLE(changes.system.table_changes('a', 'kv$audit_log', '1,3'))", INVALID_FUNCTION_ARGUMENT, "Changes are told of tables, not of 'a.kv$audit_log'");
        assertFails("SELECT * FROM TABLE(changes.system.table_changes('a', 'other', '1,3'))", TABLE_NOT_FOUND, "a.other");
    }

    @Test
    public void testBranchesAsVersions()
    {
        assertThat(rows("SELECT * FROM events FOR VERSION AS OF 'branch:Dev'"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(rows("SELECT * FROM \"events$branch_dev\""));
        assertThat(rows("SELECT count(*) FROM \"events$branch_dev\" FOR VERSION AS OF 'branch:main'")).isEqualTo(rows("SELECT count(*) FROM events"));
        assertFails("SELECT * FROM events FOR VERSION AS OF 'branch:nope'", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Table 'features.Events' has no branch 'nope'");
    }

    @Test
    public void testTagsOutliveTheirSnapshots()
            throws Exception
    {
        Path warehouse = temporary.directory();
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("tagged", Schema.newBuilder()
                    .column("id", DataTypes.INT().notNull())
                    .column("n", DataTypes.INT())
                    .primaryKey("id")
                    .options(Map.of("bucket", "1", "snapshot.num-retained.min", "1", "snapshot.num-retained.max", "1"))
                    .build());
            paimon.write("tagged", versioned(2, 0));
            paimon.table("tagged").createTag("first", 1);
            for (int commit = 1; commit <= 6; commit++) {
                paimon.write("tagged", versioned(2, commit));
            }
        }
        assertThat(warehouse.resolve("a.db/tagged/snapshot/snapshot-1")).doesNotExist();
        runner.createCatalog("tagged", "varve", Map.of("warehouse", warehouse.toString()));
        assertThat(rows("SELECT id, n FROM tagged.a.tagged FOR VERSION AS OF 'first' ORDER BY id")).containsExactly(row(0, 0), row(1, 0));
        assertThat(rows("SELECT DISTINCT n FROM tagged.a.tagged")).containsExactly(row(6));
        assertFails("SELECT * FROM tagged.a.tagged FOR VERSION AS OF 2", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Table 'a.tagged'");
    }

    @Test
    public void testChangelogsOutliveTheirSnapshots()
            throws Exception
    {
        Path warehouse = temporary.directory();
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("logged", Schema.newBuilder()
                    .column("id", DataTypes.INT().notNull())
                    .column("n", DataTypes.INT())
                    .primaryKey("id")
                    .options(Map.of(
                            "bucket", "1", "changelog-producer", "input", "snapshot.num-retained.min", "1", "snapshot.num-retained.max", "1",
                            "changelog.num-retained.min", "1", "changelog.num-retained.max", "3"))
                    .build());
            for (int commit = 1; commit <= 4; commit++) {
                paimon.write("logged", GenericRow.of(1, commit));
            }
        }
        assertThat(warehouse.resolve("a.db/logged/snapshot/snapshot-2")).doesNotExist();
        assertThat(warehouse.resolve("a.db/logged/changelog/changelog-2")).exists();
        runner.createCatalog("logged", "varve", Map.of("warehouse", warehouse.toString()));
        String changes = "SELECT n, _snapshot_id FROM TABLE(logged.system.table_changes(schema_name => 'a', table_name => 'logged', incremental_between => '%s', incremental_between_scan_mode => '%s'))";
        assertThat(rows(changes.formatted("1,4", "changelog"))).containsExactlyInAnyOrder(row(2, 2L), row(3, 3L), row(4, 4L));
        assertThat(rows(changes.formatted("1,2", "auto"))).containsExactly(row(2, 2L));
        assertFails(changes.formatted("0,4", "changelog"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "expired");
        assertFails(changes.formatted("1,4", "delta"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "expired");
        assertFails(changes.formatted("1,4", "net"), VarveErrorCode.VARVE_VERSION_NOT_FOUND, "expired");
    }

    @Test
    public void testTablesThatAreRolledBack()
            throws Exception
    {
        Path warehouse = temporary.directory();
        runner.createCatalog("rolled", "varve", Map.of("warehouse", warehouse.toString()));
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("rolled", Schema.newBuilder().column("n", DataTypes.INT()).build());
            for (int n = 1; n <= 3; n++) {
                paimon.write("rolled", GenericRow.of(n));
            }
            assertThat(rows("SELECT n FROM rolled.a.rolled FOR VERSION AS OF 2")).containsExactlyInAnyOrder(row(1), row(2));
            paimon.table("rolled").rollbackTo(1);
            assertThat(rows("SELECT n FROM rolled.a.rolled")).containsExactly(row(1));
            assertFails("SELECT n FROM rolled.a.rolled FOR VERSION AS OF 2", VarveErrorCode.VARVE_VERSION_NOT_FOUND, "Snapshot 2 does not exist");
            paimon.write("rolled", GenericRow.of(4));
            assertThat(rows("SELECT n FROM rolled.a.rolled FOR VERSION AS OF 2")).containsExactlyInAnyOrder(row(1), row(4));
            assertThat(rows("SELECT n FROM TABLE(rolled.system.table_changes('a', 'rolled', '1,2'))")).containsExactly(row(4));
        }
    }

    /** Each commit replaces all values and all files, and leaves one snapshot. */
    @Test(timeOut = 120_000)
    public void testQueriesWhileSnapshotsExpire()
            throws Exception
    {
        Path warehouse = temporary.directory();
        int count = 20;
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("expiring", Schema.newBuilder()
                    .column("id", DataTypes.INT().notNull())
                    .column("n", DataTypes.INT())
                    .primaryKey("id")
                    .options(Map.of("bucket", "3", "snapshot.num-retained.min", "1", "snapshot.num-retained.max", "1"))
                    .build());
            org.apache.paimon.table.Table table = paimon.table("expiring");
            PaimonWarehouse.write(table, versioned(count, 0));
            runner.createCatalog("expiring", "varve", Map.of("warehouse", warehouse.toString()));
            AtomicBoolean done = new AtomicBoolean();
            FutureTask<Integer> commits = new FutureTask<>(() -> {
                int commit = 0;
                while (!done.get()) {
                    commit++;
                    PaimonWarehouse.write(table, versioned(count, commit));
                }
                return commit;
            });
            Thread.ofPlatform().daemon().start(commits);
            int answered = 0;
            for (int i = 0; i < 25; i++) {
                try {
                    List<Object> row = rows("SELECT count(*), max(n) - min(n) FROM expiring.a.expiring").getFirst();
                    assertThat(row).isEqualTo(row((long) count, 0));
                    answered++;
                }
                catch (QueryFailedException e) {
                    assertThat(((FailureException) e.getCause()).getFailureInfo().getErrorInfo().getName())
                            .as(e.getMessage())
                            .isEqualTo(VarveErrorCode.VARVE_VERSION_NOT_FOUND.toErrorCode().getName());
                }
            }
            done.set(true);
            assertThat(commits.get()).isPositive();
            assertThat(answered).isPositive();
            assertThat(rows("SELECT max(n) FROM expiring.a.expiring")).containsExactly(row(commits.get()));
        }
    }

    private static GenericRow[] versioned(int count, int version)
    {
        return IntStream.range(0, count).mapToObj(id -> GenericRow.of(id, version)).toArray(GenericRow[]::new);
    }

    /** Trino's client protocol cannot carry decimals of more digits than their type has. */
    @Test
    public void testSumsThatOutgrowTheirColumn()
            throws Exception
    {
        Path warehouse = temporary.directory();
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            paimon.createTable("sums", Schema.newBuilder()
                    .column("id", DataTypes.INT().notNull())
                    .column("Amount", DataTypes.DECIMAL(10, 2))
                    .column("total", DataTypes.BIGINT())
                    .primaryKey("id")
                    .options(Map.of("bucket", "1", "write-only", "true", "merge-engine", "aggregation", "fields.default-aggregate-function", "sum"))
                    .build());
            for (int i = 0; i < 2; i++) {
                paimon.write("sums", outgrowing(1, "60000000.01"), outgrowing(2, "49999999.99"), outgrowing(3, "-99999999.99"), GenericRow.of(4, null, null));
            }
        }
        runner.createCatalog("sums", "varve", Map.of("warehouse", warehouse.toString()));
        assertThat(rows("SELECT id, total FROM sums.a.sums WHERE id < 3 ORDER BY id")).containsExactly(row(1, -2L), row(2, -2L));
        String message = "Column 'Amount' of table 'a.sums' is of type decimal(10,2), but holds %s, which has 11 digits";
        assertFails("SELECT * FROM sums.a.sums WHERE id = 1", NUMERIC_VALUE_OUT_OF_RANGE, message.formatted("120000000.02"));
        assertFails("SELECT sum(amount) FROM sums.a.sums WHERE id > 2", NUMERIC_VALUE_OUT_OF_RANGE, message.formatted("-199999999.98"));
        assertThat(rows("SELECT id, amount FROM sums.a.sums WHERE id IN (2, 4) ORDER BY id")).containsExactly(row(2, new BigDecimal("99999999.98")), row(4, null));
        // compacting stores the values as they are
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "a")) {
            PaimonWarehouse.compact(paimon.table("sums").copy(Map.of("write-only", "false")), 0);
        }
        assertFails("SELECT max(amount) FROM sums.a.sums", NUMERIC_VALUE_OUT_OF_RANGE, message.formatted("120000000.02"));
        assertThat(rows("SELECT amount FROM sums.a.sums WHERE id = 2")).containsExactly(row(new BigDecimal("99999999.98")));
    }

    private static GenericRow outgrowing(int id, String amount)
    {
        return GenericRow.of(id, Decimal.fromBigDecimal(new BigDecimal(amount), 10, 2), Long.MAX_VALUE);
    }

    @Test
    public void testNamesThatDifferInCaseOnly()
            throws Exception
    {
        Path warehouse = temporary.directory();
        for (String name : List.of("a.db/Twin", "a.db/twin", "a.db/other")) {
            copy(Warehouses.path().resolve("features.db/no_rows"), warehouse.resolve(name));
        }
        runner.createCatalog("twins", "varve", Map.of("warehouse", warehouse.toString()));
        assertThat(column("SHOW TABLES FROM twins.a")).containsExactlyInAnyOrder("other", "twin");
        assertFails("SELECT * FROM twins.a.twin", VarveErrorCode.VARVE_AMBIGUOUS_NAME, "'twin' could be any of the tables [Twin, twin]");
        assertThat(rows("SELECT * FROM twins.a.other")).isEmpty();
    }

    @Test
    public void testNothingIsStale()
            throws Exception
    {
        Path warehouse = temporary.directory();
        Path table = warehouse.resolve("a.db/t");
        copy(Warehouses.path().resolve("features.db/no_rows"), table);
        runner.createCatalog("fresh", "varve", Map.of("warehouse", warehouse.toString()));
        assertThat(column("SELECT column_name FROM fresh.information_schema.columns WHERE table_name = 't'")).containsExactly("id");
        assertThat(runner.execute("SELECT count(*) FROM fresh.a.t").getOnlyValue()).isEqualTo(0L);
        // Another table takes its place, with other columns and the same schema id.
        delete(table);
        copy(Warehouses.path().resolve("tpch.db/region"), table);
        assertThat(runner.execute("SELECT count(*) FROM fresh.a.t").getOnlyValue()).isEqualTo(5L);
        assertThat(runner.execute("SELECT max(name) FROM fresh.a.t").getOnlyValue()).isEqualTo("MIDDLE EAST");
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

    private List<Object> column(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(row -> row.getField(0)).toList();
    }

    private List<List<Object>> rows(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(MaterializedRow::getFields).toList();
    }

    private static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }

    private static Instant snapshotTime(int id)
            throws Exception
    {
        String json = Files.readString(Warehouses.path().resolve("features.db/Events/snapshot/snapshot-" + id));
        Matcher matcher = Pattern.compile("\"timeMillis\" : (\\d+)").matcher(json);
        assertThat(matcher.find()).isTrue();
        return Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
    }

    private static String sql(Instant instant)
    {
        return instant.toString().replace('T', ' ').replace("Z", "");
    }

    private static void copy(Path from, Path to)
            throws Exception
    {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                }
                else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path directory)
            throws Exception
    {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
