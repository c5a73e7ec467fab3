package dev.varve.trino;

import dev.varve.trino.error.VarveErrorCode;
import io.trino.client.FailureException;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedRow;
import io.trino.testing.QueryFailedException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Map;

import static io.trino.spi.StandardErrorCode.NOT_FOUND;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What tables know about themselves, in SQL, over the tables that {@code src/test/resources/README.md} describes. */
public class TestSystemTables
{
    private DistributedQueryRunner runner;

    @BeforeClass
    public void start()
            throws Exception
    {
        runner = VarveQueryRunner.create(Warehouses.path(), "features", 0, Map.of());
    }

    @AfterClass(alwaysRun = true)
    public void stop()
    {
        // Trino's test listener ends the whole run if a test keeps what can be closed.
        if (runner != null) {
            runner.close();
            runner = null;
        }
    }

    @Test
    public void testColumns()
    {
        assertThat(rows("DESCRIBE \"events$tags\"")).containsExactly(
                List.of("tag_name", "varchar", "", ""),
                List.of("snapshot_id", "bigint", "", ""),
                List.of("schema_id", "bigint", "", ""),
                List.of("commit_time", "timestamp(3)", "", ""),
                List.of("record_count", "bigint", "", ""),
                List.of("create_time", "timestamp(3)", "", ""),
                List.of("time_retained", "varchar", "", ""));
        assertThat(column("SHOW COLUMNS FROM \"events$files\"")).contains("partition", "deleterowcount", "write_cols");
        assertThat(column("SELECT typeof(dv_ranges) FROM \"events$table_indexes\" UNION SELECT 'none'")).contains("none");
    }

    @Test
    public void testRows()
    {
        assertThat(rows("SELECT snapshot_id, commit_kind FROM \"events$snapshots\" ORDER BY 1"))
                .startsWith(List.of(1L, "APPEND"))
                .hasSize(Math.toIntExact((Long) value("SELECT count(*) FROM \"events$snapshots\"")));
        assertThat(column("SELECT DISTINCT partition FROM \"events$files\"")).containsExactlyInAnyOrder("{mon}", "{tue}", "{wed}");
        assertThat(column("SELECT partition FROM \"events$partitions\"")).containsExactlyInAnyOrder("Day=mon", "Day=tue", "Day=wed");
        assertThat(value("SELECT sum(record_count) FROM \"events$buckets\"")).isEqualTo(value("SELECT sum(record_count) FROM \"events$files\""));
        assertThat(value("SELECT count(*) FROM \"events$branch_dev$snapshots\"")).isEqualTo(value("SELECT count(*) FROM \"events$branch_Dev$snapshots\""));
    }

    @Test
    public void testVersions()
    {
        long first = (Long) value("SELECT count(*) FROM \"events$files\" FOR VERSION AS OF 1");
        assertThat(first).isPositive().isLessThan((Long) value("SELECT count(*) FROM \"events$files\""));
        assertFails("SELECT * FROM \"events$files\" FOR VERSION AS OF 77", NOT_FOUND, "Snapshot 77 does not exist");
        assertFails("SELECT * FROM \"events$snapshots\" FOR VERSION AS OF 1", VarveErrorCode.VARVE_INVALID_REQUEST, "is about all versions");
        assertFails("SELECT * FROM sys.tables FOR VERSION AS OF 1", NOT_SUPPORTED, "has no versions");
    }

    @Test
    public void testConditions()
    {
        assertThat(column("SELECT snapshot_id FROM \"events$snapshots\" WHERE snapshot_id BETWEEN 2 AND 3")).containsExactlyInAnyOrder(2L, 3L);
        assertThat(column("SELECT DISTINCT partition FROM \"events$files\" WHERE partition = '{mon}' AND level = 0")).containsExactly("{mon}");
        assertThat(column("SELECT partition FROM \"events$partitions\" WHERE partition IN ('Day=mon', 'Day=never')")).containsExactly("Day=mon");
        assertThat(column("SELECT partition FROM \"events$partitions\" LIMIT 1")).hasSize(1);
        assertThat(value("SELECT count(*) FROM \"events$files\" WHERE partition IS NULL")).isEqualTo(0L);
        assertThat((String) value("EXPLAIN SELECT * FROM \"events$snapshots\" WHERE snapshot_id = 2")).contains("filter={snapshot_id:bigint=");
        assertThat((String) value("EXPLAIN SELECT * FROM \"events$files\"")).contains("features.events$files snapshot=");
    }

    @Test
    public void testSecretsAreNotShown()
    {
        assertThat(value("SELECT value FROM \"events$options\" WHERE key = 'fs.s3a.secret.key'")).isEqualTo("***");
        assertThat((String) value("SELECT options FROM \"events$schemas\" ORDER BY schema_id LIMIT 1")).contains("\"fs.s3a.secret.key\":\"***\"");
        assertThat(value("SELECT value FROM sys.all_table_options WHERE table_name = 'Events' AND key = 'fs.s3a.secret.key'")).isEqualTo("***");
    }

    @Test
    public void testGlobalTables()
    {
        assertThat(column("SHOW TABLES FROM sys")).containsExactlyInAnyOrder("all_table_options", "catalog_options", "partitions", "tables");
        assertThat(rows("SELECT database_name, table_name, partitioned, primary_key FROM sys.tables WHERE table_name IN ('Events', 'nation')"))
                .containsExactlyInAnyOrder(List.of("features", "Events", true, true), List.of("tpch", "nation", false, false));
        assertThat(column("SELECT partition_name FROM sys.partitions WHERE table_name = 'Events'")).containsExactlyInAnyOrder("Day=mon", "Day=tue", "Day=wed");
        assertThat(column("SELECT key FROM sys.catalog_options")).containsExactlyInAnyOrder("metastore", "warehouse");
        assertThat(column("SELECT column_name FROM information_schema.columns WHERE table_schema = 'sys' AND table_name = 'catalog_options'"))
                .containsExactly("key", "value");
    }

    @Test
    public void testUnknownTables()
    {
        assertFails("SELECT * FROM \"events$sanpshots\"", NOT_FOUND, "the tables about 'features.Events' are $aggregation_fields, $branches, $buckets");
        assertFails("SELECT * FROM \"nothing$snapshots\"", io.trino.spi.StandardErrorCode.TABLE_NOT_FOUND, "does not exist");
        assertFails("SELECT * FROM \"events$\"", NOT_FOUND, "names are of the form");
        assertFails("SELECT * FROM sys.nothing", io.trino.spi.StandardErrorCode.TABLE_NOT_FOUND, "does not exist");
    }

    /** Tables that cannot be read can be looked at. */
    @Test
    public void testTablesThatCannotBeRead()
    {
        assertThat((Long) value("SELECT count(*) FROM \"ambiguous$schemas\"")).isPositive();
        assertThat(value("SELECT count(*) FROM \"no_rows$files\"")).isEqualTo(0L);
        assertThat(value("SELECT count(*) FROM \"no_rows$snapshots\"")).isEqualTo(0L);
    }

    private void assertFails(String sql, ErrorCodeSupplier code, String message)
    {
        QueryFailedException failure = catchThrowableOfType(QueryFailedException.class, () -> runner.execute(sql));
        assertThat(failure).as(sql).isNotNull().hasMessageContaining(message);
        assertThat(((FailureException) failure.getCause()).getFailureInfo().getErrorInfo().getName()).isEqualTo(code.toErrorCode().getName());
    }

    private Object value(String sql)
    {
        return runner.execute(sql).getOnlyValue();
    }

    private List<Object> column(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(row -> row.getField(0)).toList();
    }

    private List<List<Object>> rows(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(MaterializedRow::getFields).toList();
    }
}
