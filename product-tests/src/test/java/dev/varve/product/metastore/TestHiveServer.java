package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.HiveServer;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.MetastoreLock;
import dev.varve.hms.MetastoreSync;
import dev.varve.product.hive.BareHive;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.maintain.Tags;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * HiveServer2 over JDBC on a real metastore, with tables that carry the class names of Paimon as Varve and Paimon register them. The jars of the storage handler lie in an {@code auxlib} of
 * the server.
 */
public class TestHiveServer
{
    private static final int CLIENTS = 4;
    private static final int QUERIES = 3;

    private Path directory;
    private HiveServer server;
    private URLClassLoader libraries;
    private Driver driver;

    @BeforeClass
    public void start()
            throws Exception
    {
        MetastoreUnderTest metastore = MetastoreUnderTest.shared();
        createTables(metastore.catalog());
        directory = Files.createTempDirectory("varve-hive-server").toRealPath();
        HiveDistribution distribution = BareHive.withAuxiliaryJars(directory);
        server = HiveServer.start(distribution, directory, Optional.of(metastore.uri()), Optional.empty(), 0, List.of("-Dhive.aux.jars.path=" + BareHive.auxiliaryJars()));
        // Of Hive's own libraries, which do not belong on the class path of the tests.
        try (Stream<Path> files = Files.list(distribution.home().resolve("lib"))) {
            List<URL> urls = new ArrayList<>();
            for (Path jar : files.toList()) {
                urls.add(jar.toUri().toURL());
            }
            libraries = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }
        driver = (Driver) libraries.loadClass("org.apache.hive.jdbc.HiveDriver").getConstructor().newInstance();
    }

    private static void createTables(HiveMetastoreCatalog catalog)
            throws Exception
    {
        catalog.createDatabase("served");
        catalog.createTable("served", "days", Tables.partitioned(Map.of("metastore.partitioned-table", "true")));
        Tables.write(catalog, catalog.table("served", "days"), "2024-01-01", "2024-01-01", "2024/01 02");
        catalog.createTable("served", "tagged", Tables.keyed(Map.of("bucket", "1", "metastore.tag-to-partition", "day")));
        Table tagged = catalog.table("served", "tagged");
        Tables.write(catalog, tagged, "a");
        Tags.of(tagged, new LocalStorage()).create("2024-05-05", VersionSelector.LATEST, Optional.empty());
        Tables.write(catalog, tagged, "b", "b");
        Tags.of(tagged, new LocalStorage()).create("2024-05-06", VersionSelector.LATEST, Optional.empty());
        ((MetastoreSync) catalog.commitListeners().get(0)).tagsChanged(tagged);
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException
    {
        if (libraries != null) {
            libraries.close();
        }
        if (server != null) {
            server.close();
        }
        if (directory != null) {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    @Test
    public void partitionsThatTheCatalogRegistered()
            throws Exception
    {
        try (Connection connection = connect()) {
            assertThat(rows(connection, "SELECT id, dt FROM served.days WHERE dt = '2024/01 02'")).containsExactly("2|2024/01 02");
            assertThat(rows(connection, "SELECT dt, count(*) FROM served.days GROUP BY dt ORDER BY dt")).containsExactly("2024-01-01|2", "2024/01 02|1");
            assertThat(rows(connection, "SELECT count(*) FROM served.days.snapshots")).containsExactly("1");
        }
    }

    @Test
    public void tagsThatArePartitions()
            throws Exception
    {
        try (Connection connection = connect()) {
            assertThat(rows(connection, "SELECT day, id, dt FROM served.tagged ORDER BY day, id")).containsExactly("2024-05-05|0|a", "2024-05-06|0|b", "2024-05-06|1|b");
            assertThat(rows(connection, "SELECT count(*) FROM served.tagged WHERE day = '2024-05-06'")).containsExactly("2");
            assertThat(rows(connection, "SHOW PARTITIONS served.tagged")).containsExactly("day=2024-05-05", "day=2024-05-06");
        }
    }

    @Test
    public void severalClientsAtOnce()
            throws Exception
    {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                results.add(clients.submit(() -> {
                    for (int query = 0; query < QUERIES; query++) {
                        try (Connection connection = connect()) {
                            rows(connection, "SET hive.fetch.task.conversion=" + ((client + query) % 2 == 0 ? "none" : "more"));
                            assertThat(rows(connection, "SELECT max(id) FROM served.days WHERE id < " + (client % 2 + 1))).containsExactly(Integer.toString(client % 2));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get(5, TimeUnit.MINUTES);
            }
        }
        finally {
            clients.shutdownNow();
        }
    }

    @Test
    public void writesUnderTheLockOfTheMetastore()
            throws Exception
    {
        MetastoreUnderTest metastore = MetastoreUnderTest.shared();
        metastore.catalog().createTable("served", "locked", Tables.keyed(Map.of("bucket", "1")));
        Table table = metastore.catalog().table("served", "locked");
        try (MetastoreClient client = metastore.client(); Connection connection = connect()) {
            rows(connection, "SET paimon.lock.enabled=true");
            rows(connection, "SET paimon.lock-acquire-timeout=1s");
            String insert = "INSERT INTO served.locked VALUES (1, 'a', 'a')";

            MetastoreLock.of(client, Duration.ofSeconds(30), Duration.ofMillis(200)).whileHeld(LockedTable.of(table), () -> {
                assertThatThrownBy(() -> rows(connection, insert)).isInstanceOf(SQLException.class).hasMessageContaining("the lock of table 'served.locked' could not be had");
                return 0;
            });
            assertThat(table.snapshots().latest()).isEmpty();
            rows(connection, insert);
            assertThat(table.snapshots().latest()).isPresent();
        }
    }

    @Test
    public void errorsReachTheClient()
            throws Exception
    {
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> rows(connection, "SELECT * FROM served.tagged.tag_none")).isInstanceOf(SQLException.class).hasMessageContaining("Varve NOT_FOUND").hasMessageContaining("none");
        }
    }

    @Test
    public void cancelledStatements()
            throws Exception
    {
        // It would take hours.
        String endless = "SELECT count(*) FROM numbers x CROSS JOIN numbers y CROSS JOIN numbers z WHERE x.a + y.a * z.a = 17";
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            rows(connection, "CREATE TABLE numbers AS SELECT pos AS a FROM (SELECT posexplode(split(space(3000), ' '))) x");
            long tasks = tasksStarted();
            Future<?> result = client.submit(() -> statement.execute(endless));
            while (tasksStarted() < tasks + 3) {
                assertThat(result.isDone()).isFalse();
                Thread.sleep(100);
            }

            statement.cancel();

            assertThatThrownBy(() -> result.get(2, TimeUnit.MINUTES)).hasMessageContaining("cancel");
            assertThat(rows(connection, "SELECT count(a) FROM numbers WHERE a > 5")).containsExactly("2995");
        }
        finally {
            client.shutdownNow();
        }
    }

    /** A client learns of its statement, and can cancel it, when it is compiled. */
    private long tasksStarted()
            throws IOException
    {
        try (Stream<String> lines = Files.lines(server.log())) {
            return lines.filter(line -> line.contains("Starting to run new task attempt")).count();
        }
    }

    private Connection connect()
            throws SQLException
    {
        Properties properties = new Properties();
        properties.setProperty("user", "root");
        return driver.connect(server.jdbcUrl(), properties);
    }

    /** Each as its values, with bars between them. */
    private static List<String> rows(Connection connection, String sql)
            throws SQLException
    {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        values.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", values));
                }
            }
        }
        return rows;
    }
}
