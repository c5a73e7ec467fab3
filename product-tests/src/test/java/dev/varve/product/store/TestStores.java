package dev.varve.product.store;

import dev.varve.product.hive.HiveClient;
import dev.varve.product.hive.HiveUnderTest;
import dev.varve.product.paimon.PartitionedTable;
import dev.varve.product.trino.Failure;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.server.CatalogDefinition;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The same warehouse on local disk and in stores, which must give the same rows, and stores that cannot be read. */
public class TestStores
{
    private static final String NOBODY_LISTENS = "127.0.0.1:9";

    private final List<AutoCloseable> running = new ArrayList<>();
    private Path directory;
    private final Map<String, WrittenTables> written = new HashMap<>();
    private TrinoClient client;
    private String hdfsLocation;
    private FutureTask<Failure> azureUnreachable;

    @BeforeClass
    public void startStores()
            throws Exception
    {
        Path parent = Path.of("target", "stores").toAbsolutePath();
        Files.createDirectories(parent);
        directory = Files.createTempDirectory(parent, "run-");
        Path warehouse = directory.resolve("warehouse");
        copy(Path.of("src/test/warehouses/shop"), warehouse);
        PartitionedTable.create(warehouse, "names", "awkward", "plain", "with space", "a:b", "50%", "ü+ö", "#?&=", "a/b");

        S3Store s3 = start(S3Store.start());
        HdfsStore hdfs = start(HdfsStore.start(parent.resolve("hdfs")));
        hdfsLocation = hdfs.location();
        GcsStore gcs = start(GcsStore.start());
        AzureStore azure = start(AzureStore.start(directory));
        for (Store store : List.of(s3, hdfs, gcs, azure)) {
            store.putAll(directory);
        }
        Path coreSite = Files.writeString(directory.resolve("core-site.xml"), """
                <configuration>
                    <property>
                        <name>fs.defaultFS</name>
                        <value>%s</value>
                    </property>
                </configuration>
                """.formatted(hdfs.location()));
        ServerUnderTest server = start(ServerUnderTest.start(List.of(
                ServerUnderTest.catalog("local", warehouse),
                s3Catalog("s3", s3.location() + "/warehouse", s3, Map.of()),
                s3Catalog("s3a", "s3a://lake/warehouse/", s3, Map.of()),
                s3Catalog("s3_wrong_secret", s3.location() + "/warehouse", s3, Map.of("s3.aws-secret-key", "wrong")),
                s3Catalog("s3_no_bucket", "s3://puddle/warehouse", s3, Map.of()),
                s3Catalog("s3_no_directory", s3.location() + "/absent", s3, Map.of()),
                s3Catalog("s3_unreachable", s3.location() + "/warehouse", s3, Map.of("s3.endpoint", "http://" + NOBODY_LISTENS, "s3.max-error-retries", "3")),
                gcsCatalog("gcs", gcs.location() + "/warehouse", gcs, Map.of()),
                gcsCatalog("gcs_wrong_key", gcs.location() + "/warehouse", gcs, Map.of("gcs.json-key", gcs.wrongAccountKey())),
                gcsCatalog("gcs_no_bucket", "gs://puddle/warehouse", gcs, Map.of()),
                gcsCatalog("gcs_no_directory", gcs.location() + "/absent", gcs, Map.of()),
                gcsCatalog("gcs_unreachable", gcs.location() + "/warehouse", gcs, Map.of("gcs.endpoint", "http://" + NOBODY_LISTENS, "gcs.client.max-retry-time", "1s")),
                azureCatalog("azure", azure.location() + "/warehouse", Map.of()),
                azureCatalog("wasbs", azure.location().replace("abfss:", "wasbs:").replace(".dfs.", ".blob.") + "/warehouse", Map.of()),
                azureCatalog("azure_wrong_key", azure.location() + "/warehouse", Map.of("azure.access-key", "bm9uZQ==")),
                azureCatalog("azure_no_container", azure.location().replace("lake", "puddle") + "/warehouse", Map.of()),
                azureCatalog("azure_no_directory", azure.location() + "/absent", Map.of()),
                azureCatalog("azure_unreachable", "abfss://lake@varve.dfs.nowhere.invalid/warehouse", Map.of("azure.endpoint", "nowhere.invalid")),
                catalog("hdfs", hdfs.location() + "/warehouse", Map.of()),
                catalog("hdfs_default", "hdfs:///warehouse", Map.of("hive.config.resources", coreSite.toString())),
                catalog("hdfs_no_directory", hdfs.location() + "/absent", Map.of()),
                s3Catalog("s3_written", s3.location() + "/written", s3, Map.of()),
                gcsCatalog("gcs_written", gcs.location() + "/written", gcs, Map.of()),
                catalog("hdfs_written", hdfs.location() + "/written", Map.of()),
                catalog("hdfs_unreachable", "hdfs://" + NOBODY_LISTENS + "/warehouse", Map.of())), azure.clientOptions()));
        written.put("s3_written", start(WrittenTables.open(s3.location() + "/written", s3.properties())));
        written.put("gcs_written", start(WrittenTables.open(gcs.location() + "/written", gcs.properties())));
        written.put("hdfs_written", start(WrittenTables.open(hdfs.location() + "/written", Map.of())));
        client = start(server.client());
        TrinoClient waiting = start(server.client());
        azureUnreachable = new FutureTask<>(() -> failure(waiting, "azure_unreachable"));
        Thread.startVirtualThread(azureUnreachable);
    }

    @Test(timeOut = 120_000)
    public void testHiveReadsHdfs()
            throws Exception
    {
        String table = "STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION '%s/warehouse/%s'";
        try (HiveClient hive = HiveUnderTest.client()) {
            hive.query(List.of(
                    "CREATE DATABASE hdfs",
                    "CREATE EXTERNAL TABLE hdfs.orders " + table.formatted(hdfsLocation, "shop.db/orders"),
                    "CREATE EXTERNAL TABLE hdfs.awkward " + table.formatted(hdfsLocation, "names.db/awkward")));
            for (String conversion : List.of("more", "none")) {
                Map<String, String> settings = Map.of("hive.fetch.task.conversion", conversion);
                assertThat(hive.query(settings, "SELECT count(*) FROM hdfs.orders")).isEqualTo(client.query("SELECT CAST(count(*) AS varchar) FROM local.shop.orders"));
                assertThat(hive.query(settings, "SELECT part FROM hdfs.awkward WHERE part <> 'plain'"))
                        .extracting(List::getFirst)
                        .containsExactlyInAnyOrder("with space", "a:b", "50%", "ü+ö", "#?&=", "a/b");
            }
            assertThat(hive.failure("CREATE EXTERNAL TABLE hdfs.absent " + table.formatted(hdfsLocation, "shop.db/absent"))).contains("Varve NOT_FOUND").contains("absent");
        }
    }

    private static CatalogDefinition catalog(String name, String warehouse, Map<String, String> properties)
    {
        Map<String, String> all = new HashMap<>(Map.of("connector.name", "varve", "warehouse", warehouse));
        all.putAll(properties);
        return new CatalogDefinition(name, all);
    }

    private static CatalogDefinition s3Catalog(String name, String warehouse, S3Store store, Map<String, String> properties)
    {
        Map<String, String> all = new HashMap<>(store.properties());
        all.putAll(properties);
        return catalog(name, warehouse, all);
    }

    private static CatalogDefinition azureCatalog(String name, String warehouse, Map<String, String> properties)
    {
        Map<String, String> all = new HashMap<>(Map.of(
                "azure.auth-type", "ACCESS_KEY",
                "azure.endpoint", AzureStore.ENDPOINT,
                "azure.access-key", AzureStore.ACCESS_KEY));
        all.putAll(properties);
        return catalog(name, warehouse, all);
    }

    private static CatalogDefinition gcsCatalog(String name, String warehouse, GcsStore store, Map<String, String> properties)
    {
        Map<String, String> all = new HashMap<>(store.properties());
        all.putAll(properties);
        return catalog(name, warehouse, all);
    }

    @AfterClass(alwaysRun = true)
    public void stopStores()
            throws Exception
    {
        for (AutoCloseable closeable : running.reversed()) {
            closeable.close();
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @DataProvider
    public Object[][] stores()
    {
        return new Object[][] {{"s3"}, {"s3a"}, {"gcs"}, {"azure"}, {"wasbs"}, {"hdfs"}, {"hdfs_default"}};
    }

    @Test(dataProvider = "stores", timeOut = 120_000)
    public void testTables(String catalog)
            throws Exception
    {
        assertSameRows("SHOW SCHEMAS FROM %s", catalog);
        assertSameRows("SELECT table_schema, table_name, column_name FROM %s.information_schema.columns WHERE table_schema <> 'information_schema'", catalog);
        for (List<String> table : client.query("SELECT table_schema, table_name FROM local.information_schema.tables WHERE table_schema NOT IN ('information_schema', 'sys')")) {
            assertSameRows("SELECT * FROM %s." + String.join(".", table), catalog);
        }
    }

    @Test(dataProvider = "stores", timeOut = 120_000)
    public void testVersions(String catalog)
            throws Exception
    {
        assertSameRows("SELECT * FROM %s.shop.orders FOR VERSION AS OF 1", catalog);
    }

    @Test(dataProvider = "stores", timeOut = 120_000)
    public void testPartitionsWithAwkwardNames(String catalog)
            throws Exception
    {
        assertThat(client.query("SELECT part FROM " + catalog + ".names.awkward"))
                .extracting(List::getFirst)
                .containsExactlyInAnyOrder("plain", "with space", "a:b", "50%", "ü+ö", "#?&=", "a/b");
    }

    @DataProvider
    public Object[][] failures()
    {
        return new Object[][] {
                {"s3_wrong_secret", "EXTERNAL", "s3://lake/warehouse", "Status Code: 403"},
                {"s3_no_bucket", "EXTERNAL", "s3://puddle/warehouse", "bucket does not exist"},
                {"s3_no_directory", "USER_ERROR", "s3://lake/absent", "does not exist"},
                {"s3_unreachable", "EXTERNAL", "s3://lake/warehouse", "Connection refused"},
                {"gcs_wrong_key", "EXTERNAL", "gs://lake/warehouse", "Invalid JWT Signature"},
                {"gcs_no_bucket", "EXTERNAL", "gs://puddle/warehouse", "bucket does not exist"},
                {"gcs_no_directory", "USER_ERROR", "gs://lake/absent", "does not exist"},
                {"gcs_unreachable", "EXTERNAL", "gs://lake/warehouse", "Connection refused"},
                {"azure_wrong_key", "EXTERNAL", "abfss://lake@varve.dfs.azure.test/warehouse", "AuthenticationFailed"},
                {"azure_no_container", "EXTERNAL", "abfss://puddle@varve.dfs.azure.test/warehouse", "cannot be listed"},
                {"azure_no_directory", "USER_ERROR", "abfss://lake@varve.dfs.azure.test/absent", "does not exist"},
                {"hdfs_no_directory", "USER_ERROR", "/absent", "does not exist"},
                {"hdfs_unreachable", "EXTERNAL", "hdfs://" + NOBODY_LISTENS + "/warehouse", "Connection refused"},
        };
    }

    @Test(dataProvider = "failures", timeOut = 120_000)
    public void testFailure(String catalog, String type, String warehouse, String reason)
            throws Exception
    {
        assertFailure(failure(client, catalog), type, warehouse, reason);
    }

    /** Trino tries again for three quarters of a minute, of which the other tests make use. */
    @Test(timeOut = 120_000, priority = 1)
    public void testUnreachableAzure()
            throws Exception
    {
        assertFailure(azureUnreachable.get(), "EXTERNAL", "abfss://lake@varve.dfs.nowhere.invalid/warehouse", "nowhere.invalid");
    }

    private static void assertFailure(Failure failure, String type, String warehouse, String reason)
    {
        assertThat(failure.type()).as(failure.toString()).isEqualTo(type);
        assertThat(failure.message()).contains(warehouse, reason);
    }

    private static Failure failure(TrinoClient client, String catalog)
            throws SQLException
    {
        return client.failure("SELECT * FROM " + catalog + ".shop.orders");
    }

    @DataProvider
    public Object[][] writtenStores()
    {
        return new Object[][] {{"s3_written"}, {"gcs_written"}, {"hdfs_written"}};
    }

    @Test(dataProvider = "writtenStores", timeOut = 120_000)
    public void testTablesThatVarveWrote(String catalog)
            throws Exception
    {
        WrittenTables tables = written.get(catalog);
        tables.create("made", "orders", true, Map.of("bucket", "1"));
        tables.write("made", "orders", "job", 1, 0, 20, "first");
        tables.write("made", "orders", "job", 2, 10, 20, "second");
        assertThat(client.query("SELECT name, count(*), min(id) FROM " + catalog + ".made.orders GROUP BY name"))
                .containsExactlyInAnyOrder(List.of("first", "10", "0"), List.of("second", "20", "10"));
    }

    private void assertSameRows(String sql, String catalog)
            throws Exception
    {
        assertThat(client.query(sql.formatted(catalog)))
                .as(sql)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(client.query(sql.formatted("local")));
    }

    private <T extends AutoCloseable> T start(T closeable)
    {
        running.add(closeable);
        return closeable;
    }

    private static void copy(Path source, Path target)
            throws Exception
    {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
