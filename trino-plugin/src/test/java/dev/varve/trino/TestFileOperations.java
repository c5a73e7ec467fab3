package dev.varve.trino;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.trino.testing.DistributedQueryRunner;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often a statement asks the store, where each question costs a round trip. The table has three snapshots, each with a manifest and
 * a file in each of four buckets. Local files are asked once more than others whether a path is a directory, which is not counted.
 */
public class TestFileOperations
{
    private static final String FIND_TABLE = """
            1 FileSystem.listDirectories warehouse
            1 FileSystem.listDirectories database
            1 InputFile.exists first schema
            """;
    private static final String OPEN_TABLE = FIND_TABLE + """
            2 FileSystem.listFiles schemas
            1 InputFile.newStream first schema
            1 InputFile.newStream LATEST
            1 InputFile.exists next snapshot
            1 InputFile.newStream snapshot
            """;
    private static final String PLAN_SCAN = OPEN_TABLE + """
            2 InputFile.newInput manifest list
            2 Input.readFully manifest list
            3 InputFile.newInput manifest
            3 Input.readFully manifest
            """;
    private static final String PLAN_TWO_SCANS = OPEN_TABLE + """
            4 InputFile.newInput manifest list
            4 Input.readFully manifest list
            6 InputFile.newInput manifest
            6 Input.readFully manifest
            """;
    private static final Pattern OPERATION = Pattern.compile("(FileSystem|InputFile|Input)\\..+");

    /** What paths are, by how they end; the first that matches. */
    private static final List<Map.Entry<String, Pattern>> FILES = List.of(
            Map.entry("warehouse", Pattern.compile(".*/warehouse")),
            Map.entry("database", Pattern.compile(".*\\.db")),
            Map.entry("schemas", Pattern.compile(".*/schema")),
            Map.entry("first schema", Pattern.compile(".*/schema-0")),
            Map.entry("LATEST", Pattern.compile(".*/LATEST")),
            Map.entry("next snapshot", Pattern.compile(".*/snapshot-4")),
            Map.entry("snapshot", Pattern.compile(".*/snapshot-[1-3]")),
            Map.entry("manifest list", Pattern.compile(".*/manifest-list-.*")),
            Map.entry("manifest", Pattern.compile(".*/manifest-.*")),
            Map.entry("data file", Pattern.compile(".*/data-.*")));

    private DistributedQueryRunner runner;

    @BeforeClass
    public void startTrino()
            throws Exception
    {
        runner = VarveQueryRunner.create(Warehouses.path(), "features", 0, Map.of("metadata.cache-size", "0B"));
    }

    @AfterClass(alwaysRun = true)
    public void stopTrino()
    {
        runner.close();
        runner = null;
    }

    @Test
    public void testListing()
    {
        assertOperations("SHOW SCHEMAS", "1 FileSystem.listDirectories warehouse");
        assertOperations("SHOW TABLES FROM tpch", """
                2 FileSystem.listDirectories warehouse
                1 FileSystem.listDirectories database
                2 InputFile.exists first schema
                """);
    }

    @Test
    public void testDescribing()
    {
        assertOperations("EXPLAIN SELECT * FROM numbers", PLAN_SCAN);
        // Trino asks twice.
        assertOperations("SHOW STATS FOR numbers", PLAN_TWO_SCANS);
    }

    @Test
    public void testReadingTwice()
    {
        String operations = PLAN_SCAN + """
                12 InputFile.newInput data file
                12 Input.readFully data file
                """;
        assertOperations("SELECT * FROM numbers", operations);
        assertOperations("SELECT * FROM numbers", operations);
    }

    /** Manifests are kept for the next query; what the newest snapshot is, and what the schemas are, is asked again. */
    @Test
    public void testKeepingManifests()
            throws Exception
    {
        try (DistributedQueryRunner keeping = VarveQueryRunner.create(Warehouses.path(), "features", 0, Map.of())) {
            assertOperations(keeping, "EXPLAIN SELECT * FROM numbers", PLAN_SCAN);
            assertOperations(keeping, "EXPLAIN SELECT * FROM numbers", OPEN_TABLE);
            ObjectName cache = new ObjectName("varve.file:type=MetadataCache,name=" + VarveQueryRunner.CATALOG);
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            assertThat(beans.getMBeanInfo(cache).getAttributes()).extracting(MBeanAttributeInfo::getName).contains("Hits", "Misses", "Evictions", "Entries", "Bytes");
        }
    }

    @Test
    public void testReadingWhatConditionsLeave()
    {
        assertOperations("SELECT * FROM numbers WHERE id = 1", PLAN_SCAN + """
                1 InputFile.newInput data file
                1 Input.readFully data file
                """);
        assertOperations("SELECT * FROM numbers WHERE id < 0", PLAN_SCAN);
    }

    /** It is found and opened once. */
    @Test
    public void testNamingATableTwice()
    {
        assertOperations("SELECT * FROM numbers a JOIN numbers b ON a.id = b.id WHERE a.id = 1", PLAN_TWO_SCANS + """
                2 InputFile.newInput data file
                2 Input.readFully data file
                """);
    }

    @Test
    public void testReadingAnOldVersion()
    {
        // The newest schema tells whether there is a branch to fall back on.
        assertOperations("SELECT * FROM numbers FOR VERSION AS OF 1", FIND_TABLE + """
                2 FileSystem.listFiles schemas
                1 InputFile.newStream first schema
                1 InputFile.newStream snapshot
                2 InputFile.newInput manifest list
                2 Input.readFully manifest list
                1 InputFile.newInput manifest
                1 Input.readFully manifest
                4 InputFile.newInput data file
                4 Input.readFully data file
                """);
    }

    /** Of one run per bucket, the manifest tells how many rows there are. */
    @Test
    public void testCounting()
    {
        // Schemas are listed a second time for the newest one, whose options say whether another branch has rows, too.
        assertOperations("SELECT count(*) FROM numbers FOR VERSION AS OF 1", FIND_TABLE + """
                2 FileSystem.listFiles schemas
                1 InputFile.newStream first schema
                1 InputFile.newStream snapshot
                2 InputFile.newInput manifest list
                2 Input.readFully manifest list
                1 InputFile.newInput manifest
                1 Input.readFully manifest
                """);
    }

    private void assertOperations(String sql, String expected)
    {
        assertOperations(runner, sql, expected);
    }

    private static void assertOperations(DistributedQueryRunner runner, String sql, String expected)
    {
        runner.execute(sql);

        Map<String, Long> operations = runner.getSpans().stream()
                .filter(span -> OPERATION.matcher(span.getName()).matches() && !span.getName().equals("FileSystem.directoryExists"))
                .map(span -> span.getName() + " " + file(span))
                .collect(groupingBy(identity(), counting()));
        assertThat(operations.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()))
                .as(sql)
                .containsExactlyInAnyOrderElementsOf(expected.lines().toList());
    }

    private static String file(SpanData span)
    {
        String location = span.getAttributes().get(stringKey("trino.file.location"));
        return FILES.stream().filter(file -> file.getValue().matcher(location).matches()).findFirst().map(Map.Entry::getKey).orElse(location);
    }
}
