package dev.varve.product.hive;

import dev.varve.product.paimon.SmallTable;
import dev.varve.schema.TableSchema;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

/** What statements of real Hive on Tez write, create, change and drop, as Hive, the kernel and real Paimon see it. Statements of {@code docs/hive.md} are among them. */
public class TestHiveWrites
{
    private static final String HANDLER = "STORED BY 'dev.varve.hive.VarveStorageHandler'";
    private static final Map<String, String> DYNAMIC = Map.of("hive.exec.dynamic.partition.mode", "nonstrict");

    private Path directory;
    private HiveClient hive;
    private WrittenTables tables;

    @BeforeClass
    public void start()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-hive-writes").toRealPath();
        hive = HiveUnderTest.client();
        hive.query(List.of("CREATE DATABASE writes LOCATION 'file:%s'".formatted(directory.resolve("writes.db"))));
        tables = new WrittenTables(hive, directory, "writes");
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
            throws IOException
    {
        if (hive != null) {
            hive.close();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run(String... statements)
            throws Exception
    {
        hive.query(List.of(statements));
    }

    @Test
    public void testTablesThatPaimonMade()
            throws Exception
    {
        SmallTable.create(directory, "writes", "small", Map.of());
        run("CREATE EXTERNAL TABLE writes.small %s LOCATION 'file:%s'".formatted(HANDLER, tables.directory("small")));

        run("INSERT INTO writes.small VALUES (3, 'three'), (4, 'four')", "INSERT INTO writes.small (id) VALUES (5)");

        assertThat(tables.rows("small")).isEqualTo(tables.expected("small", List.of(
                List.of(1L, "one"), List.of(2L, "TWO"), List.of(3L, "three"), List.of(4L, "four"), asList(5L, null))));
        assertThat(tables.directory("small").resolve(".hive-write")).doesNotExist();
        run("DROP TABLE writes.small");
        assertThat(tables.open("small").snapshots().latest()).isPresent();
    }

    /** One statement writes tables of all kinds, with tasks that share their buckets; a second one replaces some of the rows. */
    @Test
    public void testRandomRowsInTablesOfEveryKind()
            throws Exception
    {
        long seed = Long.getLong("varve.hive.seed", new Random().nextInt(1_000_000));
        Random random = new Random(seed);
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("appended", "'file.format'='avro'");
        kinds.put("bucketed", "'bucket'='3', 'bucket-key'='id'");
        kinds.put("keyed", "'primary-key'='id', 'bucket'='2'");
        kinds.put("parted", "'primary-key'='id,p', 'partition'='p', 'bucket'='2', 'file.format'='orc'");
        kinds.put("dynamic", "'primary-key'='id'");
        kinds.put("moving", "'primary-key'='id', 'partition'='p'");
        kinds.put("postponed", "'primary-key'='id', 'bucket'='-2'");
        kinds.put("vectors", "'primary-key'='id', 'bucket'='1', 'deletion-vectors.enabled'='true'");
        kinds.put("firsts", "'primary-key'='id', 'bucket'='1', 'merge-engine'='first-row'");
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE writes.source (b INT, id INT, p STRING, n DECIMAL(20, 3)) " + HANDLER);
        kinds.forEach((name, options) -> statements.add("CREATE TABLE writes.%s (id INT, p STRING, n DECIMAL(20, 3)) %s TBLPROPERTIES (%s)".formatted(name, HANDLER, options)));

        List<List<Object>> first = randomRows(random, 1);
        List<List<Object>> second = randomRows(random, 2);
        statements.add("INSERT INTO writes.source VALUES " + values(1, first));
        statements.add("INSERT INTO writes.source VALUES " + values(2, second));
        statements.add("SET tez.grouping.min-size=1");
        statements.add("SET tez.grouping.max-size=1");
        for (int batch = 1; batch <= 2; batch++) {
            int wanted = batch;
            statements.add("FROM writes.source " + kinds.keySet().stream()
                    .map(table -> "INSERT INTO writes.%s SELECT id, p, n WHERE b = %s".formatted(table, wanted))
                    .collect(Collectors.joining(" ")));
        }
        run(statements.toArray(String[]::new));

        for (String table : kinds.keySet()) {
            assertThat(tables.rows(table)).as("table %s, -Dvarve.hive.seed=%s", table, seed).isEqualTo(tables.expected(table, model(table, first, second)));
        }
        run("INSERT OVERWRITE TABLE writes.dynamic SELECT id, p, n FROM writes.keyed WHERE id < 20",
                "INSERT OVERWRITE TABLE writes.keyed SELECT id, p, n FROM writes.bucketed WHERE 1 = 0");
        assertThat(tables.rows("dynamic")).as("-Dvarve.hive.seed=%s", seed).isEqualTo(
                tables.expected("dynamic", model("keyed", first, second).stream().filter(row -> (long) row.get(0) < 20).toList()));
        assertThat(tables.rows("keyed").size()).isZero();
    }

    private static List<List<Object>> randomRows(Random random, int batch)
    {
        List<Integer> ids = IntStream.range(0, 60).boxed().filter(_ -> random.nextBoolean()).toList();
        List<List<Object>> rows = new ArrayList<>();
        for (int id : ids) {
            String partition = List.of("a", "ü b", "c=d/e").get(random.nextInt(3));
            rows.add(asList((long) id, partition, random.nextInt(5) == 0 ? null : BigDecimal.valueOf(random.nextInt(1_000_000) * batch, 3)));
        }
        return rows;
    }

    private static String values(int batch, List<List<Object>> rows)
    {
        return rows.stream().map(row -> "(%s, %s, '%s', %s)".formatted(batch, row.get(0), row.get(1), row.get(2))).collect(Collectors.joining(", "));
    }

    private static List<List<Object>> model(String table, List<List<Object>> first, List<List<Object>> second)
    {
        if (table.equals("appended") || table.equals("bucketed")) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }
        Map<String, List<Object>> rows = new TreeMap<>();
        for (List<Object> row : Stream.concat(first.stream(), second.stream()).toList()) {
            String key = table.equals("parted") ? row.get(0) + " " + row.get(1) : row.get(0).toString();
            rows.merge(key, row, (before, after) -> table.equals("firsts") ? before : after);
        }
        return List.copyOf(rows.values());
    }

    @Test
    public void testTypes()
            throws Exception
    {
        run("CREATE TABLE writes.types (a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h DECIMAL(30,5), i CHAR(5), j VARCHAR(7), k STRING," +
                        " l BINARY, m DATE, n TIMESTAMP, o TIMESTAMP WITH LOCAL TIME ZONE, p ARRAY<INT>, q MAP<STRING,DECIMAL(5,2)>, r STRUCT<x:INT,y:ARRAY<STRUCT<z:STRING>>>) " + HANDLER,
                "INSERT INTO writes.types SELECT true, CAST(-1 AS TINYINT), CAST(2 AS SMALLINT), -3, 4000000000L, CAST(1.5 AS FLOAT), 'NaN', -12345678901234567890.12345," +
                        " 'ab', 'varchar', 'ü€😀', unhex('00ff'), DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59.123456789', TIMESTAMPLOCALTZ '2024-01-31 01:02:03.000001 UTC'," +
                        " array(1, NULL, 3), map('a', CAST(1.25 AS DECIMAL(5,2)), 'b', CAST(NULL AS DECIMAL(5,2))), named_struct('x', 1, 'y', array(named_struct('z', 'deep')))",
                "INSERT INTO writes.types (d) VALUES (NULL)");

        List<List<String>> rows = hive.query(Map.of(), "SELECT n, i, concat('[', k, ']'), h, m, o, p, q, r FROM writes.types WHERE a");

        assertThat(tables.rows("types").size()).isEqualTo(2);
        assertThat(rows).containsExactly(List.of(
                "1969-12-31 23:59:59.123456", "ab   ", "[ü€😀]", "-12345678901234567890.12345", "0001-01-01", "2024-01-31 06:47:03.000001 Asia/Kathmandu",
                "[1,null,3]", "{\"a\":\"1.25\",\"b\":null}", "{\"x\":1,\"y\":[{\"z\":\"deep\"}]}"));
    }

    @Test
    public void testPartitionsOfTheMetastore()
            throws Exception
    {
        run("CREATE TABLE writes.hourly (id INT, v STRING) PARTITIONED BY (dt STRING, hr INT) " + HANDLER,
                "INSERT INTO writes.hourly PARTITION (dt='a b/c', hr=1) VALUES (1, 'one')");
        hive.query(DYNAMIC, "INSERT INTO writes.hourly PARTITION (dt, hr) SELECT 2, 'two', 'b', 7");
        hive.query(DYNAMIC, "INSERT INTO writes.hourly PARTITION (dt='c', hr) SELECT 3, 'three', CAST(NULL AS INT)");

        assertThat(tables.rows("hourly")).isEqualTo(tables.expected("hourly", List.of(
                List.of(1L, "one", "a b/c", 1L), List.of(2L, "two", "b", 7L), asList(3L, "three", "c", null))));
        assertThat(hive.query(Map.of(), "SHOW PARTITIONS writes.hourly")).hasSize(3);
        hive.query(DYNAMIC, "INSERT OVERWRITE TABLE writes.hourly PARTITION (dt, hr) SELECT id * 10, v, dt, hr FROM writes.hourly WHERE dt = 'c'");
        run("INSERT OVERWRITE TABLE writes.hourly PARTITION (dt='b', hr=7) SELECT 20, 'TWO'",
                "INSERT OVERWRITE TABLE writes.hourly PARTITION (dt='a b/c', hr=1) SELECT 20, 'TWO' WHERE 1 = 0");
        assertThat(tables.rows("hourly")).isEqualTo(tables.expected("hourly", List.of(List.of(20L, "TWO", "b", 7L), asList(30L, "three", "c", null))));
        assertThat(hive.failure("ALTER TABLE writes.hourly DROP PARTITION (dt='b')")).contains("Varve UNSUPPORTED_FEATURE").contains("writes.hourly");
    }

    @Test
    public void testOverwriteReplacesThePartitionsThatGetRows()
            throws Exception
    {
        run("CREATE TABLE writes.daily (id INT, dt STRING) %s TBLPROPERTIES ('partition'='dt')".formatted(HANDLER),
                "INSERT INTO writes.daily VALUES (1, 'a'), (2, 'b')",
                "INSERT OVERWRITE TABLE writes.daily VALUES (3, 'b')");
        assertThat(tables.rows("daily")).isEqualTo(tables.expected("daily", List.of(List.of(1L, "a"), List.of(3L, "b"))));

        run("ALTER TABLE writes.daily SET TBLPROPERTIES ('dynamic-partition-overwrite'='false')",
                "INSERT OVERWRITE TABLE writes.daily VALUES (4, 'c')");
        assertThat(tables.rows("daily")).isEqualTo(tables.expected("daily", List.of(List.of(4L, "c"))));
        run("TRUNCATE TABLE writes.daily");
        assertThat(tables.rows("daily").size()).isZero();
    }

    @Test
    public void testTablesAreRegisteredAsPaimonDoesAndFollowTheirSchema()
            throws Exception
    {
        run("CREATE TABLE writes.orders (id BIGINT COMMENT 'the key', name STRING DEFAULT 'nobody', PRIMARY KEY (id) DISABLE NOVALIDATE) COMMENT 'all orders' %s TBLPROPERTIES ('bucket'='2')".formatted(HANDLER));
        String described = hive.query(Map.of(), "DESCRIBE FORMATTED writes.orders").toString();
        TableSchema schema = tables.open("orders").latestSchema();

        assertThat(schema.primaryKeys()).containsExactly("id");
        assertThat(schema.options()).containsOnly(Map.entry("bucket", "2"));
        assertThat(schema.comment()).contains("all orders");
        assertThat(schema.column("id").comment()).contains("the key");
        assertThat(schema.column("name").defaultValue()).contains("nobody");
        assertThat(described.replaceAll("\\s+", "")).contains("primary-key,id", "bucket-key,id", "table_type,PAIMON", "org.apache.paimon.hive.mapred.PaimonInputFormat",
                "storage_handler,org.apache.paimon.hive.PaimonStorageHandler", "orders");

        run("ALTER TABLE writes.orders ADD COLUMNS (price DECIMAL(10,2) COMMENT 'in euros')",
                "ALTER TABLE writes.orders CHANGE COLUMN name customer STRING COMMENT 'who' AFTER price",
                "ALTER TABLE writes.orders SET TBLPROPERTIES ('snapshot.num-retained.max'='77', 'comment'='some orders')",
                "INSERT INTO writes.orders VALUES (1, 9.99, 'ann')");
        schema = tables.open("orders").latestSchema();
        assertThat(schema.fields().names()).containsExactly("id", "price", "customer");
        assertThat(schema.column("customer").comment()).contains("who");
        assertThat(schema.options()).containsEntry("snapshot.num-retained.max", "77");
        assertThat(schema.comment()).contains("some orders");
        assertThat(tables.rows("orders").lines()).hasSize(1);

        run("ALTER TABLE writes.orders UNSET TBLPROPERTIES ('snapshot.num-retained.max')", "ALTER TABLE writes.orders RENAME TO writes.sales", "INSERT INTO writes.sales VALUES (2, 1, 'bob')");
        assertThat(tables.open("sales").latestSchema().options()).doesNotContainKey("snapshot.num-retained.max");
        assertThat(tables.rows("sales").lines()).hasSize(2);
        assertThat(tables.directory("orders")).doesNotExist();
        run("DROP TABLE writes.sales");
        assertThat(tables.directory("sales")).doesNotExist();
    }

    @Test
    public void testNothingIsWrittenByStatementsThatFail()
            throws Exception
    {
        run("CREATE TABLE writes.checked (id INT, v STRING, PRIMARY KEY (id) DISABLE NOVALIDATE) %s TBLPROPERTIES ('bucket'='1')".formatted(HANDLER),
                "INSERT INTO writes.checked VALUES (1, 'one'), (2, 'two')");

        assertThat(hive.failure("INSERT INTO writes.checked SELECT id + 10, v FROM writes.checked WHERE assert_true(id < 2) IS NULL")).contains("ASSERT_TRUE");
        assertThat(hive.failure("INSERT INTO writes.checked VALUES (NULL, 'null')")).contains("Varve INVALID_REQUEST").contains("writes.checked").contains("id");
        assertThat(hive.failure("INSERT INTO writes.checked.branch_b VALUES (3, 'three')")).contains("Varve NOT_FOUND").contains("no branch 'b'");
        assertThat(hive.failure("CREATE TABLE writes.copied %s AS SELECT * FROM writes.checked".formatted(HANDLER))).contains("Varve UNSUPPORTED_FEATURE").contains("CREATE TABLE AS SELECT");
        assertThat(hive.failure("UPDATE writes.checked SET v = 'x'")).contains("update or delete");
        assertThat(hive.failure("DELETE FROM writes.checked")).contains("update or delete");
        assertThat(hive.failure("ALTER TABLE writes.checked SET TBLPROPERTIES ('bucket'='many')")).contains("Varve INVALID_REQUEST").contains("bucket");
        assertThat(hive.failure("CREATE TABLE writes.wrong (id INT) %s TBLPROPERTIES ('primary-key'='nothing')".formatted(HANDLER))).contains("Varve INVALID_REQUEST").contains("nothing");
        assertThat(hive.failure("CREATE TABLE writes.taken (id INT) %s LOCATION 'file:%s'".formatted(HANDLER, tables.directory("checked")))).contains("Varve ALREADY_EXISTS").contains("writes.taken");

        assertThat(tables.rows("checked")).isEqualTo(tables.expected("checked", List.of(List.of(1L, "one"), List.of(2L, "two"))));
        assertThat(tables.directory("wrong")).doesNotExist();
        assertThat(hive.query(Map.of(), "SHOW TABLES IN writes LIKE 'wrong|taken|copied'")).isEmpty();
    }
}
