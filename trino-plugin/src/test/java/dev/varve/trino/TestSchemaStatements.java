package dev.varve.trino;

import dev.varve.FileSystemCatalog;
import dev.varve.TemporaryDirectory;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedRow;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSchemaStatements
{
    private TemporaryDirectory directory;
    private DistributedQueryRunner runner;

    @BeforeClass
    public void startTrino()
            throws Exception
    {
        directory = TemporaryDirectory.create();
        runner = VarveQueryRunner.create(Files.createDirectory(directory.path().resolve("lake")), "made", 0, Map.of());
        runner.execute("CREATE SCHEMA made");
    }

    @AfterClass(alwaysRun = true)
    public void stopTrino()
            throws IOException
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        directory.close();
        directory = null;
    }

    @Test
    public void testCreateTableWithAllThatThereIs()
    {
        runner.execute("""
                CREATE TABLE orders (
                    id bigint NOT NULL COMMENT 'the key',
                    dt varchar NOT NULL,
                    amount decimal(10, 2),
                    tags array(varchar(20)),
                    who ROW(name varchar, at timestamp(3) with time zone))
                COMMENT 'what was ordered'
                WITH (
                    primary_key = ARRAY['id', 'dt'],
                    partitioned_by = ARRAY['dt'],
                    bucket = '2',
                    merge_engine = 'partial-update',
                    snapshot_num_retained_max = '20',
                    options = ARRAY['target-file-size=64 mb', 'write-only=true'])
                """);
        TableSchema schema = schema("orders");
        assertThat(schema.fields().toString()).isEqualTo("""
                ROW<`id` BIGINT NOT NULL, `dt` STRING NOT NULL, `amount` DECIMAL(10, 2), `tags` ARRAY<VARCHAR(20)>, \
                `who` ROW<`name` STRING, `at` TIMESTAMP(3) WITH LOCAL TIME ZONE>> NOT NULL""");
        assertThat(schema.column("id").comment()).contains("the key");
        assertThat(schema.comment()).contains("what was ordered");
        assertThat(schema.primaryKeys()).containsExactly("id", "dt");
        assertThat(schema.partitionKeys()).containsExactly("dt");
        assertThat(schema.options()).isEqualTo(Map.of(
                "bucket", "2",
                "merge-engine", "partial-update",
                "snapshot.num-retained.max", "20",
                "target-file-size", "64 mb",
                "write-only", "true"));

        String statement = text("SHOW CREATE TABLE orders");
        runner.execute(statement.replace("lake.made.orders", "lake.made.copied"));
        assertThat(schema("copied").fields()).isEqualTo(schema.fields());
        assertThat(schema("copied").options()).isEqualTo(schema.options());
        assertThat(text("SHOW CREATE TABLE copied")).isEqualTo(statement.replace("lake.made.orders", "lake.made.copied"));
        runner.execute("DROP TABLE orders");
        runner.execute("DROP TABLE copied");
    }

    @Test
    public void testAlterTable()
    {
        runner.execute("CREATE TABLE altered (id integer NOT NULL, v integer, r ROW(x integer, l array(ROW(y integer))))");
        runner.execute("ALTER TABLE altered ADD COLUMN w varchar COMMENT 'new' AFTER id");
        runner.execute("ALTER TABLE altered ADD COLUMN f double FIRST");
        runner.execute("ALTER TABLE altered RENAME COLUMN w TO text");
        runner.execute("ALTER TABLE altered ALTER COLUMN v SET DATA TYPE bigint");
        runner.execute("ALTER TABLE altered ALTER COLUMN id DROP NOT NULL");
        runner.execute("ALTER TABLE altered ADD COLUMN r.z varchar");
        runner.execute("ALTER TABLE altered RENAME COLUMN r.x TO renamed");
        runner.execute("ALTER TABLE altered ALTER COLUMN r.renamed SET DATA TYPE bigint");
        runner.execute("ALTER TABLE altered ADD COLUMN r.l.element.n integer");
        runner.execute("ALTER TABLE altered DROP COLUMN r.z");
        runner.execute("COMMENT ON TABLE altered IS 'changed'");
        runner.execute("COMMENT ON COLUMN altered.v IS 'a value'");
        runner.execute("ALTER TABLE altered SET PROPERTIES bucket = '3', bucket_key = ARRAY['id'], options = ARRAY['target-file-size=64 mb']");
        runner.execute("ALTER TABLE altered SET PROPERTIES bucket_key = ARRAY['v'], options = ARRAY['write-only=true']");
        runner.execute("ALTER TABLE altered DROP COLUMN f");

        TableSchema schema = schema("altered");
        assertThat(schema.fields().toString()).isEqualTo(
                "ROW<`id` INT, `text` STRING, `v` BIGINT, `r` ROW<`renamed` BIGINT, `l` ARRAY<ROW<`y` INT, `n` INT>>>> NOT NULL");
        assertThat(schema.comment()).contains("changed");
        assertThat(schema.column("v").comment()).contains("a value");
        assertThat(schema.column("text").comment()).contains("new");
        assertThat(schema.options()).isEqualTo(Map.of("bucket", "3", "bucket-key", "v", "write-only", "true"));

        runner.execute("COMMENT ON TABLE altered IS NULL");
        runner.execute("ALTER TABLE altered SET PROPERTIES options = DEFAULT");
        assertThat(schema("altered").comment()).isEmpty();
        assertThat(schema("altered").options()).doesNotContainKey("write-only");
        runner.execute("ALTER TABLE altered RENAME TO renamed");
        assertThat(rows("SHOW TABLES LIKE '%named'")).containsExactly("renamed");
        runner.execute("DROP TABLE renamed");
    }

    /** The statements of the page on the connector, in their order. */
    @Test
    public void testDocumentedStatements()
            throws IOException
    {
        String page = Files.readString(Path.of("../docs/trino.md"));
        int begin = page.indexOf("    CREATE SCHEMA lake.shop;");
        String statements = page.substring(begin, page.indexOf("\n\n", begin));
        for (String statement : statements.split(";")) {
            if (!statement.isBlank()) {
                runner.execute(statement.strip());
            }
        }
        assertThat(rows("SHOW SCHEMAS")).doesNotContain("shop");
    }

    @Test
    public void testSchemas()
    {
        runner.execute("CREATE SCHEMA other");
        assertThat(rows("SHOW SCHEMAS")).contains("other");
        runner.execute("CREATE SCHEMA IF NOT EXISTS other");
        runner.execute("CREATE TABLE other.t (a integer)");
        runner.execute("CREATE TABLE IF NOT EXISTS other.t (b integer)");
        assertThatThrownBy(() -> runner.execute("DROP SCHEMA other RESTRICT")).hasMessageContaining("Cannot drop non-empty schema 'other'");
        assertThat(rows("SHOW TABLES FROM other")).containsExactly("t");
        runner.execute("ALTER TABLE other.t RENAME TO made.moved");
        runner.execute("DROP SCHEMA other");
        assertThat(rows("SHOW SCHEMAS")).doesNotContain("other");
        runner.execute("CREATE SCHEMA other");
        runner.execute("ALTER TABLE moved RENAME TO other.t");
        runner.execute("DROP SCHEMA other CASCADE");
        assertThat(rows("SHOW SCHEMAS")).doesNotContain("other");
    }

    @DataProvider
    public Object[][] refused()
    {
        return new Object[][] {
                {"CREATE TABLE t (a timestamp(12))", "at most 9 digits of a second"},
                {"CREATE TABLE t (a time(6))", "at most 3 digits of a second"},
                {"CREATE TABLE t (a uuid)", "Column 'a' cannot have type uuid"},
                {"CREATE TABLE t (a ROW(integer))", "each member of a row needs a name"},
                {"CREATE TABLE t (a integer) WITH (primary_key = ARRAY['b'])", "The primary key names column 'b'"},
                {"CREATE TABLE t (a integer) WITH (bucket = 'many')", "Option bucket of the table is 'many'"},
                {"CREATE TABLE t (a integer) WITH (options = ARRAY['buckets=2'])", "There is no option 'buckets'; is 'bucket' meant?"},
                {"CREATE TABLE t (a integer) WITH (options = ARRAY['bucket'])", "'bucket' in property 'options' is not NAME=VALUE"},
                {"CREATE TABLE t (a integer) WITH (bucket = '1', options = ARRAY['bucket=2'])", "Option 'bucket' is given twice"},
                {"CREATE OR REPLACE TABLE kept (a integer)", "Tables cannot be replaced"},
                {"CREATE TABLE kept (a integer)", "already exists"},
                {"CREATE TABLE nowhere.t (a integer)", "Schema nowhere not found"},
                {"CREATE TABLE \"t$x\" (a integer)", "it has a $"},
                {"CREATE SCHEMA sys", "already exists"},
                {"ALTER TABLE kept ADD COLUMN b integer NOT NULL", "cannot be NOT NULL"},
                {"ALTER TABLE kept ALTER COLUMN v SET DATA TYPE array(integer)", "cannot be changed"},
                {"ALTER TABLE kept DROP COLUMN id", "id"},
                {"ALTER TABLE kept SET PROPERTIES primary_key = ARRAY['v']", "cannot be changed"},
                {"ALTER TABLE kept RENAME TO kept2.t", "Schema kept2 not found"},
        };
    }

    @Test(dataProvider = "refused")
    public void testRefused(String statement, String message)
    {
        runner.execute("CREATE TABLE IF NOT EXISTS kept (id integer NOT NULL, v integer) WITH (primary_key = ARRAY['id'])");
        TableSchema before = schema("kept");
        assertThatThrownBy(() -> runner.execute(statement)).hasMessageContaining(message);
        assertThat(schema("kept")).isEqualTo(before);
        assertThat(rows("SHOW TABLES")).doesNotContain("t");
    }

    private TableSchema schema(String table)
    {
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(directory.path().resolve("lake").toString())).table("made", table).latestSchema();
    }

    private List<String> rows(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map((MaterializedRow row) -> (String) row.getField(0)).toList();
    }

    private String text(String sql)
    {
        return rows(sql).getFirst();
    }
}
