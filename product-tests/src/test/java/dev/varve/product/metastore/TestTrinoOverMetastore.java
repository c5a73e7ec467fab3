package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.product.metastore.FaultyProxy.Fault;
import dev.varve.product.trino.Failure;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.server.CatalogDefinition;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A packaged server over a metastore of Hive, which others use at the same time, and which goes away. */
public class TestTrinoOverMetastore
{
    /** Beyond this a user believes that the server hangs. */
    private static final Duration BOUND = Duration.ofSeconds(15);

    private MetastoreUnderTest metastore;
    private FaultyProxy proxy;
    private ServerUnderTest server;
    private TrinoClient trino;
    private HiveMetastoreCatalog varve;

    @BeforeClass
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        proxy = FaultyProxy.start(metastore.port());
        varve = metastore.catalog();
        server = ServerUnderTest.start(List.of(new CatalogDefinition("lake", Map.of(
                "connector.name", "varve",
                "metastore", "hive",
                "hive.metastore.uri", proxy.uri(),
                "hive.metastore.thrift.client.read-timeout", "4s",
                "hive.metastore.thrift.client.max-retry-time", "1s",
                "fs.local.enabled", "true",
                "local.location", "/"))));
        trino = server.client();
        trino.execute("CREATE SCHEMA lake.turns");
    }

    @AfterMethod(alwaysRun = true)
    public void heal()
    {
        proxy.heal();
        proxy.delay(0);
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException, SQLException
    {
        if (trino != null) {
            trino.execute("DROP SCHEMA IF EXISTS lake.turns CASCADE");
            trino.close();
        }
        if (server != null) {
            server.close();
        }
        proxy.close();
    }

    @Test
    public void oneTableCreatedChangedWrittenAndDroppedInTurn()
            throws Exception
    {
        assertThat(metastore.client().database("turns").orElseThrow().location()).contains("file:" + metastore.warehouse().resolve("turns.db"));
        varve.createTable("turns", "t", Tables.keyed(Map.of("bucket", "1")));
        Tables.write(varve, varve.table("turns", "t"), "a", "b");
        trino.execute("ALTER TABLE lake.turns.t ADD COLUMN price decimal(10, 2)");
        trino.execute("COMMENT ON COLUMN lake.turns.t.price IS 'in euros'");
        trino.execute("ALTER TABLE lake.turns.t RENAME COLUMN name TO title");
        trino.execute("ALTER TABLE lake.turns.t SET PROPERTIES snapshot_num_retained_max = '20'");
        assertThat(metastore.client().table("turns", "t").orElseThrow().columns().stream().map(column -> column.name() + " " + column.type()))
                .containsExactly("id int", "title string", "dt string", "price decimal(10,2)");
        assertThat(metastore.client().table("turns", "t").orElseThrow().parameters()).containsEntry("snapshot.num-retained.max", "20");
        varve.alterTable("turns", "t", List.of(new SchemaChange.DropColumn(List.of("price"))));
        Tables.write(varve, varve.table("turns", "t"), "c", "d", "e");

        assertThat(trino.query("SELECT id, title, dt FROM lake.turns.t ORDER BY id")).containsExactly(
                List.of("0", "row 0", "c"), List.of("1", "row 1", "d"), List.of("2", "row 2", "e"));
        assertThat(trino.query("SELECT dt FROM lake.turns.t FOR VERSION AS OF 1 ORDER BY id")).containsExactly(List.of("a"), List.of("b"));
        assertThat(trino.query("SELECT DISTINCT \"$bucket\", \"$path\" LIKE '%/turns.db/t/bucket-0/%' FROM lake.turns.t")).containsExactly(List.of("0", "true"));
        assertThat(trino.query("SELECT snapshot_id FROM lake.turns.\"t$snapshots\" ORDER BY 1")).containsExactly(List.of("1"), List.of("2"));
        assertThat(trino.query("SELECT count(*) FROM TABLE(lake.system.table_changes(schema_name => 'turns', table_name => 't', incremental_between => '1,2'))"))
                .containsExactly(List.of("3"));
        // Records of both commits: that some have the same key shows when they are merged.
        assertThat(trino.query("SHOW STATS FOR lake.turns.t").getLast().get(4)).isEqualTo("5.0");
        assertThat(trino.query("SELECT database_name, table_name FROM lake.sys.tables WHERE database_name = 'turns'")).contains(List.of("turns", "t"));

        trino.execute("ALTER TABLE lake.turns.t RENAME TO lake.turns.renamed");
        Table renamed = varve.table("turns", "renamed");
        assertThat(renamed.location().text()).endsWith("/turns.db/renamed");
        Tables.write(varve, renamed, "f");
        varve.renameTable("turns", "renamed", "turns", "again");
        assertThat(trino.query("SELECT dt FROM lake.turns.again WHERE id = 0")).containsExactly(List.of("f"));
        trino.execute("DROP TABLE lake.turns.again");
        assertThat(varve.tables("turns")).doesNotContain("t", "renamed", "again");
        assertThat(metastore.warehouse().resolve("turns.db/again")).doesNotExist();
    }

    @Test
    public void whatTrinoCreatesIsWhatTheCatalogCreates()
            throws Exception
    {
        trino.execute("CREATE TABLE lake.turns.made (id integer NOT NULL COMMENT 'the key', name varchar, dt varchar) COMMENT 'a table' WITH (primary_key = ARRAY['id'], bucket = '1')");
        varve.createTable("turns", "same", Tables.keyed(Map.of("bucket", "1")));
        var made = metastore.client().table("turns", "made").orElseThrow();
        var same = metastore.client().table("turns", "same").orElseThrow();
        assertThat(made.columns()).isEqualTo(same.columns());
        assertThat(made.format()).isEqualTo(same.format());
        assertThat(made.type()).isEqualTo(same.type());
        assertThat(withoutTimes(made.parameters())).isEqualTo(withoutTimes(same.parameters()));
        assertThat(made.owner()).contains("test");
        assertThat(trino.failure("CREATE TABLE lake.turns.\"MADE\" (id int)").message()).contains("already exists");
        assertThatThrownBy(() -> varve.createTable("turns", "MADE", Tables.keyed(Map.of()))).hasMessageContaining("lower case");
        assertThat(trino.query("SELECT count(*) FROM lake.TURNS.Made")).containsExactly(List.of("0"));
        Failure failure = trino.failure("DROP SCHEMA lake.turns");
        assertThat(failure.message()).contains("Cannot drop non-empty schema 'turns'");
        varve.dropTable("turns", "made");
        assertThat(trino.failure("SELECT * FROM lake.turns.made").message()).contains("does not exist");
    }

    private static Map<String, String> withoutTimes(Map<String, String> parameters)
    {
        return parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("transient_lastDdlTime"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    public void partitionsAreKeptInTheMetastore()
            throws Exception
    {
        trino.execute("CREATE TABLE lake.turns.parts (id integer, name varchar, dt varchar) WITH (partitioned_by = ARRAY['dt'], options = ARRAY['metastore.partitioned-table=true'])");
        Tables.write(varve, varve.table("turns", "parts"), "2024-01-01", "2024-01-02");
        assertThat(metastore.client().partitions("turns", "parts")).hasSize(2);
        assertThat(trino.query("SELECT id FROM lake.turns.parts WHERE dt = '2024-01-02'")).containsExactly(List.of("1"));
        assertThat(trino.failure("ALTER TABLE lake.turns.parts SET PROPERTIES options = ARRAY['metastore.partitioned-table=false']").message())
                .contains("a Hive Metastore cannot change what its partitions are");
        trino.execute("DROP TABLE lake.turns.parts");
    }

    @Test
    public void aMetastoreThatIsSlowOrGoesAwayIsNamedInTimeAndUsedAgain()
            throws Exception
    {
        varve.createTable("turns", "kept", Tables.keyed(Map.of("bucket", "1")));
        Tables.write(varve, varve.table("turns", "kept"), "a");
        proxy.delay(300);
        assertThat(trino.query("SELECT dt FROM lake.turns.kept")).containsExactly(List.of("a"));
        proxy.delay(6_000);
        requireNamed("SELECT dt FROM lake.turns.kept");
        proxy.delay(0);
        assertThat(trino.query("SELECT dt FROM lake.turns.kept")).containsExactly(List.of("a"));
        proxy.breakAt(Fault.BEFORE, "get_table_req");
        requireNamed("SELECT dt FROM lake.turns.kept");
        requireNamed("DROP TABLE lake.turns.kept");
        proxy.heal();
        assertThat(trino.query("SELECT dt FROM lake.turns.kept")).containsExactly(List.of("a"));
        // The statement was carried out, and only its answer was lost.
        proxy.breakAt(Fault.AFTER, "create_table");
        trino.execute("CREATE TABLE lake.turns.unconfirmed (id int)");
        proxy.heal();
        assertThat(varve.tables("turns")).contains("unconfirmed");
    }

    @Test(dependsOnMethods = {
            "oneTableCreatedChangedWrittenAndDroppedInTurn", "whatTrinoCreatesIsWhatTheCatalogCreates", "partitionsAreKeptInTheMetastore",
            "aMetastoreThatIsSlowOrGoesAwayIsNamedInTimeAndUsedAgain"})
    public void aMetastoreThatWasKilledIsUsedWhenItIsBack()
            throws Exception
    {
        metastore.kill();
        requireNamed("SELECT dt FROM lake.turns.kept");
        requireNamed("SHOW SCHEMAS FROM lake");
        requireNamed("CREATE TABLE lake.turns.lost (id int)");
        assertThat(metastore.warehouse().resolve("turns.db/lost")).doesNotExist();
        assertThat(trino.query("SELECT 1")).containsExactly(List.of("1"));
        metastore.restart();
        assertThat(trino.query("SELECT dt FROM lake.turns.kept")).containsExactly(List.of("a"));
    }

    private void requireNamed(String sql)
            throws SQLException
    {
        long start = System.nanoTime();
        Failure failure = trino.failure(sql);
        assertThat(failure.code()).as(failure.message()).isEqualTo("VARVE_METASTORE_FAILURE");
        assertThat(failure.message()).contains(proxy.uri());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }
}
