package dev.varve.product.metastore;

import dev.varve.hms.CatalogSync;
import dev.varve.hms.CatalogSync.Difference;
import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HivePartition;
import dev.varve.hms.MetastoreClient;
import dev.varve.product.kernel.KernelReader;
import dev.varve.product.peers.Peer;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.server.CatalogDefinition;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.varve.product.metastore.Tables.INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Flink SQL with Paimon 1.4.2, Paimon's Hive catalog 1.2.0, Trino and Varve's own commands on the same tables of one metastore. After each step all read the same rows. */
@Test(groups = "peers", singleThreaded = true)
public class TestFlinkOverMetastore
{
    private static final String DATABASE = "flink_turns";
    /** What Paimon's catalog wants in Flink beside Paimon, of the libraries of the other peer. */
    private static final List<String> HIVE_LIBRARIES = List.of("hive-exec-", "libthrift-", "libfb303-");

    private MetastoreUnderTest metastore;
    private MetastoreClient client;
    private HiveMetastoreCatalog varve;
    private PaimonHiveCatalog paimon;
    private Peer flink;
    private ServerUnderTest server;
    private TrinoClient trino;

    @BeforeClass(alwaysRun = true)
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        client = metastore.client();
        varve = metastore.catalog();
        paimon = PaimonHiveCatalog.start(metastore);
        flink = Peer.start("flink", Peer.libraries("hive", HIVE_LIBRARIES), "dev.varve.product.peer.flink.FlinkPeer", List.of(
                metastore.warehouse().toUri().toString(), "metastore=hive", "uri=" + metastore.uri(), "cache-enabled=false"));
        server = ServerUnderTest.start(List.of(new CatalogDefinition("lake", Map.of(
                "connector.name", "varve", "metastore", "hive", "hive.metastore.uri", metastore.uri(), "fs.local.enabled", "true", "local.location", "/"))));
        trino = server.client();
        flink.run("CREATE DATABASE " + DATABASE);
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (trino != null) {
            trino.close();
            server.close();
        }
        if (flink != null) {
            flink.close();
        }
        if (paimon != null) {
            paimon.close();
        }
        if (client != null) {
            varve.dropDatabase(DATABASE, true);
            client.close();
        }
    }

    @Test
    public void oneTableInTurn()
            throws Exception
    {
        flink.run("CREATE TABLE flink_turns.t (id INT NOT NULL COMMENT 'the key', name STRING, dt STRING, PRIMARY KEY (id) NOT ENFORCED) COMMENT 'a table' WITH ('bucket' = '1')");
        assertThat(varve.tables(DATABASE)).contains("t");
        varve.createTable(DATABASE, "twin", Tables.keyed(Map.of("bucket", "1")));
        assertThat(paimon.entry(DATABASE, "t")).isEqualTo(paimon.entry(DATABASE, "twin"));

        Tables.write(varve, varve.table(DATABASE, "t"), "a", "b");
        requireSameRows("t", "[0,\"row 0\",\"a\"]", "[1,\"row 1\",\"b\"]");
        flink.run("INSERT INTO flink_turns.t VALUES (1, 'flink', 'c'), (2, 'flink', CAST(NULL AS STRING))");
        requireSameRows("t", "[0,\"row 0\",\"a\"]", "[1,\"flink\",\"c\"]", "[2,\"flink\",null]");

        varve.alterTable(DATABASE, "t", List.of(new SchemaChange.AddColumn(List.of("price"), INT, Optional.of("in cents"), Optional.empty())));
        flink.run("ALTER TABLE flink_turns.t ADD (weight BIGINT)");
        flink.run("ALTER TABLE flink_turns.t SET ('snapshot.num-retained.max' = '20')");
        trino.execute("ALTER TABLE lake.flink_turns.t DROP COLUMN dt");
        trino.execute("ALTER TABLE lake.flink_turns.t RENAME COLUMN weight TO grams");
        assertThat(client.table(DATABASE, "t").orElseThrow().columns()).containsExactly(
                new HiveColumn("id", "int", Optional.of("the key")),
                new HiveColumn("name", "string", Optional.empty()),
                new HiveColumn("price", "int", Optional.of("in cents")),
                new HiveColumn("grams", "bigint", Optional.empty()));
        assertThat(client.table(DATABASE, "t").orElseThrow().parameters()).containsEntry("snapshot.num-retained.max", "20");
        paimon.write(DATABASE, "t", List.of("0,paimon,5,6"));
        requireSameRows("t", "[0,\"paimon\",5,6]", "[1,\"flink\",null,null]", "[2,\"flink\",null,null]");

        flink.run("ALTER TABLE flink_turns.t RENAME TO renamed");
        requireSameRows("renamed", "[0,\"paimon\",5,6]", "[1,\"flink\",null,null]", "[2,\"flink\",null,null]");
        varve.renameTable(DATABASE, "renamed", DATABASE, "again");
        flink.run("INSERT INTO flink_turns.again VALUES (3, 'last', 1, 1)");
        requireSameRows("again", "[0,\"paimon\",5,6]", "[1,\"flink\",null,null]", "[2,\"flink\",null,null]", "[3,\"last\",1,1]");
        varve.dropTable(DATABASE, "again");
        assertThatThrownBy(() -> flink.run("SELECT * FROM flink_turns.again")).isInstanceOf(IOException.class).hasMessageContaining("not found");
    }

    @Test
    public void partitionsOfTheMetastoreInTurn()
            throws Exception
    {
        varve.createTable(DATABASE, "days", Tables.partitioned(Map.of("metastore.partitioned-table", "true")));
        flink.run("INSERT INTO flink_turns.days VALUES (1, 'flink', '2024/01 01'), (2, 'flink', 'x=y')");
        assertThat(partitions()).containsExactly("2024/01 01", "x=y");
        Tables.write(varve, varve.table(DATABASE, "days"), "x=y", "ö%");
        assertThat(partitions()).containsExactly("2024/01 01", "x=y", "ö%");
        requireSameRows("days", "[0,\"row 0\",\"x=y\"]", "[1,\"flink\",\"2024/01 01\"]", "[1,\"row 1\",\"ö%\"]", "[2,\"flink\",\"x=y\"]");
        flink.run("ALTER TABLE flink_turns.days DROP PARTITION (dt = 'x=y')");
        assertThat(partitions()).containsExactly("2024/01 01", "ö%");
        requireSameRows("days", "[1,\"flink\",\"2024/01 01\"]", "[1,\"row 1\",\"ö%\"]");

        flink.run("DROP TABLE flink_turns.days");
        assertThat(varve.tables(DATABASE)).doesNotContain("days");
        // Paimon takes managed tables of Hive 4 for external ones.
        Path left = metastore.warehouse().resolve(DATABASE + ".db/days");
        assertThat(left).isDirectory();
        new LocalStorage().deleteDirectory(StoragePath.of(left.toString()));
    }

    private List<String> partitions()
            throws Exception
    {
        return client.partitions(DATABASE, "days").stream().map(HivePartition::values).map(List::getFirst).sorted().toList();
    }

    private void requireSameRows(String table, String... expected)
            throws Exception
    {
        List<Field> fields = varve.table(DATABASE, table).latestSchema().fields().fields();
        List<String> names = fields.stream().map(Field::name).toList();
        try (KernelReader reader = KernelReader.of(varve, metastore.warehouse())) {
            ReadRequest request = new ReadRequest(DATABASE, table, Optional.empty(), new ReadVersion.Latest(), names, Optional.empty());
            assertThat(RowSet.of(fields.stream().map(Field::type).toList(), reader.read(request)).lines()).containsExactly(expected);
        }
        assertThat(flink.run("SELECT * FROM " + DATABASE + "." + table).lines()).as("Flink").containsExactly(expected);
        assertThat(paimon.read(DATABASE, table).lines()).as("Paimon's catalog").containsExactly(expected);
        assertThat(trino.query("SELECT json_array(" + String.join(", ", names) + " NULL ON NULL) FROM lake." + DATABASE + "." + table).stream().map(List::getFirst))
                .as("Trino")
                .containsExactlyInAnyOrder(expected);
        List<Difference> differences = new ArrayList<>();
        CatalogSync.of(varve, false, differences::add).run(DATABASE, table);
        assertThat(differences).allMatch(difference -> difference.repairable() && difference.text().startsWith("statistics"));
    }
}
