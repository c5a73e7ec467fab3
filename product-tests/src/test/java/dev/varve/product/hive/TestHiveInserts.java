package dev.varve.product.hive;

import dev.varve.schema.TableSchema;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

/** Where rows and columns come from in statements of real Hive: defaults, the table itself, another table; and what is left of those that fail. */
public class TestHiveInserts
{
    private static final String HANDLER = "STORED BY 'dev.varve.hive.VarveStorageHandler'";
    private static final Map<String, String> ON_TEZ = Map.of("hive.fetch.task.conversion", "none");
    private static final Map<String, String> ROW_BY_ROW_ON_TEZ = Map.of("hive.fetch.task.conversion", "none", "hive.vectorized.execution.enabled", "false");

    private ScratchDirectory scratch;
    private HiveClient hive;
    private WrittenTables tables;

    @BeforeClass
    public void start()
            throws Exception
    {
        scratch = ScratchDirectory.create();
        hive = HiveUnderTest.client();
        hive.query(List.of("CREATE DATABASE inserts LOCATION 'file:%s'".formatted(scratch.path().resolve("inserts.db"))));
        tables = new WrittenTables(hive, scratch.path(), "inserts");
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
            throws IOException
    {
        if (hive != null) {
            hive.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    private void run(String... statements)
            throws Exception
    {
        hive.query(List.of(statements));
    }

    @Test
    public void testDefaultsColumnListsAndTheTableItself()
            throws Exception
    {
        run("CREATE TABLE inserts.defaults (id INT, v STRING DEFAULT 'nobody', n INT DEFAULT 7) " + HANDLER,
                "INSERT INTO inserts.defaults (id) VALUES (1)",
                "INSERT INTO inserts.defaults VALUES (2, DEFAULT, 3), (3, NULL, NULL)",
                "INSERT INTO inserts.defaults (n, id) SELECT n + 1, id + 10 FROM inserts.defaults WHERE id < 3",
                "INSERT INTO inserts.defaults SELECT id + 20, 'self', n FROM inserts.defaults WHERE id = 3");

        assertThat(tables.rows("defaults")).isEqualTo(tables.expected("defaults", List.of(
                List.of(1L, "nobody", 7L), List.of(2L, "nobody", 3L), List.of(3L, "nobody", 7L), List.of(11L, "nobody", 8L), List.of(12L, "nobody", 4L), List.of(23L, "self", 7L))));
    }

    @Test
    public void testPartitionsOfNull()
            throws Exception
    {
        run("CREATE TABLE inserts.nulls (id INT) PARTITIONED BY (n INT) " + HANDLER,
                "SET hive.exec.dynamic.partition.mode=nonstrict",
                "INSERT INTO inserts.nulls PARTITION (n) VALUES (1, CAST(NULL AS INT)), (2, 5)");

        assertThat(tables.rows("nulls")).isEqualTo(tables.expected("nulls", List.of(asList(1L, null), List.of(2L, 5L))));
        for (Map<String, String> settings : List.of(Map.<String, String>of(), ON_TEZ)) {
            assertThat(hive.query(settings, "SELECT id FROM inserts.nulls WHERE n > 4")).as("%s", settings).containsExactly(List.of("2"));
        }
    }

    @Test
    public void testCreateTableLike()
            throws Exception
    {
        run("CREATE TABLE inserts.original (id INT COMMENT 'the key', v STRING DEFAULT 'nobody', p STRING, PRIMARY KEY (id, p) DISABLE NOVALIDATE) COMMENT 'first' " + HANDLER +
                        " TBLPROPERTIES ('bucket'='2', 'partition'='p')",
                "CREATE TABLE inserts.same LIKE inserts.original",
                "CREATE EXTERNAL TABLE inserts.wider LIKE inserts.original " + HANDLER + " TBLPROPERTIES ('bucket'='3')",
                "CREATE TABLE inserts.other LIKE inserts.original STORED AS TEXTFILE",
                "CREATE TABLE inserts.back LIKE inserts.other " + HANDLER,
                "INSERT INTO inserts.same (id, p) VALUES (1, 'a'), (1, 'b')");
        TableSchema original = tables.open("original").latestSchema();
        TableSchema same = tables.open("same").latestSchema();
        TableSchema more = tables.open("wider").latestSchema();

        assertThat(same.fields()).isEqualTo(original.fields());
        assertThat(same.primaryKeys()).containsExactly("id", "p");
        assertThat(same.partitionKeys()).containsExactly("p");
        assertThat(same.options()).isEqualTo(original.options());
        assertThat(same.comment()).contains("first");
        assertThat(more.fields()).isEqualTo(original.fields());
        assertThat(more.options()).containsEntry("bucket", "3");
        assertThat(tables.rows("same")).isEqualTo(tables.expected("same", List.of(List.of(1L, "nobody", "a"), List.of(1L, "nobody", "b"))));
        assertThat(hive.query(Map.of(), "SHOW CREATE TABLE inserts.other").toString()).contains("LazySimpleSerDe").doesNotContain("VarveSerDe").doesNotContain("PaimonSerDe");
        assertThat(tables.open("back").latestSchema().fields().names()).containsExactly("id", "v", "p");
    }

    @Test
    public void testCreateTableAsSelectIsRefusedBeforeAnythingIsWritten()
            throws Exception
    {
        run("CREATE TABLE inserts.source (id INT, v STRING) " + HANDLER);
        List<String> statements = List.of(
                "CREATE TABLE inserts.made %s AS SELECT * FROM inserts.source",
                "CREATE TABLE IF NOT EXISTS inserts.made %s AS SELECT 1 AS id",
                "CREATE EXTERNAL TABLE inserts.made %s TBLPROPERTIES ('primary-key'='id') AS SELECT * FROM inserts.source",
                "CREATE TABLE inserts.made PARTITIONED BY (v) %s AS SELECT * FROM inserts.source");

        for (String statement : statements) {
            assertThat(hive.failure(statement.formatted(HANDLER))).as(statement).contains("SemanticException Varve UNSUPPORTED_FEATURE").contains("CREATE TABLE AS SELECT");
        }
        assertThat(hive.failure("CREATE TABLE inserts.made PARTITIONED BY SPEC (bucket(2, id)) %s AS SELECT * FROM inserts.source".formatted(HANDLER)))
                .contains("SemanticException Partition transform is not supported");
        assertThat(tables.directory("made")).doesNotExist();
        assertThat(hive.query(Map.of(), "SHOW TABLES IN inserts LIKE 'made'")).isEmpty();
    }

    @Test
    public void testSchemaIsTakenBackIfTheMetastoreRefusesIt()
            throws Exception
    {
        run("CREATE TABLE inserts.refused (id INT) " + HANDLER, "INSERT INTO inserts.refused VALUES (1)");
        long before = tables.open("refused").latestSchema().id();

        // It has 256 characters for a comment.
        assertThat(hive.failure("ALTER TABLE inserts.refused ADD COLUMNS (c INT COMMENT '%s')".formatted("x".repeat(300)))).contains("c");

        assertThat(tables.open("refused").latestSchema().id()).isEqualTo(before);
        assertThat(tables.rows("refused")).isEqualTo(tables.expected("refused", List.of(List.of(1L))));
        run("ALTER TABLE inserts.refused ADD COLUMNS (c INT)", "INSERT INTO inserts.refused VALUES (2, 3)");
        assertThat(tables.rows("refused")).isEqualTo(tables.expected("refused", List.of(asList(1L, null), List.of(2L, 3L))));
    }

    @Test
    public void testWhatFailedStatementsLeaveGoesWithTheNext()
            throws Exception
    {
        run("CREATE TABLE inserts.failing (id INT, v STRING) PARTITIONED BY (p STRING) " + HANDLER, "INSERT INTO inserts.failing PARTITION (p='a') VALUES (1, 'one')");

        assertThat(hive.failure("INSERT INTO inserts.failing PARTITION (p='a') SELECT id, v FROM inserts.failing WHERE assert_true(id > 1) IS NULL")).contains("ASSERT_TRUE");
        assertThat(hive.failure("INSERT INTO inserts.failing PARTITION (p='b') SELECT id, v FROM inserts.failing WHERE assert_true(id > 1) IS NULL")).contains("ASSERT_TRUE");
        assertThat(tables.rows("failing").lines()).hasSize(1);
        run("INSERT INTO inserts.failing PARTITION (p='c') VALUES (3, 'three')");

        try (Stream<Path> files = Files.list(tables.directory("failing"))) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("-tmp.") || name.equals(".hive-write"));
        }
    }

    /** Tasks number their rows alike, so that of two with one key either may win; but it is the same one for everybody. */
    @Test
    public void testOneKeyFromTwoTasks()
            throws Exception
    {
        run("CREATE TABLE inserts.twice (id INT, v STRING) " + HANDLER,
                "INSERT INTO inserts.twice VALUES (1, 'first'), (2, 'first')",
                "INSERT INTO inserts.twice VALUES (1, 'second'), (3, 'second')",
                "CREATE TABLE inserts.once (id INT, v STRING) %s TBLPROPERTIES ('primary-key'='id', 'bucket'='1', 'num-sorted-run.compaction-trigger'='100')".formatted(HANDLER),
                "SET tez.grouping.min-size=1",
                "SET tez.grouping.max-size=1",
                "INSERT INTO inserts.once SELECT id, v FROM inserts.twice");

        assertThat(tables.rows("once").lines()).hasSize(3);
    }

    @Test
    public void testMembersOfRows()
            throws Exception
    {
        run("CREATE TABLE inserts.nested (id INT, s STRUCT<a:INT,b:STRUCT<c:STRING,d:INT>,e:ARRAY<INT>>) " + HANDLER,
                "INSERT INTO inserts.nested SELECT 1, named_struct('a', 10, 'b', named_struct('c', 'deep', 'd', 100), 'e', array(1, 2))",
                "INSERT INTO inserts.nested SELECT 2, named_struct('a', CAST(NULL AS INT), 'b', named_struct('c', CAST(NULL AS STRING), 'd', 200), 'e', array(3))",
                "INSERT INTO inserts.nested (id) VALUES (3)");

        for (Map<String, String> settings : List.of(Map.<String, String>of(), ON_TEZ, ROW_BY_ROW_ON_TEZ)) {
            assertThat(hive.query(settings, "SELECT id, s.b.c, s.a FROM inserts.nested")).as("%s", settings)
                    .containsExactlyInAnyOrder(List.of("1", "deep", "10"), asList("2", null, null), asList("3", null, null));
            assertThat(hive.query(settings, "SELECT id FROM inserts.nested WHERE s.b.d > 100")).as("%s", settings).containsExactly(List.of("2"));
            assertThat(hive.query(settings, "SELECT s.a FROM inserts.nested WHERE s IS NOT NULL AND s.e[0] = 1")).as("%s", settings).containsExactly(List.of("10"));
        }
    }
}
