package dev.varve.product.hive;

import dev.varve.product.paimon.PaimonTables;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Joins, aggregations, runtime filters and conditions in real Hive on Tez over tables that real Paimon writes. Rows are compared with a model of them; which
 * files are not read is seen by damaging these.
 */
public class TestHiveQueries
{
    private static final String HANDLER = "STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'";
    private static final List<String> REGIONS = List.of("north", "a=b/c%d", "{x}: y", "2024-01-01 00:00:00", "ü'\\\"");
    private static final int ORDERS = 300;
    private static final int CUSTOMERS = 20;
    private static final Map<String, String> FETCH = Map.of("hive.fetch.task.conversion", "more");
    private static final Map<String, String> MAP_JOIN = Map.of("hive.fetch.task.conversion", "none", "hive.auto.convert.join", "true");
    private static final Map<String, String> SHUFFLE_JOIN = Map.of("hive.fetch.task.conversion", "none", "hive.auto.convert.join", "false");

    private static final Map<String, String> RUNTIME_FILTERS = with(SHUFFLE_JOIN, Map.of(
            "hive.tez.dynamic.semijoin.reduction", "true",
            "hive.tez.dynamic.semijoin.reduction.threshold", "-999999999999",
            "hive.tez.bigtable.minsize.semijoin.reduction", "0",
            "hive.tez.min.bloom.filter.entries", "1"));

    private ScratchDirectory scratch;
    private PaimonTables paimon;
    private HiveClient hive;

    private record Order(int id, String region, int customer, BigDecimal amount)
    {
        static Order of(int id, int version)
        {
            // Some customers are not there.
            return new Order(id, REGIONS.get(id % REGIONS.size()), id * 7 % (CUSTOMERS + 5), BigDecimal.valueOf(id * 100L + version, 2));
        }

        GenericRow row()
        {
            return GenericRow.of(id, BinaryString.fromString(region), customer, Decimal.fromBigDecimal(amount, 12, 2));
        }
    }

    private static List<Order> orders()
    {
        return IntStream.range(0, ORDERS).mapToObj(id -> Order.of(id, id % 3 == 0 ? 2 : 1)).toList();
    }

    @BeforeClass
    public void createTables()
            throws Exception
    {
        scratch = ScratchDirectory.create();
        paimon = PaimonTables.open(scratch.path());
        hive = HiveUnderTest.client();
        hive.query(List.of("CREATE DATABASE queries"));
        Table orders = create("orders", Schema.newBuilder()
                .column("id", DataTypes.INT()).column("region", DataTypes.STRING()).column("customer", DataTypes.INT()).column("amount", DataTypes.DECIMAL(12, 2))
                .primaryKey("id", "region").partitionKeys("region").option("bucket", "2").build());
        paimon.commit(orders, IntStream.range(0, ORDERS).mapToObj(id -> Order.of(id, 1).row()).toList());
        paimon.commit(orders, IntStream.range(0, ORDERS).filter(id -> id % 3 == 0).mapToObj(id -> Order.of(id, 2).row()).toList());
        Table customers = create("customers", Schema.newBuilder()
                .column("id", DataTypes.INT()).column("name", DataTypes.STRING()).primaryKey("id").option("bucket", "1").build());
        paimon.commit(customers, IntStream.range(0, CUSTOMERS).mapToObj(id -> GenericRow.of(id, BinaryString.fromString("customer-" + id))).toList());
    }

    private Table create(String name, Schema schema)
            throws Exception
    {
        Table table = paimon.create("queries", name, schema);
        hive.query(Map.of(), "CREATE EXTERNAL TABLE queries.%s ".formatted(name) + HANDLER.formatted(directory(name)));
        return table;
    }

    private Path directory(String table)
    {
        return scratch.path().resolve("queries.db").resolve(table);
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
            throws Exception
    {
        if (hive != null) {
            hive.close();
        }
        if (paimon != null) {
            paimon.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> more)
    {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return Map.copyOf(all);
    }

    @Test
    public void testJoinsAndAggregations()
            throws Exception
    {
        Map<String, List<Order>> expected = orders().stream().filter(order -> order.customer() < 7)
                .collect(Collectors.groupingBy(order -> order.region() + " customer-" + order.customer(), TreeMap::new, Collectors.toList()));
        String join = "SELECT concat(o.region, ' ', c.name), count(*), sum(o.amount), min(o.id) FROM queries.orders o JOIN queries.customers c ON o.customer = c.id" +
                " WHERE c.id < 7 GROUP BY o.region, c.name";
        for (Map<String, String> settings : List.of(MAP_JOIN, SHUFFLE_JOIN)) {
            assertThat(hive.query(settings, join)).containsExactlyInAnyOrderElementsOf(expected.entrySet().stream().map(group -> List.of(
                    group.getKey(),
                    Integer.toString(group.getValue().size()),
                    group.getValue().stream().map(Order::amount).reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString(),
                    group.getValue().getFirst().id() + "")).toList());
        }

        long strangers = orders().stream().filter(order -> order.customer() >= CUSTOMERS).count();
        assertThat(strangers).isPositive();
        assertThat(hive.query(SHUFFLE_JOIN, "SELECT count(*), count(c.id), count(DISTINCT o.region) FROM queries.orders o LEFT JOIN queries.customers c ON o.customer = c.id"))
                .containsExactly(List.of(Integer.toString(ORDERS), Long.toString(ORDERS - strangers), Integer.toString(REGIONS.size())));
        assertThat(hive.query(MAP_JOIN, "SELECT count(*) FROM queries.orders o WHERE NOT EXISTS (SELECT 1 FROM queries.customers c WHERE c.id = o.customer)"))
                .containsExactly(List.of(Long.toString(strangers)));
    }

    @Test
    public void testPartitionsWithOddValues()
            throws Exception
    {
        for (String region : REGIONS) {
            String literal = "'" + region.replace("\\", "\\\\").replace("'", "\\'") + "'";

            assertThat(hive.query(FETCH, "SELECT id FROM queries.orders WHERE region = " + literal)).as(region).containsExactlyInAnyOrderElementsOf(
                    orders().stream().filter(order -> order.region().equals(region)).map(order -> List.of(Integer.toString(order.id()))).toList());
        }
    }

    /** The side that is filtered tells the other which values it has: bounds and a Bloom filter, or that it has none. */
    @Test
    public void testRuntimeFilters()
            throws Exception
    {
        String join = "SELECT /*+ semi(c, id, o, 100) */ count(*), sum(o.amount) FROM queries.orders o JOIN queries.customers c ON o.customer = c.id WHERE c.name = '%s'";
        List<Order> expected = orders().stream().filter(order -> order.customer() == 3).toList();

        assertThat(hive.query(RUNTIME_FILTERS, join.formatted("customer-3"))).containsExactly(List.of(
                Integer.toString(expected.size()), expected.stream().map(Order::amount).reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString()));
        assertThat(hive.query(RUNTIME_FILTERS, join.formatted("nobody")).getFirst().getFirst()).isEqualTo("0");
    }

    @Test
    public void testJoinsReadOnlyThePartitionsBucketsAndKeysOfTheOtherSide()
            throws Exception
    {
        Table wanted = create("wanted", Schema.newBuilder().column("part", DataTypes.STRING()).column("id", DataTypes.INT()).build());
        paimon.commit(wanted, List.of(GenericRow.of(BinaryString.fromString("ü/x"), 1)));
        Map<String, Schema.Builder> kinds = new TreeMap<>();
        kinds.put("by_partition", Schema.newBuilder().partitionKeys("part"));
        kinds.put("by_bucket", Schema.newBuilder().option("bucket", "7").option("bucket-key", "id"));
        kinds.put("by_key", Schema.newBuilder().primaryKey("id").option("bucket", "1").option("write-only", "true"));
        for (Map.Entry<String, Schema.Builder> kind : kinds.entrySet()) {
            String name = kind.getKey();
            Table table = create(name, kind.getValue().column("part", DataTypes.STRING()).column("id", DataTypes.INT()).build());
            paimon.commit(table, List.of(GenericRow.of(BinaryString.fromString("ü/x"), 1)));
            Set<Path> kept = dataFiles(name);
            Path bucket = kept.iterator().next().getParent();
            paimon.commit(table, IntStream.range(100, 120).mapToObj(id -> GenericRow.of(BinaryString.fromString("b"), id)).toList());
            damage(name, file -> !kept.contains(file) && (name.equals("by_key") || !file.getParent().equals(bucket)));
            String column = name.equals("by_partition") ? "part" : "id";
            String join = "SELECT t.id, t.part FROM queries.%s t JOIN queries.wanted w ON t.%s = w.%s".formatted(name, column, column);

            assertThat(hive.query(SHUFFLE_JOIN, join)).as(name).containsExactly(List.of("1", "ü/x"));
        }
        assertThat(hive.query(SHUFFLE_JOIN, "SELECT t.id FROM queries.by_partition t JOIN queries.wanted w ON t.part = w.part WHERE w.id = 2")).isEmpty();
        assertThat(hive.failure(with(SHUFFLE_JOIN, Map.of("hive.tez.dynamic.partition.pruning", "false", "hive.tez.dynamic.semijoin.reduction", "false")),
                "SELECT count(t.id) FROM queries.by_key t JOIN queries.wanted w ON t.id = w.id")).contains("Varve CORRUPT_TABLE");
        hive.query(Map.of(), "SET hive.tez.dynamic.partition.pruning=true");
        // Later statements of the process read all rows again.
        assertThat(hive.query(SHUFFLE_JOIN, "SELECT count(id), max(part) FROM queries.wanted")).containsExactly(List.of("1", "ü/x"));
    }

    private Set<Path> dataFiles(String table)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory(table))) {
            return files.filter(file -> file.getFileName().toString().startsWith("data-")).collect(Collectors.toCollection(HashSet::new));
        }
    }

    private void damage(String table, Function<Path, Boolean> damaged)
            throws IOException
    {
        int count = 0;
        for (Path file : dataFiles(table)) {
            if (damaged.apply(file)) {
                Files.writeString(file, "no data");
                count++;
            }
        }
        assertThat(count).as("damaged files of " + table).isPositive();
    }

    /** Hive makes no search argument of LIKE and of some comparisons. */
    @Test
    public void testConditionsLeaveOutFiles()
            throws Exception
    {
        Table fruits = create("fruits", Schema.newBuilder()
                .column("name", DataTypes.STRING()).column("n", DataTypes.INT()).column("flag", DataTypes.BOOLEAN()).column("price", DataTypes.DECIMAL(20, 2))
                .column("day", DataTypes.DATE()).column("at", DataTypes.TIMESTAMP(3)).column("code", DataTypes.VARCHAR(5)).column("tag", DataTypes.CHAR(5)).build());
        paimon.commit(fruits, List.of(fruit("apple", 1, false, "1969-12-31T23:59:59.5")));
        Set<Path> damaged = dataFiles("fruits");
        paimon.commit(fruits, List.of(fruit("banana", 100, true, "2001-01-01T12:00:00")));
        damage("fruits", damaged::contains);

        for (String condition : List.of(
                "name LIKE 'ban%'", "name LIKE 'b_n%a'", "NOT (name < 'b')", "name IN ('banana', 'cherry')", "name BETWEEN 'b' AND 'c'", "'b' < name",
                "n BETWEEN 50 AND 200", "NOT (n < 50)", "n <=> 100", "n = 100 OR name LIKE 'ban%'", "n IN (100, 200, NULL)",
                "price = 100", "day = DATE '2001-01-01'", "at > TIMESTAMP '2000-01-01 00:00:00'",
                "code LIKE 'bana%'", "tag = CAST('banan' AS CHAR(5))", "n IS NOT NULL AND name LIKE 'b%' AND upper(name) = 'BANANA'")) {
            assertThatCode(() -> assertThat(hive.query(FETCH, "SELECT name FROM queries.fruits WHERE " + condition)).containsExactly(List.of("banana"))).as(condition).doesNotThrowAnyException();
        }
        assertThat(hive.query(SHUFFLE_JOIN, "SELECT name, count(*) FROM queries.fruits WHERE name LIKE 'ban%' AND flag GROUP BY name")).containsExactly(List.of("banana", "1"));
        assertThat(hive.failure(FETCH, "SELECT name FROM queries.fruits WHERE upper(name) = 'BANANA'")).contains("Varve CORRUPT_TABLE");
    }

    private static GenericRow fruit(String name, int n, boolean flag, String at)
    {
        LocalDateTime time = LocalDateTime.parse(at);
        BinaryString code = BinaryString.fromString(name.substring(0, 5));
        return GenericRow.of(
                BinaryString.fromString(name), n, flag, Decimal.fromBigDecimal(BigDecimal.valueOf(n * 100L, 2), 20, 2),
                (int) time.toLocalDate().toEpochDay(), Timestamp.fromLocalDateTime(time), code, code);
    }

    @Test
    public void testSumsThatOutgrewTheirColumn()
            throws Exception
    {
        Table sums = create("sums", Schema.newBuilder()
                .column("id", DataTypes.INT()).column("total", DataTypes.DECIMAL(5, 2)).primaryKey("id").option("bucket", "1").option("write-only", "true")
                .option("merge-engine", "aggregation").option("fields.total.aggregate-function", "sum").build());
        for (int i = 0; i < 2; i++) {
            paimon.commit(sums, List.of(
                    GenericRow.of(1, Decimal.fromBigDecimal(new BigDecimal("1.25"), 5, 2)), GenericRow.of(2, Decimal.fromBigDecimal(new BigDecimal("999.99"), 5, 2))));
        }

        for (Map<String, String> settings : List.of(FETCH, SHUFFLE_JOIN)) {
            assertThat(hive.query(settings, "SELECT total FROM queries.sums WHERE id = 1")).containsExactly(List.of("2.50"));
            assertThat(hive.failure(settings, "SELECT total FROM queries.sums")).contains("Varve UNSUPPORTED_FEATURE").contains("queries.sums").contains("total").contains("1999.98");
        }
    }

    @Test
    public void testTheOptimizerKnowsColumns()
            throws Exception
    {
        Map<String, String> column = hive.query(Map.of(), "DESCRIBE FORMATTED queries.customers id").stream()
                .collect(Collectors.toMap(row -> row.get(0).strip(), row -> row.get(1).strip()));

        assertThat(column).contains(Map.entry("min", "0"), Map.entry("max", Integer.toString(CUSTOMERS - 1)), Map.entry("num_nulls", "0"), Map.entry("distinct_count", Integer.toString(CUSTOMERS)));
        assertThat(hive.query(SHUFFLE_JOIN, "EXPLAIN SELECT name FROM queries.customers WHERE id = 5").toString()).contains("(rows=" + CUSTOMERS + " ").contains("(rows=1 ");
    }
}
