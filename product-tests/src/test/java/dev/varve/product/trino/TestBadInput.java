package dev.varve.product.trino;

import dev.varve.product.paimon.SmallTable;
import dev.varve.server.CatalogDefinition;
import org.testng.annotations.AfterClass;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is missing, damaged or not supported ends in an error of the right type that names it, and the server stays healthy.
 */
public class TestBadInput
{
    private static final String DATABASE = "small";
    private static final long SEED = 7;

    private Path warehouse;
    private ServerUnderTest server;
    private TrinoClient client;

    @BeforeClass
    public void startServer()
            throws Exception
    {
        Path parent = Path.of("target", "bad-input").toAbsolutePath();
        Files.createDirectories(parent);
        warehouse = Files.createTempDirectory(parent, "warehouse-");
        Path intact = SmallTable.create(warehouse, DATABASE, "intact", Map.of());
        for (Kind kind : Kind.values()) {
            for (Damage damage : Damage.values()) {
                Path copy = intact.resolveSibling(tableName(kind, damage));
                copy(intact, copy);
                for (Path file : kind.files(copy)) {
                    damage.applyTo(file);
                }
            }
        }
        SmallTable.create(warehouse, DATABASE, "unknown_engine", Map.of());
        replaceInSchema("unknown_engine", "\"options\" : {", "\"options\" : { \"merge-engine\" : \"newest-wins\",");
        SmallTable.create(warehouse, DATABASE, "future_schema", Map.of());
        replaceInSchema("future_schema", "\"version\" : 3", "\"version\" : 99");
        server = ServerUnderTest.start(List.of(
                ServerUnderTest.catalog("lake", warehouse),
                ServerUnderTest.catalog("nowhere", warehouse.resolve("missing")),
                new CatalogDefinition("unreachable", Map.of(
                        "connector.name", "varve",
                        "warehouse", "s3://bucket/warehouse",
                        "s3.endpoint", "http://127.0.0.1:9",
                        "s3.region", "us-east-1",
                        "s3.aws-access-key", "none",
                        "s3.aws-secret-key", "none",
                        "s3.max-error-retries", "1"))));
        client = server.client();
    }

    @AfterClass(alwaysRun = true)
    public void stopServer()
    {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterMethod
    public void checkThatTheServerAnswers()
            throws Exception
    {
        assertThat(client.query("SELECT 1")).containsExactly(List.of("1"));
    }

    @Test
    public void testIntactTable()
            throws Exception
    {
        assertThat(client.query("SELECT id, name FROM lake.small.intact ORDER BY id"))
                .containsExactly(List.of("1", "one"), List.of("2", "TWO"), List.of("3", "THREE"));
        assertThat(client.query("SELECT id, name FROM lake.small.intact FOR VERSION AS OF 'first' ORDER BY id"))
                .containsExactly(List.of("1", "one"), List.of("2", "two"));
    }

    @DataProvider
    public Object[][] missing()
    {
        return new Object[][] {
                {"SELECT * FROM lake.small.absent", "small.absent"},
                {"SELECT * FROM lake.absent.intact", "absent"},
                {"SELECT absent FROM lake.small.intact", "absent"},
                {"SELECT * FROM lake.small.intact FOR VERSION AS OF 'absent'", "absent"},
                {"SELECT * FROM lake.small.intact FOR VERSION AS OF 77", "77"},
                {"SELECT * FROM lake.small.\"intact$branch_absent\"", "absent"},
                {"SELECT * FROM nowhere.small.intact", "missing"},
        };
    }

    @Test(dataProvider = "missing", timeOut = 120_000)
    public void testMissing(String sql, String named)
            throws Exception
    {
        Failure failure = client.failure(sql);

        assertThat(failure.message()).contains(named);
        assertThat(failure.type()).as(failure.toString()).isEqualTo("USER_ERROR");
    }

    @Test(timeOut = 120_000)
    public void testUnreachableWarehouse()
            throws Exception
    {
        Failure failure = client.failure("SELECT * FROM unreachable.small.intact");

        assertThat(failure.message()).contains("s3://bucket/warehouse");
        assertThat(failure.type()).as(failure.toString()).isNotEqualTo("INTERNAL_ERROR");
    }

    @DataProvider
    public Object[][] unsupported()
    {
        return new Object[][] {
                {"unknown_engine", "newest-wins"},
                {"future_schema", "99"},
        };
    }

    @Test(dataProvider = "unsupported", timeOut = 120_000)
    public void testUnsupported(String table, String named)
            throws Exception
    {
        Failure failure = client.failure("SELECT * FROM lake.small." + table);

        assertThat(failure.message()).contains(named);
        assertThat(failure.type()).as(failure.toString()).isNotEqualTo("INTERNAL_ERROR");
    }

    @DataProvider
    public Object[][] damages()
    {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Damage.values()).map(damage -> new Object[] {kind, damage}))
                // A table without any snapshot is an empty table.
                .filter(pair -> pair[0] != Kind.SNAPSHOT || pair[1] != Damage.DELETED)
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "damages", timeOut = 120_000)
    public void testDamagedFile(Kind kind, Damage damage)
            throws Exception
    {
        String table = tableName(kind, damage);

        Failure failure = client.failure("SELECT * FROM lake.small." + table);

        List<String> files = kind.files(warehouse.resolve("small.db").resolve(table)).stream().map(file -> file.getFileName().toString()).toList();
        assertThat(failure.type()).as(failure.toString()).isIn("EXTERNAL", "USER_ERROR");
        if (damage == Damage.DELETED) {
            assertThat(failure.message()).contains(table);
        }
        else {
            assertThat(files).as(failure.toString()).anyMatch(failure.message()::contains);
        }
    }

    private static String tableName(Kind kind, Damage damage)
    {
        return (kind + "_" + damage).toLowerCase();
    }

    private static void copy(Path source, Path target)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private void replaceInSchema(String table, String text, String replacement)
            throws IOException
    {
        Path schema = warehouse.resolve("small.db").resolve(table).resolve("schema/schema-0");
        String json = Files.readString(schema);
        assertThat(json).contains(text);
        Files.writeString(schema, json.replace(text, replacement));
    }

    /** The files of a table, by what they hold. */
    private enum Kind
    {
        SCHEMA("schema", "schema-"),
        SNAPSHOT("snapshot", "snapshot-"),
        MANIFEST_LIST("manifest", "manifest-list-"),
        MANIFEST("manifest", "manifest-(?!list)"),
        DATA("bucket-0", "data-");

        private final String directory;
        private final String prefix;

        Kind(String directory, String prefix)
        {
            this.directory = directory;
            this.prefix = prefix;
        }

        List<Path> files(Path table)
                throws IOException
        {
            try (Stream<Path> files = Files.list(table.resolve(directory))) {
                return files.filter(file -> file.getFileName().toString().matches(prefix + ".*")).sorted().toList();
            }
        }
    }

    private enum Damage
    {
        TRUNCATED,
        GARBLED,
        EMPTIED,
        DELETED;

        void applyTo(Path file)
                throws IOException
        {
            byte[] bytes = Files.readAllBytes(file);
            switch (this) {
                case TRUNCATED -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                case GARBLED -> {
                    new Random(SEED).nextBytes(bytes);
                    Files.write(file, bytes);
                }
                case EMPTIED -> Files.write(file, new byte[0]);
                case DELETED -> Files.delete(file);
            }
        }
    }
}
