package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.Values;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.scan.PlanMetrics;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.Timestamp;
import io.airlift.slice.Slices;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads of tables whose files have indexes that Paimon wrote: the rows are those of reads without indexes, and files and rows are skipped. */
public class TestFileIndexes
{
    private static final int FILES = 4;
    private static final int ROWS = 60;
    private static final int INT = 0;
    private static final int TEXT = 1;
    private static final int DECIMAL = 2;
    private static final int TIME = 3;
    private static final int BIG = 4;

    @DataProvider
    public Object[][] indexes()
    {
        return new Object[][] {
                {"bloom-filter", "i,s,t,b", false, "parquet", false},
                {"bloom-filter", "i,s,t,b", true, "orc", false},
                {"bitmap", "i,s,t,b", false, "parquet", false},
                {"bitmap", "i,s,t,b", true, "avro", false},
                {"bsi", "i,d,t,b", false, "orc", false},
                {"bsi", "i,d,t,b", true, "parquet", false},
                {"range-bitmap", "i,s,d,t,b", false, "avro", false},
                {"range-bitmap", "i,s,d,t,b", true, "parquet", false},
                {"bitmap", "i,s,t,b", false, "parquet", true},
                {"range-bitmap", "i,s,d,t,b", true, "parquet", true},
        };
    }

    /** @param overlapping whether the table has a primary key, and its files the same keys */
    @Test(dataProvider = "indexes")
    public void testSameRowsAsWithout(String type, String columns, boolean embedded, String format, boolean overlapping)
            throws Exception
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (PaimonTable table = create(type, columns, embedded, format, overlapping, random)) {
            TableVersion with = table.open().latest();
            TableVersion without = withoutIndexes(with);
            for (int round = 0; round < 60; round++) {
                Predicate predicate = predicate(with.schema().fields().fields(), random, 2);
                assertThat(read(with, predicate, new Counters())).as("seed %s, %s", seed, predicate)
                        .containsExactlyInAnyOrderElementsOf(read(without, predicate, new Counters()));
            }
        }
    }

    @Test(dataProvider = "indexes")
    public void testSkipsFiles(String type, String columns, boolean embedded, String format, boolean overlapping)
            throws Exception
    {
        if (overlapping) {
            return;
        }
        try (PaimonTable table = create(type, columns, embedded, format, false, new Random(1))) {
            TableVersion version = table.open().latest();
            Field column = version.schema().fields().field(INT);
            Counters counters = new Counters();
            // Every fourth number is in one file; their smallest and largest are much the same.
            List<List<Object>> rows = read(version, new Predicate.Compare(INT, column.type(), Comparison.EQUAL, 41L), counters);
            assertThat(rows).hasSize(1);
            assertThat(counters.skippedFiles()).isGreaterThanOrEqualTo(FILES - 2);
            assertThat(counters.ignored()).isZero();
        }
    }

    @DataProvider
    public Object[][] rowGroups()
    {
        return new Object[][] {
                {Map.of("file.format", "parquet", "parquet.block.size", "1024", "parquet.page.size.row.check.min", "100")},
                {Map.of("file.format", "orc", "orc.stripe.size", "1024", "orc.rows.between.memory.checks", "500")},
        };
    }

    /** Of a large file, row groups are skipped in which the index knows of no row, though their statistics allow some. */
    @Test(dataProvider = "rowGroups")
    public void testSkipsRowGroups(Map<String, String> options)
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("i", DataTypes.INT())
                .option("file-index.bitmap.columns", "i")
                .option("file-index.in-manifest-threshold", "1 b")
                .options(options)
                .build();
        int count = 20_000;
        try (PaimonTable table = PaimonTable.create(schema)) {
            table.commit(IntStream.range(0, count).mapToObj(row -> GenericRow.of((row / 1000 + 1) * (row % 2 == 0 ? 1 : -1))).toList());
            TableVersion version = table.open().latest();
            Predicate predicate = new Predicate.Compare(INT, version.schema().fields().field(INT).type(), Comparison.EQUAL, 3L);
            Counters counters = new Counters();
            Counters without = new Counters();
            assertThat(read(version, predicate, counters)).hasSize(500).isEqualTo(read(withoutIndexes(version), predicate, without));
            assertThat(counters.reads.get(ReadMetrics.Counter.ROWS_READ)).isLessThan(count / 4).isLessThan(without.reads.get(ReadMetrics.Counter.ROWS_READ) / 2);
            assertThat(counters.reads.get(ReadMetrics.Counter.ROWS_READ) + counters.reads.get(ReadMetrics.Counter.ROWS_SKIPPED)).isEqualTo(count);
        }
    }

    @Test
    public void testDamagedIndexesAreIgnored()
            throws Exception
    {
        try (PaimonTable table = create("bitmap", "i,s,t,b", false, "parquet", false, new Random(1))) {
            TableVersion version = table.open().latest();
            Predicate predicate = new Predicate.Compare(INT, version.schema().fields().field(INT).type(), Comparison.EQUAL, 41L);
            List<List<Object>> rows = read(version, predicate, new Counters());
            List<Path> indexes;
            try (Stream<Path> files = Files.walk(table.directory())) {
                indexes = files.filter(file -> file.toString().endsWith(".index")).toList();
            }
            assertThat(indexes).hasSize(FILES);
            Files.delete(indexes.get(0));
            Files.write(indexes.get(1), new byte[] {1, 2, 3});
            byte[] cut = Files.readAllBytes(indexes.get(2));
            Files.write(indexes.get(2), Arrays.copyOf(cut, cut.length / 2));
            Counters counters = new Counters();
            assertThat(read(version, predicate, counters)).isEqualTo(rows);
            assertThat(counters.ignored()).isBetween(2L, 3L);
        }
    }

    private static PaimonTable create(String type, String columns, boolean embedded, String format, boolean overlapping, Random random)
            throws Exception
    {
        Schema.Builder schema = Schema.newBuilder()
                .column("i", overlapping ? DataTypes.INT().notNull() : DataTypes.INT())
                .column("s", DataTypes.STRING())
                .column("d", DataTypes.DECIMAL(12, 2))
                .column("t", DataTypes.TIMESTAMP(3))
                .column("b", DataTypes.BIGINT())
                .option("file.format", format)
                .option("file-index." + type + ".columns", columns)
                .option("file-index.in-manifest-threshold", embedded ? "1 mb" : "1 b");
        if (type.equals("bloom-filter")) {
            for (String column : columns.split(",")) {
                schema.option("file-index.bloom-filter." + column + ".items", "100").option("file-index.bloom-filter." + column + ".fpp", "0.01");
            }
        }
        if (overlapping) {
            schema.primaryKey("i").option("bucket", "1").option("write-only", "true");
        }
        PaimonTable table = PaimonTable.create(schema.build());
        for (int file = 0; file < FILES; file++) {
            List<GenericRow> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                int number = overlapping ? row * (file + 1) : row * FILES + file;
                boolean nulls = random.nextInt(10) == 0;
                rows.add(GenericRow.of(
                        number,
                        nulls ? null : BinaryString.fromString("text-" + random.nextInt(50)),
                        nulls ? null : Decimal.fromUnscaledLong(random.nextInt(2000) - 1000, 12, 2),
                        nulls ? null : org.apache.paimon.data.Timestamp.fromEpochMillis(random.nextInt(2000) - 1000L),
                        nulls ? null : random.nextInt(200) - 100L));
            }
            table.commit(rows);
        }
        return table;
    }

    private static TableVersion withoutIndexes(TableVersion version)
    {
        Map<String, String> options = new HashMap<>(version.schema().options());
        options.put("file-index.read.enabled", "false");
        return TableVersion.of(version.table(), version.schema().withOptions(options), version.snapshot());
    }

    private static Predicate predicate(List<Field> fields, Random random, int depth)
    {
        if (depth > 0 && random.nextInt(3) == 0) {
            List<Predicate> operands = List.of(predicate(fields, random, depth - 1), predicate(fields, random, depth - 1));
            return random.nextBoolean() ? Predicate.and(operands) : Predicate.or(operands);
        }
        int column = random.nextInt(fields.size());
        DataType type = fields.get(column).type();
        return switch (random.nextInt(6)) {
            case 0 -> new Predicate.In(column, type, List.of(literal(column, random), literal(column, random)));
            case 1 -> new Predicate.NotIn(column, type, List.of(literal(column, random), literal(column, random)));
            case 2 -> new Predicate.IsNull(column, type);
            case 3 -> new Predicate.IsNotNull(column, type);
            default -> new Predicate.Compare(column, type, Comparison.values()[random.nextInt(Comparison.values().length)], literal(column, random));
        };
    }

    private static Object literal(int column, Random random)
    {
        return switch (column) {
            case INT -> (long) random.nextInt(ROWS * FILES);
            case TEXT -> Slices.utf8Slice("text-" + random.nextInt(55));
            case DECIMAL -> BigDecimal.valueOf(random.nextInt(2200) - 1100L, 2);
            case TIME -> Timestamp.ofMicros((random.nextInt(2200) - 1100) * 1000L + (random.nextInt(4) == 0 ? 500 : 0));
            case BIG -> random.nextInt(220) - 110L;
            default -> throw new IllegalArgumentException("No column " + column);
        };
    }

    private static List<List<Object>> read(TableVersion version, Predicate predicate, Counters counters)
            throws IOException
    {
        List<Field> fields = version.schema().fields().fields();
        SplitSource splits = version.plan(ScanRequest.of(Optional.of(predicate)));
        TableReader reader = TableReader.of(
                version, DefaultFormats.all(), IntStream.range(0, fields.size()).boxed().toList(), Optional.of(predicate), counters.reads);
        List<List<Object>> rows = new ArrayList<>();
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    int first = rows.size();
                    for (int i = 0; i < batch.get().selection().count(); i++) {
                        rows.add(new ArrayList<>());
                    }
                    for (int column = 0; column < fields.size(); column++) {
                        List<Object> values = Values.of(fields.get(column).type(), batch.get().selection().apply(batch.get().column(column)));
                        for (int i = 0; i < values.size(); i++) {
                            rows.get(first + i).add(values.get(i));
                        }
                    }
                }
            }
        }
        counters.planned += splits.metrics().get(PlanMetrics.Counter.FILES_SKIPPED_BY_INDEX);
        return rows;
    }

    private static final class Counters
    {
        private final ReadMetrics reads = new ReadMetrics();
        private long planned;

        private long skippedFiles()
        {
            return planned + reads.get(ReadMetrics.Counter.FILES_SKIPPED_BY_INDEX_FILE);
        }

        private long ignored()
        {
            return reads.get(ReadMetrics.Counter.INDEXES_IGNORED);
        }
    }
}
