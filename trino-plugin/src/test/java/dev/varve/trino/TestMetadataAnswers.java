package dev.varve.trino;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** What is counted and compared from metadata is what is counted and compared in the rows. */
public class TestMetadataAnswers
        extends AbstractTestPaimonTables
{
    private static final String DATABASE = "answers";
    /** A condition that Trino evaluates on every row, so that it needs the rows. */
    private static final String EVERY_ROW = "(SELECT * FROM %s WHERE random() < 2)";
    private static final String AGGREGATES = "count(*), count(i), count(s), min(i), max(i), min(d), max(d), min(t), max(t)";

    public TestMetadataAnswers()
    {
        super(DATABASE);
    }

    /** {@code -Dvarve.answers.tables=} makes it longer, {@code -Dvarve.seed=} repeats a run. */
    @Test
    public void testRandomTables()
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        int answered = 0;
        int tables = Integer.getInteger("varve.answers.tables", 5);
        for (int i = 0; i < tables; i++) {
            Random random = new Random(seed + i);
            String name = "t" + i;
            Map<String, String> options = createTable(name, random);
            for (String grouping : List.of("", "p")) {
                for (String condition : List.of("", " WHERE p <> 'b' OR p IS NULL")) {
                    for (String aggregates : List.of("count(*)", AGGREGATES)) {
                        String select = "SELECT " + (grouping.isEmpty() ? "" : grouping + ", ") + aggregates + " FROM ";
                        String end = condition + (grouping.isEmpty() ? "" : " GROUP BY " + grouping);
                        assertThat(runner.execute(select + name + end).getMaterializedRows())
                                .as("-Dvarve.seed=%s %s: %s%s%s", seed + i, options, select, name, end)
                                .containsExactlyInAnyOrderElementsOf(runner.execute(select + EVERY_ROW.formatted(name) + end).getMaterializedRows());
                        answered += isAnswered(select + name + end) ? 1 : 0;
                    }
                }
            }
        }
        System.out.printf("metadata answers: -Dvarve.seed=%s, %s of %s queries were answered from metadata%n", seed, answered, tables * 8);
        assertThat(answered).isPositive();
    }

    @Test
    public void testBucketsThatAreKnownAreNotRead()
            throws Exception
    {
        paimon.createTable("mixed", Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("p", DataTypes.STRING().notNull())
                .column("i", DataTypes.INT())
                .partitionKeys("p")
                .primaryKey("p", "id")
                .options(Map.of("bucket", "1", "write-only", "true"))
                .build());
        paimon.write("mixed", GenericRow.of(1, BinaryString.fromString("once"), 5), GenericRow.of(2, BinaryString.fromString("once"), 7), GenericRow.of(3, BinaryString.fromString("twice"), 100));
        paimon.write("mixed", GenericRow.of(3, BinaryString.fromString("twice"), 1));
        String query = "SELECT count(*), min(i), max(i) FROM mixed";
        assertThat(plan(query)).contains("from metadata and 1 splits").doesNotContain("Aggregate");
        assertThat(runner.execute(query).getMaterializedRows().getFirst().getFields()).containsExactly(3L, 1, 7);
        assertThat(plan(query + " WHERE p = 'once'")).contains("from metadata").doesNotContain("splits");
        assertThat(runner.execute(query + " WHERE p = 'none'").getMaterializedRows().getFirst().getFields()).containsExactly(0L, null, null);
        assertThat(runner.execute("SELECT p, max(i) FROM mixed GROUP BY p HAVING max(i) > 5").getMaterializedRows()).hasSize(1);
        assertThat(runner.execute("SELECT count(*) + 1 FROM mixed LIMIT 1").getOnlyValue()).isEqualTo(4L);
        assertThat(runner.execute("SELECT a.c FROM (SELECT p, count(*) c FROM mixed GROUP BY p) a JOIN mixed b ON a.p = b.p WHERE b.id = 1").getOnlyValue()).isEqualTo(2L);
    }

    @Test
    public void testWhatIsNotExactIsNotAnswered()
            throws Exception
    {
        paimon.createTable("vague", Schema.newBuilder()
                .column("s", DataTypes.STRING())
                .column("f", DataTypes.DOUBLE())
                .column("i", DataTypes.INT())
                .build());
        paimon.write("vague", GenericRow.of(BinaryString.fromString("a text that is longer than what statistics keep of it"), Double.NaN, 1), GenericRow.of(BinaryString.fromString("b"), 1.0, null));
        for (String aggregate : List.of("max(s)", "min(f)", "count(DISTINCT i)", "sum(i)", "max(i) FILTER (WHERE i > 0)", "min(i + 1)")) {
            assertThat(plan("SELECT " + aggregate + " FROM vague")).as(aggregate).doesNotContain("answer=");
        }
        assertThat(plan("SELECT count(*) FROM vague WHERE i = 1")).doesNotContain("answer=");
        assertThat(plan("SELECT count(s), count(f), max(i) FROM vague")).contains("answer=[count(s), count(f), max(i)] from metadata");
        assertThat(runner.execute("SELECT count(s), count(f), count(i), max(i) FROM vague").getMaterializedRows().getFirst().getFields()).containsExactly(2L, 2L, 1L, 1);
    }

    private Map<String, String> createTable(String name, Random random)
            throws Exception
    {
        boolean keyed = random.nextBoolean();
        Map<String, String> options = new TreeMap<>();
        options.put("file.format", List.of("parquet", "orc", "avro").get(random.nextInt(3)));
        options.put("metadata.stats-mode", List.of("truncate(16)", "full", "counts", "none").get(random.nextInt(10) * 4 / 10 * random.nextInt(2)));
        options.put("metadata.stats-dense-store", Boolean.toString(random.nextBoolean()));
        options.put("bucket", keyed ? Integer.toString(random.nextInt(2) + 1) : "-1");
        if (keyed && random.nextInt(3) == 0) {
            options.put("deletion-vectors.enabled", "true");
        }
        if (keyed && random.nextInt(3) == 0) {
            options.put("write-only", "true");
        }
        if (keyed && random.nextBoolean()) {
            options.put("full-compaction.delta-commits", "1");
        }
        Schema.Builder schema = Schema.newBuilder()
                .column("id", DataTypes.INT().copy(!keyed))
                .column("p", DataTypes.STRING().copy(!keyed))
                .column("i", DataTypes.INT())
                .column("d", DataTypes.DECIMAL(20, 2))
                .column("t", DataTypes.TIMESTAMP(6))
                .column("s", DataTypes.STRING())
                .partitionKeys("p")
                .options(options);
        if (keyed) {
            schema.primaryKey("p", "id");
        }
        paimon.createTable(name, schema.build());
        int commits = random.nextInt(4) + 1;
        for (int commit = 0; commit < commits; commit++) {
            if (commit == 2 && random.nextBoolean()) {
                try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())))) {
                    SchemaChange change = random.nextBoolean() ? SchemaChange.updateColumnType("i", DataTypes.BIGINT()) : SchemaChange.renameColumn("s", "s2");
                    catalog.alterTable(Identifier.create(DATABASE, name), List.of(change, SchemaChange.addColumn("added", DataTypes.INT())), false);
                    if (!catalog.getTable(Identifier.create(DATABASE, name)).rowType().containsField("s")) {
                        catalog.alterTable(Identifier.create(DATABASE, name), List.of(SchemaChange.renameColumn("added", "s")), false);
                    }
                }
            }
            paimon.write(name, rows(name, keyed, random));
        }
        return options;
    }

    private GenericRow[] rows(String name, boolean keyed, Random random)
            throws Exception
    {
        List<String> columns = paimon.table(name).rowType().getFieldNames();
        List<GenericRow> rows = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
            GenericRow row = new GenericRow(columns.size());
            for (int column = 0; column < columns.size(); column++) {
                row.setField(column, value(name, columns.get(column), keyed, random));
            }
            row.setRowKind(keyed && random.nextInt(8) == 0 ? RowKind.DELETE : RowKind.INSERT);
            rows.add(row);
        }
        return rows.toArray(GenericRow[]::new);
    }

    private Object value(String table, String column, boolean keyed, Random random)
            throws Exception
    {
        boolean key = column.equals("id") || column.equals("p");
        if (random.nextInt(4) == 0 && !(keyed && key)) {
            return null;
        }
        return switch (paimon.table(table).rowType().getField(column).type().getTypeRoot()) {
            case INTEGER -> column.equals("id") ? (Object) random.nextInt(25) : (Object) random.nextInt();
            case BIGINT -> random.nextLong();
            case DECIMAL -> Decimal.fromBigDecimal(BigDecimal.valueOf(random.nextLong(), 2), 20, 2);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> Timestamp.fromMicros(random.nextLong() >> 12);
            default -> BinaryString.fromString(column.equals("p") ? List.of("a", "b", "c").get(random.nextInt(3)) : "s".repeat(random.nextInt(40)));
        };
    }

    private boolean isAnswered(String query)
    {
        return plan(query).contains("answer=");
    }

    private String plan(String query)
    {
        return runner.execute("EXPLAIN " + query).getOnlyValue().toString();
    }
}
