package dev.varve.product.hive;

import dev.varve.product.paimon.PartitionedTable;
import dev.varve.product.paimon.SmallTable;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Statements of {@code docs/hive.md} and what they are refused with, on tables that real Paimon writes, in real Hive. */
public class TestHiveSql
{
    private static final String HANDLER = "STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'";

    private ScratchDirectory scratch;
    private Path directory;
    private Path small;
    private Path partitioned;
    private HiveClient hive;

    @BeforeClass
    public void createTables()
            throws Exception
    {
        scratch = ScratchDirectory.create();
        directory = scratch.path();
        small = SmallTable.create(directory, "shop", "small", Map.of());
        PartitionedTable.create(directory, "shop", "parted", "a", "{c}", "2024/01 02", "ü");
        partitioned = directory.resolve("shop.db").resolve("parted");
        hive = HiveUnderTest.client();
        hive.query(List.of(
                "CREATE DATABASE sqltest",
                "CREATE EXTERNAL TABLE sqltest.small " + HANDLER.formatted(small),
                "CREATE EXTERNAL TABLE sqltest.parted (id INT) PARTITIONED BY (part STRING) " + HANDLER.formatted(partitioned),
                "ALTER TABLE sqltest.parted ADD PARTITION (part='a') PARTITION (part='{c}') PARTITION (part='2024/01 02')"));
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

    @Test
    public void testColumnsComeFromTheTable()
            throws Exception
    {
        assertThat(hive.query(Map.of(), "DESCRIBE sqltest.small")).extracting(row -> row.get(0).strip() + " " + row.get(1).strip()).containsExactly("id int", "name string");
        assertThat(hive.query(Map.of(), "SELECT name, id FROM sqltest.small")).containsExactlyInAnyOrder(List.of("one", "1"), List.of("TWO", "2"), List.of("THREE", "3"));
    }

    @Test
    public void testVersionsThatStatementsAndSessionsAskFor()
            throws Exception
    {
        List<List<String>> first = List.of(List.of("one"), List.of("two"));
        String select = "SELECT name FROM sqltest.small";

        assertThat(hive.query(Map.of(), select + " FOR SYSTEM_VERSION AS OF 1")).containsExactlyInAnyOrderElementsOf(first);
        assertThat(hive.query(Map.of(), select + " FOR SYSTEM_VERSION AS OF 'first'")).containsExactlyInAnyOrderElementsOf(first);
        assertThat(hive.query(Map.of(), select + ".tag_first")).containsExactlyInAnyOrderElementsOf(first);
        assertThat(hive.query(Map.of("paimon.scan.snapshot-id", "1"), select)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(hive.query(Map.of("paimon.scan.tag-name", "first"), select)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(hive.query(Map.of("paimon.scan.snapshot-id", "NULL"), select)).hasSize(3);
        assertThat(hive.query(Map.of(), "SELECT count(*) FROM sqltest.small FOR SYSTEM_VERSION AS OF 1")).containsExactly(List.of("2"));
    }

    @Test
    public void testPartitionsOfTheMetastoreWithEscapedValues()
            throws Exception
    {
        // The partition that the metastore does not know is not read.
        List<List<String>> rows = List.of(List.of("a", "0"), List.of("{c}", "1"), List.of("2024/01 02", "2"));

        assertThat(hive.query(Map.of(), "SELECT part, id FROM sqltest.parted")).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(hive.query(Map.of("hive.fetch.task.conversion", "none"), "SELECT part, id FROM sqltest.parted")).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(hive.query(Map.of("hive.fetch.task.conversion", "more"), "SELECT id FROM sqltest.parted WHERE part = '2024/01 02'")).containsExactly(List.of("2"));
        assertThat(hive.query(Map.of(), "SHOW PARTITIONS sqltest.parted")).hasSize(3);
    }

    @Test
    public void testSplitsArePrunedByTheOtherSideOfAJoin()
            throws Exception
    {
        hive.query(List.of(
                "CREATE EXTERNAL TABLE sqltest.whole " + HANDLER.formatted(partitioned),
                "CREATE TABLE sqltest.wanted (k STRING) STORED AS TEXTFILE",
                "INSERT INTO sqltest.wanted VALUES ('ü'), ('missing')"));
        Map<String, String> shuffled = Map.of("hive.auto.convert.join", "false");
        String join = "SELECT w.id FROM sqltest.whole w JOIN sqltest.wanted k ON w.part = k.k";

        assertThat(hive.query(shuffled, "EXPLAIN " + join).toString()).contains("Dynamic Partitioning Event Operator");
        assertThat(hive.query(shuffled, join)).containsExactly(List.of("3"));
        assertThat(hive.query(shuffled, join + " WHERE k.k = 'nothing'")).isEmpty();
    }

    @Test
    public void testExactCountsNeedNoScan()
            throws Exception
    {
        hive.query(List.of("CREATE EXTERNAL TABLE sqltest.counted " + HANDLER.formatted(partitioned)));

        assertThat(hive.query(Map.of(), "EXPLAIN SELECT count(*) FROM sqltest.counted").toString()).doesNotContain("TableScan");
        assertThat(hive.query(Map.of(), "SELECT count(*) FROM sqltest.counted")).containsExactly(List.of("4"));
        // Rows of two commits have to be merged.
        assertThat(hive.query(Map.of(), "EXPLAIN SELECT count(*) FROM sqltest.small").toString()).contains("TableScan");
        assertThat(hive.query(Map.of(), "SELECT count(*) FROM sqltest.small")).containsExactly(List.of("3"));
    }

    @Test
    public void testSeveralTasksOfOneQueryLoseNoRows()
            throws Exception
    {
        int rows = 400_000;
        PartitionedTable.create(directory, "shop", "large", IntStream.range(0, rows).mapToObj(i -> i % 2 == 0 ? "even" : "odd").toArray(String[]::new));
        hive.query(List.of("CREATE EXTERNAL TABLE sqltest.large " + HANDLER.formatted(directory.resolve("shop.db/large"))));
        Map<String, String> taskForEachSplit = Map.of(
                "hive.fetch.task.conversion", "none", "hive.compute.query.using.stats", "false", "tez.grouping.min-size", "1", "tez.grouping.max-size", "1");

        assertThat(hive.query(taskForEachSplit, "SELECT count(*), sum(id), count(DISTINCT part) FROM sqltest.large"))
                .containsExactly(List.of(Integer.toString(rows), Long.toString((long) rows * (rows - 1) / 2), "2"));
    }

    @Test
    public void testClassNamesOfPaimon()
            throws Exception
    {
        hive.query(List.of("CREATE EXTERNAL TABLE sqltest.named STORED BY 'org.apache.paimon.hive.PaimonStorageHandler' TBLPROPERTIES ('paimon_location'='file:%s')".formatted(small)));

        assertThat(hive.query(Map.of(), "SELECT name FROM sqltest.named WHERE id = 3")).containsExactly(List.of("THREE"));
    }

    @Test
    public void testWhatIsRefused()
            throws Exception
    {
        assertThat(hive.failure("CREATE EXTERNAL TABLE sqltest.nothing " + HANDLER.formatted(directory.resolve("nothing")))).contains("Varve NOT_FOUND").contains("nothing");
        assertThat(hive.failure("SELECT * FROM sqltest.small FOR SYSTEM_VERSION AS OF 99")).contains("Varve NOT_FOUND").contains("sqltest.small").contains("99");
        assertThat(hive.failure("SELECT * FROM sqltest.small.branch_none")).contains("Varve NOT_FOUND").contains("none");
        assertThat(hive.failure("SELECT * FROM sqltest.small.what")).contains("what");
    }

    @Test
    public void testDamagedTables()
            throws Exception
    {
        Path damaged = SmallTable.create(directory, "damaged", "t", Map.of());
        hive.query(List.of("CREATE EXTERNAL TABLE sqltest.damaged " + HANDLER.formatted(damaged)));
        try (Stream<Path> files = Files.list(damaged.resolve("bucket-0"))) {
            for (Path file : files.toList()) {
                Files.writeString(file, "no data");
            }
        }

        assertThat(hive.failure("SELECT * FROM sqltest.damaged")).contains("Varve CORRUPT_TABLE").contains("Table damaged").contains("data-");
        assertThat(hive.query(Map.of(), "DROP TABLE sqltest.damaged")).isEmpty();
    }
}
