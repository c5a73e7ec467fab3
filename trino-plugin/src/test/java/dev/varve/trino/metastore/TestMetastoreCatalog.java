package dev.varve.trino.metastore;

import dev.varve.TemporaryDirectory;
import dev.varve.trino.VarvePlugin;
import io.trino.Session;
import io.trino.hive.thrift.metastore.FieldSchema;
import io.trino.hive.thrift.metastore.LockState;
import io.trino.hive.thrift.metastore.SerDeInfo;
import io.trino.hive.thrift.metastore.StorageDescriptor;
import io.trino.hive.thrift.metastore.Table;
import io.trino.spi.security.Identity;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedRow;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.trino.testing.TestingSession.testSessionBuilder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Schemas and tables that a metastore knows. */
public class TestMetastoreCatalog
{
    private TemporaryDirectory directory;
    private Path warehouse;
    private MetastoreTables tables;
    private ThriftMetastore metastore;
    private DistributedQueryRunner runner;

    @BeforeClass
    public void start()
            throws Exception
    {
        directory = TemporaryDirectory.create();
        warehouse = Files.createDirectory(directory.path().resolve("lake"));
        tables = new MetastoreTables(warehouse);
        metastore = ThriftMetastore.start(tables);
        runner = DistributedQueryRunner.builder(testSessionBuilder().setCatalog("lake").setSchema("made").build()).setWorkerCount(0).build();
        runner.installPlugin(new VarvePlugin());
        runner.createCatalog("lake", "varve", properties(Map.of()));
        runner.execute("CREATE SCHEMA made");
    }

    private Map<String, String> properties(Map<String, String> others)
    {
        Map<String, String> properties = new HashMap<>(Map.of(
                "metastore", "hive",
                "hive.metastore.uri", metastore.uri(),
                "hive.metastore.thrift.client.max-retry-time", "0s",
                "fs.local.enabled", "true",
                "local.location", "/"));
        properties.putAll(others);
        return properties;
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException, InterruptedException
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        metastore.close();
        metastore = null;
        directory.close();
        directory = null;
    }

    @Test
    public void testLifeOfATable()
    {
        runner.execute("CREATE TABLE orders (id bigint NOT NULL, name varchar) WITH (primary_key = ARRAY['id'], bucket = '1')");
        Table registered = tables.registered("made", "orders").orElseThrow();
        assertThat(registered.getTableType()).isEqualTo("MANAGED_TABLE");
        assertThat(registered.getOwner()).isEqualTo("user");
        assertThat(registered.getParameters()).containsEntry("table_type", "PAIMON").containsEntry("primary-key", "id").containsEntry("bucket", "1");
        assertThat(warehouse.resolve("made.db/orders/schema/schema-0")).exists();

        runner.execute("ALTER TABLE orders ADD COLUMN amount decimal(10, 2)");
        runner.execute("ALTER TABLE orders SET PROPERTIES snapshot_num_retained_max = '20'");
        runner.execute("COMMENT ON TABLE orders IS 'what was ordered'");
        runner.execute("COMMENT ON COLUMN orders.name IS 'of the customer'");
        registered = tables.registered("made", "orders").orElseThrow();
        assertThat(registered.getSd().getCols()).containsExactly(
                new FieldSchema("id", "bigint", null), new FieldSchema("name", "string", "of the customer"), new FieldSchema("amount", "decimal(10,2)", null));
        assertThat(registered.getParameters()).containsEntry("snapshot.num-retained.max", "20").containsEntry("comment", "what was ordered");
        assertThat(texts("SHOW TABLES")).contains("orders");
        assertThat(texts("SELECT count(*) FROM orders")).containsExactly("0");
        assertThat(texts("SELECT count(*) FROM \"orders$schemas\"")).containsExactly("5");

        runner.execute("ALTER TABLE orders RENAME TO sales");
        assertThat(tables.registered("made", "orders")).isEmpty();
        assertThat(texts("SELECT column_name FROM information_schema.columns WHERE table_schema = 'made' AND table_name = 'sales'")).containsExactly("id", "name", "amount");
        runner.execute("DROP TABLE sales");
        assertThat(tables.registered("made", "sales")).isEmpty();
        assertThat(warehouse.resolve("made.db/orders")).doesNotExist();
        assertThat(warehouse.resolve("made.db/sales")).doesNotExist();
    }

    @Test
    public void testLocationsThatAreChosen()
    {
        Path chosen = directory.path().resolve("elsewhere");
        runner.execute("CREATE SCHEMA placed WITH (location = '%s')".formatted(chosen));
        assertThat(texts("SHOW CREATE SCHEMA placed").getFirst()).contains("location = 'file://" + chosen + "'");
        runner.execute("CREATE TABLE placed.inside (id int)");
        assertThat(chosen.resolve("inside/schema/schema-0")).exists();
        Path outside = directory.path().resolve("outside");
        runner.execute("CREATE TABLE placed.outside (id int) WITH (location = 'file://%s')".formatted(outside));
        assertThat(tables.registered("placed", "outside").orElseThrow().getTableType()).isEqualTo("EXTERNAL_TABLE");
        assertThat(outside.resolve("schema/schema-0")).exists();
        String statement = texts("SHOW CREATE TABLE placed.outside").getFirst();
        assertThat(statement).contains("location = 'file://" + outside + "'");
        assertThat(texts("SHOW CREATE TABLE placed.inside").getFirst()).doesNotContain("location");

        runner.execute("DROP TABLE placed.outside");
        assertThat(outside.resolve("schema/schema-0")).exists();
        runner.execute(statement);
        assertThat(texts("SELECT count(*) FROM placed.outside")).containsExactly("0");
        assertThatThrownBy(() -> runner.execute("DROP SCHEMA placed")).hasMessageContaining("Cannot drop non-empty schema 'placed'");
        runner.execute("DROP SCHEMA placed CASCADE");
        assertThat(chosen.resolve("inside")).doesNotExist();
        assertThat(outside.resolve("schema/schema-0")).exists();
        assertThat(texts("SHOW SCHEMAS")).doesNotContain("placed");
        assertThatThrownBy(() -> runner.execute("CREATE TABLE here (id int) WITH (location = 'x/y')")).hasMessageContaining("must be an absolute path or a URI");
    }

    @Test
    public void testViewsAndTablesOfOtherFormatsAreLeftAlone()
            throws Exception
    {
        runner.execute("CREATE SCHEMA mixed");
        tables.createTable(foreign("mixed", "text", "MANAGED_TABLE"));
        tables.createTable(foreign("mixed", "view", "VIRTUAL_VIEW"));
        runner.execute("CREATE TABLE mixed.ours (id int)");
        assertThat(texts("SHOW TABLES FROM mixed")).containsExactly("ours");
        assertThat(texts("SELECT table_name FROM information_schema.columns WHERE table_schema = 'mixed'")).containsExactly("ours");
        for (String name : List.of("text", "view")) {
            assertThatThrownBy(() -> runner.execute("SELECT * FROM mixed." + name)).hasMessageContaining("'mixed." + name + "' is no Paimon table");
            assertThatThrownBy(() -> runner.execute("DROP TABLE IF EXISTS mixed." + name)).hasMessageContaining("'mixed." + name + "' is no Paimon table");
            assertThatThrownBy(() -> runner.execute("CREATE TABLE IF NOT EXISTS mixed." + name + " (id int)")).hasMessageContaining("Table 'lake.mixed." + name + "' of unsupported type already exists");
            assertThatThrownBy(() -> runner.execute("ALTER TABLE mixed.ours RENAME TO mixed." + name)).hasMessageContaining("is no Paimon table");
        }
        assertThatThrownBy(() -> runner.execute("DROP SCHEMA mixed CASCADE")).hasMessageContaining("which are not of this format");
        assertThat(texts("SHOW TABLES FROM mixed")).containsExactly("ours");
    }

    private static Table foreign(String database, String name, String type)
    {
        StorageDescriptor storage = new StorageDescriptor();
        storage.setCols(List.of(new FieldSchema("id", "int", null)));
        storage.setInputFormat("org.apache.hadoop.mapred.TextInputFormat");
        storage.setOutputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
        storage.setSerdeInfo(new SerDeInfo());
        Table table = new Table();
        table.setDbName(database);
        table.setTableName(name);
        table.setTableType(type);
        table.setSd(storage);
        return table;
    }

    /** One call for the names and one for each 300 tables; files are not looked at. */
    @Test
    public void testALargeSchemaIsListedInFewCalls()
            throws Exception
    {
        runner.execute("CREATE SCHEMA large");
        for (int i = 0; i < 1_000; i++) {
            Table table = foreign("large", "t" + i, "EXTERNAL_TABLE");
            table.setParameters(Map.of("table_type", "PAIMON"));
            table.getSd().setLocation("file:" + directory.path().resolve("nowhere/t" + i));
            tables.createTable(table);
        }
        metastore.takeCalls();
        assertThat(texts("SHOW TABLES FROM large")).hasSize(1_000);
        assertThat(metastore.takeCalls()).hasSizeLessThan(10).contains("getAllTables").doesNotContain("getTableReq");
    }

    @Test
    public void testAQueryAsksFewTimes()
    {
        runner.execute("CREATE TABLE asked (id int)");
        metastore.takeCalls();
        runner.execute("SELECT * FROM asked a, asked b");
        assertThat(metastore.takeCalls()).containsExactly("getDatabase", "getTableReq");
    }

    @Test
    public void testUsersAreImpersonated()
    {
        runner.createCatalog("theirs", "varve", properties(Map.of("hive.metastore.thrift.impersonation.enabled", "true")));
        for (String user : List.of("alice", "bob")) {
            Session session = testSessionBuilder().setCatalog("theirs").setSchema("made").setIdentity(Identity.ofUser(user)).build();
            runner.execute(session, "CREATE TABLE of_" + user + " (id int)");
            assertThat(tables.registered("made", "of_" + user).orElseThrow().getOwner()).isEqualTo(user);
        }
        assertThat(tables.users()).contains("alice", "bob").doesNotContain("user");
    }

    /** By itself a catalog takes the lock of tables in object stores alone. */
    @Test
    public void testTablesAreChangedUnderTheLockOfTheMetastore()
    {
        runner.createCatalog("locked", "varve", properties(Map.of("lock.enabled", "true", "lock-acquire-timeout", "1s", "lock-check-max-sleep", "100ms")));
        runner.execute("CREATE TABLE changed (id int)");
        metastore.takeCalls();
        runner.execute("ALTER TABLE changed ADD COLUMN a int");
        assertThat(metastore.takeCalls()).doesNotContain("lock");
        runner.execute("ALTER TABLE locked.made.changed ADD COLUMN b int");
        assertThat(metastore.takeCalls()).containsSubsequence("lock", "unlock", "alterTableWithEnvironmentContext");
        tables.setLockState(LockState.WAITING);
        try {
            assertThatThrownBy(() -> runner.execute("ALTER TABLE locked.made.changed ADD COLUMN c int"))
                    .hasMessageContaining("the lock of table 'made.changed' could not be had within PT1S");
        }
        finally {
            tables.setLockState(LockState.ACQUIRED);
        }
        assertThat(texts("SELECT count(*) FROM \"changed$schemas\"")).containsExactly("3");
    }

    /** In the words of Paimon's Hive catalog. */
    @Test
    public void testTablesThatKeepTheirDataWhenTheyAreDropped()
    {
        runner.createCatalog("keeping", "varve", properties(Map.of("table.type", "external", "sync-all-properties", "false")));
        runner.execute("CREATE TABLE keeping.made.kept (id int) WITH (bucket = '-1', options = ARRAY['hive.owner.team=sales'])");
        Table kept = tables.registered("made", "kept").orElseThrow();
        assertThat(kept.getTableType()).isEqualTo("EXTERNAL_TABLE");
        assertThat(kept.getParameters()).containsEntry("EXTERNAL", "TRUE").containsEntry("owner.team", "sales").doesNotContainKey("bucket");
        runner.execute("CREATE TABLE kept_too (id int) WITH (external = 'true')");
        assertThat(tables.registered("made", "kept_too").orElseThrow().getTableType()).isEqualTo("EXTERNAL_TABLE");
        assertThatThrownBy(() -> runner.execute("ALTER TABLE kept_too SET PROPERTIES external = 'false'")).hasMessageContaining("cannot be changed");
        for (String table : List.of("kept", "kept_too")) {
            runner.execute("DROP TABLE " + table);
            assertThat(tables.registered("made", table)).isEmpty();
            assertThat(warehouse.resolve("made.db/" + table + "/schema/schema-0")).exists();
        }
        assertThatThrownBy(() -> runner.execute("CREATE TABLE kept (id int)")).hasMessageContaining("the Hive Metastore does not know it");
        runner.execute("CREATE TABLE keeping.made.kept (id int) WITH (bucket = '-1')");
        assertThat(texts("SHOW CREATE TABLE kept").getFirst()).contains("hive.owner.team=sales");
    }

    @Test
    public void testLocationsThatAreHiddenFromTheMetastore()
    {
        Path hidden = directory.path().resolve("hidden");
        runner.createCatalog("hiding", "varve", properties(Map.of("location-in-properties", "true", "warehouse", hidden.toString())));
        runner.execute("CREATE SCHEMA hiding.hidden");
        runner.execute("CREATE TABLE hiding.hidden.t (id int)");
        Table table = tables.registered("hidden", "t").orElseThrow();
        assertThat(table.getParameters()).containsEntry("paimon_location", "file://" + hidden + "/hidden.db/t");
        assertThat(table.getSd().getLocation()).isNull();
        assertThat(hidden.resolve("hidden.db/t/schema/schema-0")).exists();
        assertThat(texts("SELECT count(*) FROM hidden.t")).containsExactly("0");
        runner.execute("DROP TABLE hiding.hidden.t");
        assertThat(hidden.resolve("hidden.db/t")).doesNotExist();
    }

    @Test
    public void testOneOfSeveralMetastoresIsEnough()
    {
        runner.createCatalog("several", "varve", properties(Map.of("hive.metastore.uri", "thrift://localhost:1," + metastore.uri())));
        assertThat(texts("SHOW SCHEMAS FROM several")).contains("made");
        runner.createCatalog("none", "varve", properties(Map.of("hive.metastore.uri", "thrift://localhost:1,thrift://localhost:2")));
        assertThatThrownBy(() -> runner.execute("SHOW SCHEMAS FROM none"))
                .hasMessageContaining("The Hive Metastore at thrift://localhost:1,thrift://localhost:2 cannot be reached");
    }

    @Test
    public void testTheCatalogTellsWhereItIs()
    {
        assertThat(texts("SELECT value FROM sys.catalog_options WHERE key = 'uri'")).containsExactly(metastore.uri());
    }

    private List<String> texts(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map((MaterializedRow row) -> String.valueOf(row.getField(0))).toList();
    }
}
