package dev.varve.trino;

import io.trino.testing.MaterializedRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import static dev.varve.trino.AnalyzedPlan.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Columns that tell where a row comes from, of tables that Paimon writes. */
public class TestHiddenColumns
        extends AbstractTestPaimonTables
{
    public TestHiddenColumns()
    {
        super("hidden");
    }

    @BeforeClass
    public void createTables()
            throws Exception
    {
        paimon.createTable("orders", Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("part", DataTypes.STRING().notNull())
                .column("note", DataTypes.STRING())
                .partitionKeys("part")
                .primaryKey("part", "id")
                .options(Map.of("bucket", "1", "write-only", "true"))
                .build());
        paimon.write("orders", order(1, "a", "old"), order(2, "a", "kept"), order(3, "b", "kept"));
        paimon.write("orders", order(1, "a", "new"));
    }

    private static GenericRow order(int id, String part, String note)
    {
        return GenericRow.of(id, BinaryString.fromString(part), BinaryString.fromString(note));
    }

    @Test
    public void testNobodySeesThemWhoDoesNotAsk()
    {
        assertThat(rows("SELECT * FROM orders WHERE id = 1")).containsExactly(row(1, "a", "new"));
        assertThat(column("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' AND table_schema = 'hidden'")).containsExactly("id", "part", "note");
        assertThat(column("DESCRIBE orders")).containsExactly("id", "part", "note");
        assertThat(runner.execute("SHOW CREATE TABLE orders").getOnlyValue().toString()).doesNotContain("$");
    }

    @Test
    public void testChangesHaveNone()
    {
        assertThat(rows("SELECT * FROM TABLE(" + VarveQueryRunner.CATALOG + ".system.table_changes('hidden', 'orders', '1,2'))"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).startsWith(1, "a", "new").hasSize(6));
    }

    @Test
    public void testMergedRowsComeFromTheFileThatWins()
            throws Exception
    {
        assertThat(rows("SELECT id, note, \"$partition\", \"$bucket\", \"$level\", \"$sequence_number\" FROM orders ORDER BY id")).containsExactly(
                row(1, "new", "part=a", 0, 0, 2L),
                row(2, "kept", "part=a", 0, 0, 1L),
                row(3, "kept", "part=b", 0, 0, 0L));
        List<Object> paths = column("SELECT \"$path\" FROM orders ORDER BY id");
        assertThat(paths).doesNotHaveDuplicates();
        assertThat(paths.get(0).toString()).contains("/hidden.db/orders/part=a/bucket-0/data-");
        assertThat(paths.get(2).toString()).contains("/hidden.db/orders/part=b/bucket-0/data-");
        for (MaterializedRow row : runner.execute("SELECT \"$path\", \"$file_modified_time\" FROM orders")) {
            LocalDateTime stored = Files.getLastModifiedTime(Path.of(row.getField(0).toString().replaceFirst("^file:", ""))).toInstant().atZone(ZoneId.systemDefault()).toLocalDateTime();
            assertThat(Duration.between((LocalDateTime) row.getField(1), stored)).isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
        }
    }

    @Test
    public void testConditionsChooseSplits()
    {
        assertThat(column("SELECT id FROM orders WHERE \"$partition\" = 'part=b'")).containsExactly(3);
        assertThat(column("SELECT id FROM orders WHERE \"$partition\" IN ('part=a', 'part=c') AND note = 'kept'")).containsExactly(2);
        assertThat(rows("SELECT id FROM orders WHERE \"$bucket\" > 0")).isEmpty();
        assertThat(column("SELECT id FROM orders WHERE \"$partition\" = 'part=b' LIMIT 1")).containsExactly(3);
        assertThat(runner.execute("SELECT count(*) FROM orders WHERE \"$bucket\" = 0 AND \"$level\" = 0").getOnlyValue()).isEqualTo(3L);
        assertThat(column("SELECT id FROM orders WHERE \"$sequence_number\" = 2")).containsExactly(1);
        assertThat(column("SELECT id FROM orders WHERE \"$file_modified_time\" < TIMESTAMP '2020-01-01 00:00:00'")).isEmpty();
        assertThat(column("EXPLAIN SELECT id FROM orders WHERE \"$partition\" = 'part=b'").getFirst().toString())
                .contains("$partition")
                .doesNotContain("filterPredicate");
        assertThat(filesOpened("\"$partition\" = 'part=b'")).isEqualTo(1);
        assertThat(filesOpened("\"$partition\" = 'part=a'")).isEqualTo(2);
        assertThat(filesOpened("\"$bucket\" = 7")).isZero();
    }

    /** The file that holds an old version of a row is read together with the one that holds the new version. */
    @Test
    public void testPathDoesNotBringBackOldVersions()
    {
        String first = column("SELECT \"$path\" FROM orders WHERE id = 2").getFirst().toString();
        assertThat(rows("SELECT id, note FROM orders WHERE \"$path\" = '" + first + "'")).containsExactly(row(2, "kept"));
        String other = column("SELECT \"$path\" FROM orders WHERE id = 3").getFirst().toString();
        assertThat(rows("SELECT id, note FROM orders WHERE \"$path\" = '" + other + "'")).containsExactly(row(3, "kept"));
        assertThat(filesOpened("\"$path\" = '" + other + "'")).isEqualTo(1);
        assertThat(filesOpened("\"$path\" = 'nowhere'")).isZero();
    }

    @DataProvider
    public Object[][] foldingEngines()
    {
        return new Object[][] {
                {"aggregation", Map.of("merge-engine", "aggregation", "fields.n.aggregate-function", "sum"), 30},
                {"partial_update", Map.of("merge-engine", "partial-update"), 20}};
    }

    @Test(dataProvider = "foldingEngines")
    public void testFoldedRowsComeFromNoFile(String name, Map<String, String> options, int folded)
            throws Exception
    {
        paimon.createTable(name, Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("n", DataTypes.INT())
                .primaryKey("id")
                .options(options)
                .options(Map.of("bucket", "1", "write-only", "true"))
                .build());
        paimon.write(name, GenericRow.of(1, 10), GenericRow.of(2, 10));
        paimon.write(name, GenericRow.of(1, 20));
        paimon.write(name, GenericRow.of(3, 10));
        String query = "SELECT id, n, \"$path\" IS NULL, \"$level\", \"$sequence_number\", \"$file_modified_time\" IS NULL, \"$bucket\" FROM " + name + " ORDER BY id";
        assertThat(rows(query)).containsExactly(
                row(1, folded, true, null, 2L, true, 0),
                row(2, 10, false, 0, 1L, false, 0),
                row(3, 10, false, 0, 3L, false, 0));
        assertThat(column("SELECT id FROM " + name + " WHERE \"$path\" IS NULL")).containsExactly(1);
        PaimonWarehouse.compact(paimon.table(name).copy(Map.of("write-only", "false")), 0);
        assertThat(rows(query)).containsExactly(
                row(1, folded, false, 5, 2L, false, 0),
                row(2, 10, false, 5, 1L, false, 0),
                row(3, 10, false, 5, 3L, false, 0));
    }

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{"parquet"}, {"orc"}, {"avro"}};
    }

    @Test(dataProvider = "formats")
    public void testRowsThatAreTracked(String format)
            throws Exception
    {
        String table = "tracked_" + format;
        paimon.createTable(table, Schema.newBuilder()
                .column("id", DataTypes.INT())
                .options(Map.of("bucket", "-1", "row-tracking.enabled", "true", "file.format", format))
                .build());
        paimon.write(table, GenericRow.of(10), GenericRow.of(20));
        paimon.write(table, GenericRow.of(30));
        assertThat(rows("SELECT \"$row_id\", \"$sequence_number\", id FROM " + table + " ORDER BY id"))
                .containsExactly(row(0L, 1L, 10), row(1L, 1L, 20), row(2L, 2L, 30));
        assertThat(column("SELECT id FROM " + table + " WHERE \"$row_id\" = 2")).containsExactly(30);
    }

    @Test
    public void testColumnsThatMeanNothingDoNotExist()
            throws Exception
    {
        paimon.createTable("plain", Schema.newBuilder().column("id", DataTypes.INT()).options(Map.of("bucket", "-1")).build());
        paimon.write("plain", GenericRow.of(1));
        paimon.write("plain", GenericRow.of(2));
        for (String missing : List.of("$row_id", "$level", "$sequence_number", "$partition")) {
            assertThatThrownBy(() -> runner.execute("SELECT \"" + missing + "\" FROM plain")).hasMessageContaining("Column '" + missing + "' cannot be resolved");
        }
        String path = column("SELECT \"$path\" FROM plain WHERE id = 2").getFirst().toString();
        String condition = " FROM plain WHERE \"$path\" = '" + path + "'";
        assertThat(rows("SELECT id, \"$bucket\"" + condition)).containsExactly(row(2, 0));
        String plan = column("EXPLAIN ANALYZE VERBOSE SELECT id" + condition).getFirst().toString();
        assertThat(metric(plan, "filesOpened")).isEqualTo(1);
    }

    @Test
    public void testManifestsOfOtherPlacesAreNotRead()
    {
        for (String elsewhere : List.of("\"$bucket\" = 7", "\"$bucket\" > 0", "\"$partition\" = 'part=never'", "\"$partition\" IN ('nothing', 'part=a/part=b')")) {
            String plan = column("EXPLAIN ANALYZE VERBOSE SELECT note FROM orders WHERE " + elsewhere).getFirst().toString();
            assertThat(metric(plan, "manifestsRead")).as(elsewhere).isZero();
        }
        String plan = column("EXPLAIN ANALYZE VERBOSE SELECT note FROM orders WHERE \"$partition\" = 'part=b'").getFirst().toString();
        assertThat(metric(plan, "manifestsRead")).isEqualTo(1);
        assertThat(metric(plan, "manifestsSkipped")).isEqualTo(1);
        assertThat(column("SELECT id FROM orders WHERE \"$partition\" = 'part=b' AND \"$bucket\" = 0")).containsExactly(3);
        assertThat(column("SELECT id FROM orders WHERE \"$partition\" > 'part=a' AND \"$bucket\" IN (0, 9)")).containsExactly(3);
    }

    private long filesOpened(String condition)
    {
        return metric(column("EXPLAIN ANALYZE VERBOSE SELECT note FROM orders WHERE " + condition).getFirst().toString(), "filesOpened");
    }
}
