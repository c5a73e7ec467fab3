package dev.varve.read;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.scan.KeyRange;
import dev.varve.scan.PlanMetrics;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import dev.varve.scan.SplitFile;
import dev.varve.scan.SplitSource;
import dev.varve.type.IntType;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

/** Buckets that are read in ranges of keys, and files in parts: together they have the rows of the whole, each once. */
public class TestKeyRanges
{
    private static final int COMMITS = 5;
    private static final int ROWS = 400;
    private static final int KEYS = 900;
    /** Longer than what indexes of pages keep of a text. */
    private static final String LONG_END = " and the same end of all keys, of which indexes of pages keep less than that, ";

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"deduplicate", "parquet", List.of(DataTypes.INT())},
                {"partial-update", "parquet", List.of(DataTypes.STRING())},
                {"aggregation", "orc", List.of(DataTypes.STRING(), DataTypes.BIGINT())},
                {"deduplicate", "avro", List.of(DataTypes.DECIMAL(20, 3), DataTypes.DOUBLE())},
                {"partial-update", "parquet", List.of(DataTypes.TIMESTAMP(6), DataTypes.BYTES(), DataTypes.DATE())},
        };
    }

    @Test(dataProvider = "tables")
    public void testRangesHaveAllRowsOnce(String engine, String format, List<DataType> keys)
            throws Exception
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Schema.Builder schema = Schema.newBuilder();
        IntStream.range(0, keys.size()).forEach(i -> schema.column("k" + i, keys.get(i).notNull()));
        schema.column("v", DataTypes.BIGINT());
        schema.primaryKey(IntStream.range(0, keys.size()).mapToObj(i -> "k" + i).toList());
        schema.options(Map.of(
                "bucket", "1", "write-only", "true", "merge-engine", engine, "file.format", format,
                "source.split.target-size", "2 kb", "parquet.page.row.count.limit", "50"));
        schema.option("fields.v.aggregate-function", engine.equals("aggregation") ? "sum" : "last_non_null_value");
        try (PaimonTable table = PaimonTable.create(schema.build())) {
            for (int commit = 0; commit < COMMITS; commit++) {
                List<GenericRow> rows = new ArrayList<>();
                for (int i = 0; i < ROWS; i++) {
                    GenericRow row = row(keys, random.nextInt(KEYS), random.nextInt(100));
                    row.setRowKind(engine.equals("deduplicate") && random.nextInt(5) == 0 ? RowKind.DELETE : RowKind.INSERT);
                    rows.add(row);
                }
                table.commit(rows);
            }
            List<List<Object>> whole = PaimonTable.read(table.open());
            List<List<Object>> portions = new ArrayList<>();
            List<Split> splits = portions(table.open());
            for (Split split : splits) {
                portions.addAll(PaimonTable.read(table.open().latest(), split));
            }
            assertThat(splits.size()).as("ranges, seed %s", seed).isGreaterThan(format.equals("parquet") ? 3 : 1);
            assertThat(splits).allMatch(split -> split.range().isPresent() && split.exactRowCount().isEmpty());
            assertThat(portions).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(whole);
            long bytes = allFiles(table).stream().mapToLong(SplitFile::size).sum();
            assertThat(splits.stream().mapToLong(Split::bytes).sum()).as("weights").isCloseTo(bytes, withPercentage(1));
        }
    }

    @Test
    public void testBoundsThatNoFileHas()
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(overlapping("parquet"))) {
            table.commit(rows(0, 100));
            table.commit(rows(50, 150));
            Split whole = portions(table.open()).get(0);
            List<Integer> cuts = new ArrayList<>(List.of(-7, 0, 1, 49, 50, 50, 99, 100, 149, 150, 1000));
            List<List<Object>> read = new ArrayList<>();
            Optional<BinaryRow> from = Optional.empty();
            cuts.add(null);
            for (Integer cut : cuts) {
                Optional<BinaryRow> to = Optional.ofNullable(cut)
                        .map(value -> BinaryRowWriter.write(List.of(new IntType(true)), List.of((long) value)));
                Split portion = new Split(whole.snapshotId(), whole.partition(), 0, 1, whole.bucketPath(), allFiles(table), false, Optional.of(new KeyRange(from, to, 1)), Optional.empty());
                read.addAll(PaimonTable.read(table.open().latest(), portion));
                from = to;
            }
            assertThat(read).extracting(row -> row.get(0)).containsExactlyElementsOf(IntStream.range(0, 150).mapToObj(key -> (Object) (long) key).toList());
        }
    }

    @Test
    public void testReadersSkipWhatIsOutside()
            throws Exception
    {
        Schema schema = overlapping("orc");
        schema.options().putAll(Map.of("orc.stripe.size", "1", "orc.row.index.stride", "1000", "orc.stripe.row.count", "1000", "source.split.target-size", "4 kb"));
        try (PaimonTable table = PaimonTable.create(schema)) {
            table.commit(rows(0, 10_000));
            table.commit(rows(0, 10_000));
            Table opened = table.open();
            List<Split> splits = portions(opened);
            assertThat(splits).hasSizeGreaterThan(4);
            ReadMetrics metrics = new ReadMetrics();
            TableReader reader = TableReader.of(opened.latest(), DefaultFormats.all(), List.of(0, 1), Optional.empty(), metrics);
            long rows = 0;
            for (Split split : splits) {
                try (BatchSource batches = reader.open(split)) {
                    for (var batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                        rows += batch.get().selection().count();
                    }
                }
            }
            assertThat(rows).isEqualTo(10_000);
            assertThat(metrics.get(Counter.ROWS_SKIPPED)).isGreaterThan((splits.size() - 2) * 10_000L);
            assertThat(metrics.get(Counter.ROWS_READ)).isLessThan(2 * 20_000);
        }
    }

    @Test
    public void testPartsOfFilesHaveAllRowsOnce()
            throws Exception
    {
        for (String format : List.of("parquet", "orc", "avro")) {
            Schema schema = Schema.newBuilder()
                    .column("k", DataTypes.INT())
                    .column("v", DataTypes.BIGINT())
                    .option("file.format", format)
                    .option("source.split.target-size", "4 kb")
                    .option("parquet.block.size", "1000")
                    .option("orc.stripe.size", "1")
                    .option("orc.stripe.row.count", "1000")
                    .build();
            try (PaimonTable table = PaimonTable.create(schema)) {
                table.commit(rows(0, 20_000));
                List<Split> splits = portions(table.open());
                assertThat(splits).as(format).hasSizeGreaterThan(format.equals("avro") ? 0 : 4);
                List<List<Object>> read = new ArrayList<>();
                int withRows = 0;
                for (Split split : splits) {
                    List<List<Object>> ofPart = PaimonTable.read(table.open().latest(), split);
                    withRows += ofPart.isEmpty() ? 0 : 1;
                    read.addAll(ofPart);
                }
                assertThat(withRows).as("parts of %s with rows", format).isGreaterThan(format.equals("avro") ? 0 : 3);
                assertThat(read).extracting(row -> row.get(0)).containsExactlyElementsOf(IntStream.range(0, 20_000).mapToObj(key -> (Object) (long) key).toList());
            }
        }
    }

    @Test
    public void testFewFilesTellWhereToCut()
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(overlapping("parquet"))) {
            for (int commit = 0; commit < 10; commit++) {
                table.commit(rows(0, 1_000));
            }
            try (SplitSource source = table.open().latest().plan(ScanRequest.ALL.inPortions())) {
                List<Split> splits = all(source);
                assertThat(splits).hasSizeGreaterThan(5);
                assertThat(source.metrics().get(PlanMetrics.Counter.FILES_SAMPLED)).isEqualTo(4);
                assertThat(splits).extracting(split -> split.files().size()).containsOnly(10);
                long largest = splits.stream().mapToLong(Split::bytes).max().orElseThrow();
                assertThat(largest).as("ranges are about equal").isLessThan(3 * splits.stream().mapToLong(Split::bytes).sum() / splits.size());
            }
            assertThat(all(table.open().latest().plan(ScanRequest.ALL))).as("whoever does not ask for portions gets buckets").hasSize(1);
        }
    }

    private static Schema overlapping(String format)
    {
        return Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.BIGINT())
                .primaryKey("k")
                .option("bucket", "1")
                .option("write-only", "true")
                .option("file.format", format)
                .option("source.split.target-size", "2 kb")
                .option("parquet.page.row.count.limit", "50")
                .build();
    }

    private static List<GenericRow> rows(int from, int to)
    {
        List<GenericRow> rows = new ArrayList<>();
        new Random(from).ints(to - from).forEach(value -> rows.add(GenericRow.of(from + rows.size(), (long) value)));
        return rows;
    }

    private static List<SplitFile> allFiles(PaimonTable table)
            throws IOException
    {
        return all(table.open().latest().plan(ScanRequest.ALL)).get(0).files();
    }

    /** The splits of the table, as they arrive at a reader. */
    private static List<Split> portions(Table table)
    {
        TableVersion version = table.latest();
        return all(version.plan(ScanRequest.ALL.inPortions())).stream().map(split -> SplitCodec.decode(SplitCodec.encode(split))).toList();
    }

    private static List<Split> all(SplitSource source)
    {
        List<Split> splits = new ArrayList<>();
        for (Optional<Split> split = source.next(); split.isPresent(); split = source.next()) {
            splits.add(split.get());
        }
        return splits;
    }

    private static GenericRow row(List<DataType> keys, int number, long value)
    {
        Object[] values = new Object[keys.size() + 1];
        for (int i = 0; i < keys.size(); i++) {
            // Leading columns have few values, so that ranges begin within them.
            values[i] = key(keys.get(i), i + 1 < keys.size() ? number % 2 : number);
        }
        values[keys.size()] = value;
        return GenericRow.of(values);
    }

    private static Object key(DataType type, int number)
    {
        return switch (type.getTypeRoot()) {
            case INTEGER, DATE -> number;
            case BIGINT -> (long) number;
            case DOUBLE -> number == 0 ? -0.0 : number / 7.0;
            case DECIMAL -> Decimal.fromBigDecimal(BigDecimal.valueOf(number * 1_000_003L, 3), 20, 3);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> Timestamp.fromMicros(number * 1_234_567L - 1_000_000);
            case VARBINARY -> new byte[] {(byte) number, (byte) (number >> 8)};
            default -> BinaryString.fromString("%04d".formatted(number / 10) + LONG_END + number);
        };
    }
}
