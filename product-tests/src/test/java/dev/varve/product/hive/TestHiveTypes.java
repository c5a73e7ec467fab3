package dev.varve.product.hive;

import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.paimon.PaimonTables;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.SqlType;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.variant.GenericVariant;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values at the edges of every type, alone and in arrays, maps and rows, in a table that real Paimon merges of Avro, ORC and Parquet files: as Paimon reads
 * them, row by row and vectorized on Tez; and what HiveQL means by them.
 */
public class TestHiveTypes
{
    private static final String HANDLER = "STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'";
    private static final Map<String, String> FETCH = Map.of("hive.fetch.task.conversion", "more", "hive.fetch.task.conversion.threshold", "-1");
    private static final Map<String, String> ON_TEZ = Map.of("hive.fetch.task.conversion", "none");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final List<String> FORMATS = List.of("avro", "orc", "parquet");

    private ScratchDirectory scratch;
    private HiveClient hive;

    @BeforeClass
    public void createTables()
            throws Exception
    {
        scratch = ScratchDirectory.create();
        hive = HiveUnderTest.client();
        try (PaimonTables paimon = PaimonTables.open(scratch.path())) {
            Schema.Builder schema = Schema.newBuilder().column("id", DataTypes.INT().notNull());
            edges().forEach((type, _) -> columns(type).forEach(column -> schema.column(column.name(), column.type())));
            Table edges = paimon.create("typestest", "edges", schema.primaryKey("id").option("bucket", "1").option("write-only", "true").build());
            int rows = edges().values().stream().mapToInt(List::size).max().orElseThrow() + 1;
            for (int format = 0; format < FORMATS.size(); format++) {
                int runs = format;
                // Half of what a format has is replaced in the next one.
                paimon.commit(
                        edges.copy(Map.of("file.format", FORMATS.get(format))),
                        Stream.iterate(0, i -> i < rows, i -> i + 1).map(i -> row(runs * rows / 2 + i, i)).toList());
            }
            Table texts = paimon.create("typestest", "texts", Schema.newBuilder()
                    .column("id", DataTypes.INT()).column("c", DataTypes.CHAR(5)).column("v", DataTypes.VARCHAR(5)).column("t", DataTypes.TIME(3))
                    .column("x", DataTypes.VARIANT()).option("metadata.stats-mode", "none").build());
            paimon.commit(texts, List.of(
                    GenericRow.of(1, BinaryString.fromString("ab"), BinaryString.fromString("ab"), 3_723_004, GenericVariant.fromJson("{\"a\":1}")),
                    GenericRow.of(2, BinaryString.fromString("ab "), BinaryString.fromString("ab "), 0, null),
                    GenericRow.of(3, BinaryString.fromString("ab\t"), BinaryString.fromString("ab\t"), null, GenericVariant.fromJson("[]"))));
        }
        hive.query(List.of(
                "CREATE DATABASE typestest",
                "CREATE EXTERNAL TABLE typestest.edges " + HANDLER.formatted(scratch.path().resolve("typestest.db/edges")),
                "CREATE EXTERNAL TABLE typestest.texts " + HANDLER.formatted(scratch.path().resolve("typestest.db/texts"))));
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
            throws Exception
    {
        if (hive != null) {
            hive.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    private record NewColumn(String name, DataType type) {}

    /** A type alone, and as each part of a nested type. */
    private static List<NewColumn> columns(DataType type)
    {
        String name = type.asSQLString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip().replace(' ', '_');
        return List.of(
                new NewColumn(name, type),
                new NewColumn(name + "_array", DataTypes.ARRAY(type)),
                new NewColumn(name + "_key", DataTypes.MAP(type.notNull(), DataTypes.INT())),
                new NewColumn(name + "_value", DataTypes.MAP(DataTypes.INT().notNull(), DataTypes.ARRAY(type))),
                new NewColumn(name + "_member", DataTypes.ROW(DataTypes.FIELD(0, "x", type), DataTypes.FIELD(1, "y", DataTypes.ROW(DataTypes.FIELD(2, "z", type))))));
    }

    /** Row {@code i} has value {@code i} of every type, and NULL where there are not so many. */
    private static GenericRow row(int id, int i)
    {
        List<Object> fields = new ArrayList<>();
        fields.add(id);
        edges().forEach((_, values) -> {
            Object value = i < values.size() ? values.get(i) : null;
            fields.add(value);
            fields.add(i == 0 ? null : new GenericArray(i == 1 ? new Object[] {} : new Object[] {value, null, values.getFirst()}));
            fields.add(value == null ? null : new GenericMap(new HashMap<>(Map.of(value, i))));
            fields.add(new GenericMap(new HashMap<>(Map.of(i, new GenericArray(new Object[] {value})))));
            fields.add(i == 0 ? null : GenericRow.of(value, i == 1 ? null : GenericRow.of(value)));
        });
        return GenericRow.of(fields.toArray());
    }

    private static Map<DataType, List<Object>> edges()
    {
        Map<DataType, List<Object>> edges = new LinkedHashMap<>();
        edges.put(DataTypes.BOOLEAN(), List.of(true, false));
        edges.put(DataTypes.TINYINT(), List.of(Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE));
        edges.put(DataTypes.SMALLINT(), List.of(Short.MIN_VALUE, (short) 0, Short.MAX_VALUE));
        edges.put(DataTypes.INT(), List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE));
        edges.put(DataTypes.BIGINT(), List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE));
        edges.put(DataTypes.FLOAT(), List.of(Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN));
        edges.put(DataTypes.DOUBLE(), List.of(Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN));
        edges.put(DataTypes.DECIMAL(9, 2), List.of(decimal("-9999999.99", 9), decimal("0.00", 9), decimal("9999999.99", 9)));
        edges.put(DataTypes.DECIMAL(18, 0), List.of(decimal("-999999999999999999", 18), decimal("0", 18), decimal("1", 18)));
        edges.put(DataTypes.DECIMAL(38, 38), List.of(decimal("-0." + "9".repeat(38), 38), decimal("0." + "0".repeat(37) + "1", 38)));
        edges.put(DataTypes.CHAR(4), texts("", "a", "日本", "it's", "\\\""));
        edges.put(DataTypes.VARCHAR(4), texts("", " a ", "日本", "\u0000", "\n"));
        edges.put(DataTypes.STRING(), texts("", "\u0001\u0002,|", "😀", "null", "\\N", "x".repeat(10_000)));
        edges.put(DataTypes.BINARY(2), List.of(new byte[] {0, 0}, new byte[] {-1, 127}));
        edges.put(DataTypes.BYTES(), List.of(new byte[] {}, new byte[] {0}, new byte[] {-128, 1, 10, 92}));
        edges.put(DataTypes.DATE(), Stream.of("0001-01-01", "1582-10-05", "1582-10-04", "1582-10-15", "1969-12-31", "9999-12-31")
                .<Object>map(text -> (int) LocalDate.parse(text).toEpochDay()).toList());
        edges.put(DataTypes.TIME(3), List.of(0, 1, 86_399_999));
        for (DataType type : List.of(DataTypes.TIMESTAMP(3), DataTypes.TIMESTAMP(6), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6))) {
            // 00:07 of that day was left out in Kathmandu, where the test is.
            edges.put(type, Stream.of("0001-01-01T00:00:00", "1582-10-05T12:00:00", "1899-12-31T23:59:59.999", "1969-12-31T23:59:58.001", "1986-01-01T00:07:00.5", "9999-12-31T23:59:59.999")
                    .<Object>map(text -> Timestamp.fromLocalDateTime(LocalDateTime.parse(text))).toList());
        }
        return edges;
    }

    private static Decimal decimal(String text, int precision)
    {
        BigDecimal value = new BigDecimal(text);
        return Decimal.fromBigDecimal(value, precision, value.scale());
    }

    private static List<Object> texts(String... texts)
    {
        return Stream.of(texts).<Object>map(BinaryString::fromString).toList();
    }

    @Test
    public void testValuesAtTheEdgesOfEveryType()
            throws Exception
    {
        List<String> columns = Stream.concat(Stream.of("id"), edges().keySet().stream().flatMap(type -> columns(type).stream()).map(NewColumn::name)).toList();
        ReadRequest request = new ReadRequest("typestest", "edges", Optional.empty(), new ReadVersion.Latest(), columns, Optional.empty());
        HiveQuery query = HiveQuery.of(request, false);
        try (PaimonReader paimon = PaimonReader.open(scratch.path())) {
            List<dev.varve.type.DataType> types = paimon.types(request).stream().map(SqlType::parse).toList();
            RowSet expected = RowSet.of(types, paimon.read(request));

            assertThat(expected.size()).isGreaterThan(10);
            assertThat(RowSet.of(types, hive.query(Map.of(), query.byFetching(), types)).differenceTo(expected)).as("row by row").isEmpty();
            assertThat(RowSet.of(types, hive.query(Map.of(), query.onTez(types), types)).differenceTo(expected)).as("vectorized").isEmpty();
        }
    }

    @Test
    public void testTimesAreShownInTheZoneOfTheSession()
            throws Exception
    {
        // What equals a constant would be one, and no value of the table.
        String instant = "timestamp_6_with_local_time_zone";
        String select = "SELECT %1$s, CAST(%1$s AS TIMESTAMP), timestamp_6, %1$s_array[0], %1$s_member.y.z FROM typestest.edges WHERE %1$s > TIMESTAMPLOCALTZ '1969-12-31 23:59:58 UTC' AND %1$s < TIMESTAMPLOCALTZ '1969-12-31 18:59:59 America/New_York'"
                .formatted(instant);
        Map<String, String> zones = Map.of("UTC", "1969-12-31 23:59:58.001", "America/New_York", "1969-12-31 18:59:58.001");
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            for (String conversion : List.of("more", "none")) {
                String shown = zone.getValue() + " " + zone.getKey();

                assertThat(hive.query(Map.of("hive.local.time.zone", zone.getKey(), "hive.fetch.task.conversion", conversion), select))
                        .as(zone + " " + conversion)
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row).containsExactly(shown, zone.getValue(), "1969-12-31 23:59:58.001", shown, shown));
            }
        }
        hive.query(Map.of(), "SET hive.local.time.zone=LOCAL");
    }

    @Test
    public void testDatesAndTimesOfLongAgo()
            throws Exception
    {
        // The calendar has no gap in 1582.
        String condition = "`date` = DATE '1582-10-05' AND timestamp_6 > TIMESTAMP '1582-10-05 11:59:59.999' AND timestamp_6 <= TIMESTAMP '1582-10-05 12:00:00'";
        String select = "SELECT count(*), min(`date`), max(datediff(DATE '1582-10-15', `date`)), max(timestamp_6), max(year(timestamp_6)) FROM typestest.edges WHERE " + condition;
        for (Map<String, String> settings : List.of(FETCH, ON_TEZ)) {
            List<String> row = hive.query(settings, select).getFirst();

            assertThat(row.getFirst()).isNotEqualTo("0");
            assertThat(row.subList(1, row.size())).containsExactly("1582-10-05", "10", "1582-10-05 12:00:00", "1582");
        }
    }

    /** CHAR is compared without the spaces at its end, VARCHAR with them. */
    @Test
    public void testSpacesAtTheEndOfTexts()
            throws Exception
    {
        for (Map<String, String> settings : List.of(FETCH, ON_TEZ)) {
            assertThat(hive.query(settings, "SELECT id FROM typestest.texts WHERE c = 'ab'")).containsExactlyInAnyOrder(List.of("1"), List.of("2"));
            assertThat(hive.query(settings, "SELECT id FROM typestest.texts WHERE v = 'ab'")).containsExactly(List.of("1"));
            assertThat(hive.query(settings, "SELECT id FROM typestest.texts WHERE v = 'ab '")).containsExactly(List.of("2"));
            assertThat(hive.query(settings, "SELECT id FROM typestest.texts WHERE c < CAST('ab' AS CHAR(9)) OR c LIKE 'ab_'")).containsExactly(List.of("3"));
            assertThat(hive.query(settings, "SELECT id, concat('[', c, '|', v, ']'), length(c), length(v) FROM typestest.texts WHERE id < 3"))
                    .containsExactlyInAnyOrder(List.of("1", "[ab|ab]", "2", "2"), List.of("2", "[ab|ab ]", "2", "3"));
        }
    }

    @Test
    public void testTimesOfDayAndVariants()
            throws Exception
    {
        for (Map<String, String> settings : List.of(FETCH, ON_TEZ)) {
            assertThat(hive.query(settings, "SELECT id, t, hex(x.value) FROM typestest.texts WHERE t IS NULL OR t >= '01:00:00'")).containsExactlyInAnyOrder(
                    List.of("1", "01:02:03.004", HEX.formatHex(GenericVariant.fromJson("{\"a\":1}").value())),
                    asList("3", null, HEX.formatHex(GenericVariant.fromJson("[]").value())));
            assertThat(hive.query(settings, "SELECT x IS NULL, x.metadata IS NULL FROM typestest.texts WHERE t = '00:00:00.000'")).containsExactly(List.of("true", "true"));
        }
    }
}
