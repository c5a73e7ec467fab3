package dev.varve.cli;

import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.Metastore;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands on tables that a real Hive Metastore knows. */
public class TestMetastoreCommands
{
    private Path directory;
    private Metastore metastore;

    @BeforeClass
    public void start()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-metastore").toRealPath();
        HiveDistribution distribution = new HiveDistribution(Path.of(System.getProperty("varve.test.home"), "hive-server/target/dist"));
        assertThat(distribution.isComplete()).as("Hive is packaged at " + distribution.home()).isTrue();
        metastore = Metastore.start(distribution, directory.resolve("state"), Optional.empty(), Optional.of(directory.resolve("lake").toUri().toString()), 0, List.of("-Xmx512m"));
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException
    {
        if (metastore != null) {
            metastore.close();
        }
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void aTableIsCreatedWrittenTaggedSyncedAndDropped()
            throws Exception
    {
        Path input = Files.writeString(directory.resolve("rows.json"), "{\"id\": 1, \"dt\": \"a\"}\n{\"id\": 2, \"dt\": \"b\"}\n");
        succeeds("Database shop created\nTable shop.orders created\n",
                "create-table", "shop.orders", "--column", "id INT", "--column", "dt STRING", "--partition-key", "dt", "--option", "metastore.partitioned-table=true");
        succeeds("2 rows written to shop.orders, snapshot 1\n", "write", "shop.orders", "--lock", "always", "--input", input.toString());
        succeeds("0 differences, 0 repaired\n", "sync");
        succeeds("Table shop.orders altered: schema 1\n", "alter-table", "shop.orders", "--lock", "ALWAYS", "--add-column", "price INT");
        succeeds("Tag v1 of shop.orders is snapshot 1\n", "tag", "create", "shop.orders", "v1");
        succeeds("1 partitions of shop.orders dropped: dt=a, snapshot 2\n", "drop-partition", "shop.orders", "--partition", "dt=a");
        succeeds("0 differences\n", "sync", "shop.orders", "--dry-run");
        succeeds("Table shop.orders is shop.sales now\n", "rename-table", "shop.orders", "shop.sales");
        assertThat(directory.resolve("lake/shop.db/sales/snapshot")).isDirectory();
        succeeds("", "sync", "shop");
        succeeds("Table shop.sales dropped\n", "drop-table", "shop.sales");
        succeeds("Database shop dropped\n", "drop-database", "shop");
    }

    @Test
    public void whatTheMetastoreDoesNotKnowIsToldAndRegistered()
            throws Exception
    {
        String lake = directory.resolve("lake").toString();
        succeeds("Database raw created\n", "create-database", "raw");
        assertThat(run("create-table", "raw.t", "--warehouse", lake, "--column", "id INT").exitCode()).isZero();
        CommandRun dry = runWithMetastore("sync", "raw", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(dry.out()).contains("raw.t: table in ").contains("was not registered (can be repaired)").endsWith("1 differences\n");
        CommandRun unknown = runWithMetastore("compact", "raw.t");
        assertThat(unknown.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(unknown.err()).contains("the Hive Metastore does not know it");
        assertThat(runWithMetastore("sync", "raw.t").out()).endsWith("1 differences, 1 repaired\n");
        succeeds("Nothing to compact in raw.t\n", "compact", "raw.t");
        succeeds("Database raw dropped\n", "drop-database", "raw", "--cascade");
    }

    /** The examples of {@code docs/metastore.md}, but for those that start something or want another metastore. They come before other tests leave tables behind. */
    @Test(priority = -1)
    public void theExamplesDoWhatTheySay()
            throws Exception
    {
        String address = "thrift://127.0.0.1:9083";
        Path examples = Files.createDirectory(directory.resolve("examples"));
        StringBuilder printed = new StringBuilder();
        for (DocumentedCalls.Call call : DocumentedCalls.of("metastore.md", examples)) {
            if (call.arguments().contains(address) && !call.command().equals("sql")) {
                CommandRun result = call.run(argument -> argument.equals(address) ? metastore.uri().toString() : argument);
                assertThat(result.err()).as("%s", call).isEmpty();
                printed.append(result.out());
            }
        }
        assertThat(printed.toString()).isEqualTo("""
                Database shop created
                Table shop.orders created
                1 rows written to shop.orders, snapshot 1
                0 differences
                0 differences, 0 repaired
                Table shop.kept created
                Nothing to compact in shop.orders
                """);
        succeeds("Database shop dropped\n", "drop-database", "shop", "--cascade");
        // What was kept.
        new LocalStorage().deleteDirectory(StoragePath.of(directory.resolve("lake/shop.db").toString()));
    }

    @Test
    public void sqlAndTheCommandsShareTables()
            throws Exception
    {
        System.setProperty(Installation.HOME_PROPERTY, System.getProperty("varve.test.home"));
        Path input = Files.writeString(directory.resolve("shared.json"), "{\"id\": 7, \"dt\": \"a\"}\n");
        succeeds("Table sold.orders created\n", "create-table", "sold.orders", "--column", "id INT", "--column", "dt STRING");
        succeeds("1 rows written to sold.orders, snapshot 1\n", "write", "sold.orders", "--input", input.toString());
        succeeds("\"7\",\"a\"\n", "sql", "--format", "CSV", "-e",
                "SELECT * FROM sold.orders; ALTER TABLE sold.orders ADD COLUMN price integer; CREATE TABLE sold.made (id integer); DROP TABLE sold.made");
        succeeds("0 differences\n", "sync", "sold", "--dry-run");
        try (RunningServer server = RunningServer.start("--metastore", metastore.uri().toString())) {
            succeedsAlone("\"7\"\n", "sql", "--server", server.url(), "--format", "CSV", "-e",
                    "SELECT id FROM sold.orders WHERE dt = 'a'; CREATE TABLE sold.served (id integer)");
        }
        succeeds("Table sold.served dropped\n", "drop-table", "sold.served");
        CommandRun twice = runWithMetastore("sql", "--server", "http://127.0.0.1:1", "-e", "SELECT 1");
        assertThat(twice.err()).contains("leave --warehouse, --metastore and --catalog-property out");
        succeeds("Database sold dropped\n", "drop-database", "sold", "--cascade");
    }

    @Test
    public void hiveQueriesWhatTheMetastoreKnows()
            throws Exception
    {
        System.setProperty(Installation.HOME_PROPERTY, System.getProperty("varve.test.home"));
        Path input = Files.writeString(directory.resolve("hive.json"), "{\"id\": 1, \"dt\": \"a\"}\n{\"id\": 2, \"dt\": \"b;c\"}\n");
        succeeds("Table hive.orders created\n", "create-table", "hive.orders", "--column", "id INT", "--column", "dt STRING", "--partition-key", "dt");
        succeeds("2 rows written to hive.orders, snapshot 1\n", "write", "hive.orders", "--input", input.toString());
        Path script = Files.writeString(directory.resolve("script.sql"), """
                -- two statements; and a semicolon in a text
                USE hive;
                SELECT id, dt FROM orders WHERE dt = 'b;c';
                """);
        succeeds("\"2\",\"b;c\"\n", "hive", "--format", "CSV", "-f", script.toString());
        CommandRun failed = runWithMetastore("hive", "-e", "SELECT count(*) AS n FROM hive.orders; SELECT * FROM hive.orders.tag_none; SELECT 'not reached'");
        assertThat(failed.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(failed.out()).contains(" 2 ").doesNotContain("not reached");
        assertThat(failed.err()).contains("Varve NOT_FOUND").contains("none");
        succeeds("Database hive dropped\n", "drop-database", "hive", "--cascade");
    }

    @Test
    public void partitionsThatWentWhileTheMetastoreWasAwayAreForgottenOnDemand()
            throws Exception
    {
        Path input = Files.writeString(directory.resolve("days.json"), "{\"id\": 1, \"dt\": \"a\"}\n{\"id\": 2, \"dt\": \"b\"}\n");
        succeeds("Table away.days created\n",
                "create-table", "away.days", "--column", "id INT", "--column", "dt STRING", "--partition-key", "dt", "--option", "metastore.partitioned-table=true");
        succeeds("snapshot 1\n", "write", "away.days", "--input", input.toString());
        assertThat(run("drop-partition", "away.days", "--warehouse", directory.resolve("lake").toString(), "--partition", "dt=a").exitCode()).isZero();
        CommandRun told = runWithMetastore("sync", "away.days");
        assertThat(told.out()).contains("partition [a] is registered, but has no files (must be looked at)").endsWith("1 differences, 0 repaired\n");
        assertThat(told.exitCode()).isEqualTo(Varve.FAILURE);
        succeeds("partition [a] is registered, but has no files (repaired)\n1 differences, 1 repaired\n", "sync", "away.days", "--drop-partitions");
        succeeds("0 differences\n", "sync", "away", "--drop-partitions", "--dry-run");
        succeeds("Database away dropped\n", "drop-database", "away", "--cascade");
    }

    @Test
    public void propertiesOfTheCatalogAreThoseOfTrino()
            throws Exception
    {
        succeeds("Table kept.t created\n", "create-table", "kept.t", "--column", "id INT", "--catalog-property", "table.type=external");
        succeeds("Table kept.t dropped\n", "drop-table", "kept.t");
        assertThat(directory.resolve("lake/kept.db/t/schema/schema-0")).exists();
        CommandRun kerberos = runWithMetastore("sync", "--catalog-property", "hive.metastore.authentication.type=KERBEROS", "--catalog-property", "hive.metastore.client.principal=me@X");
        assertThat(kerberos.err()).isEqualTo("varve: hive.metastore.authentication.type=KERBEROS needs hive.metastore.client.keytab\n");
        assertThat(runWithMetastore("sync", "--catalog-property", "hive.metastore.username=${ENV:NOT_THERE}").err()).contains("The environment has no variable NOT_THERE");
        assertThat(run("create-database", "x", "--warehouse", directory.resolve("lake").toString(), "--catalog-property", "table.type=external").err())
                .contains("there is no --metastore");
        assertThat(run("create-table", "warehouse.t", "--warehouse", directory.resolve("elsewhere").toString(), "--column", "id INT", "--option", "external=true").err())
                .contains("Option external is for tables that a Hive Metastore knows");
    }

    @Test
    public void aMetastoreThatIsNotThereIsNamed()
            throws Exception
    {
        CommandRun run = run("create-database", "x", "--metastore", "http://127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(run.err()).contains("write thrift://HOST:PORT");
        assertThat(run("sync").exitCode()).isEqualTo(Varve.USAGE_ERROR);
        assertThat(run("create-database", "x", "--warehouse", directory.resolve("lake").toString(), "--lock", "always").err()).contains("there is no --metastore");
    }

    private void succeeds(String expected, String... arguments)
            throws Exception
    {
        succeedsAlone(expected, withMetastore(arguments));
    }

    private static void succeedsAlone(String expected, String... arguments)
    {
        CommandRun run = run(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(expected);
        assertThat(run.exitCode()).isZero();
    }

    private CommandRun runWithMetastore(String... arguments)
            throws Exception
    {
        return run(withMetastore(arguments));
    }

    private String[] withMetastore(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--metastore", metastore.uri().toString()));
        return all.toArray(String[]::new);
    }

    private static CommandRun run(String... arguments)
    {
        return CommandRun.of(arguments);
    }
}
