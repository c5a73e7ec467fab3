package dev.varve.trino;

import dev.varve.FileSystemCatalog;
import dev.varve.TableVersion;
import dev.varve.TemporaryDirectory;
import dev.varve.column.Batch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.avro.AvroFormat;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.read.TableReader;
import dev.varve.scan.PlanMetrics;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.TrinoOrcFormat;
import dev.varve.trino.file.TrinoParquetFormat;
import dev.varve.type.DataType;
import dev.varve.type.Timestamp;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

/** How little is read for the rows of a few primary keys: of 4 buckets with 2 files each, of 5,000 rows in pages of 100. */
public class TestPointLookups
{
    private static final int BUCKETS = 4;
    private static final int ROWS = 40_000;
    private static final int PAGE_ROWS = 100;
    /** What Trino's reader reads of a row group that has a page to read: it aligns columns by pages. */
    private static final int FEW_ROWS = 2 * PAGE_ROWS;

    private static final int FEW_BUCKETS = 2;
    private static final int SOME_ROWS = 8_000;
    private static final int STRIDE_ROWS = 1_000;
    private static final Map<String, String> PAGES = Map.of("parquet.page.row.count.limit", Integer.toString(PAGE_ROWS), "parquet.enable.dictionary", "false");
    private static final DataFileFormats FORMATS = DataFileFormats.of(List.of(new TrinoParquetFormat(), new TrinoOrcFormat(), new AvroFormat()));

    private TemporaryDirectory temporary;
    private Path warehouse;
    private TableVersion table;

    @BeforeClass
    public void makeTable()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        warehouse = temporary.directory();
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "lookups")) {
            paimon.createTable("t", Schema.newBuilder()
                    .column("id", DataTypes.INT().notNull())
                    .column("text", DataTypes.STRING())
                    .primaryKey("id")
                    .options(Map.of(
                            "bucket", Integer.toString(BUCKETS), "write-only", "true", "file.format", "parquet",
                            "parquet.page.row.count.limit", Integer.toString(PAGE_ROWS), "parquet.enable.dictionary", "false"))
                    .build());
            paimon.write("t", rows(0, ROWS / 2));
            paimon.write("t", rows(ROWS / 2, ROWS));
        }
        table = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("lookups", "t").latest();
    }

    private static GenericRow[] rows(int from, int to)
    {
        return IntStream.range(from, to).mapToObj(id -> GenericRow.of(id, BinaryString.fromString("text of " + id))).toArray(GenericRow[]::new);
    }

    @AfterClass(alwaysRun = true)
    public void deleteTable()
            throws IOException
    {
        temporary.close();
        temporary = null;
    }

    @Test
    public void testOneKeyCostsAPageOfOneFile()
            throws Exception
    {
        for (int id : List.of(0, 12_345, ROWS / 2 - 1, ROWS / 2, ROWS - 1)) {
            Lookup lookup = lookUp(new Predicate.Compare(0, type(), Predicate.Comparison.EQUAL, (long) id));
            assertThat(lookup.rows()).as("id %s", id).isEqualTo(1);
            assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_SKIPPED_BY_BUCKET)).isEqualTo(2 * (BUCKETS - 1));
            assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_SKIPPED_BY_KEY)).isEqualTo(1);
            assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_PLANNED)).isEqualTo(1);
            assertThat(lookup.read().get(ReadMetrics.Counter.FILES_OPENED)).isEqualTo(1);
            assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).isBetween(1L, (long) FEW_ROWS);
            assertThat(lookup.read().get(ReadMetrics.Counter.BYTES_READ)).isPositive().isLessThanOrEqualTo(lookup.plan().get(PlanMetrics.Counter.BYTES_PLANNED));
        }
    }

    @Test
    public void testSeveralKeysCostPagesOfTheirFiles()
            throws Exception
    {
        List<Object> ids = List.of(7L, 8L, 9L, 30_000L);
        Lookup lookup = lookUp(new Predicate.In(0, type(), ids));
        assertThat(lookup.rows()).isEqualTo(ids.size());
        assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_PLANNED)).isLessThanOrEqualTo(2L * ids.size());
        assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).isLessThanOrEqualTo((long) ids.size() * 2 * FEW_ROWS);
    }

    @Test
    public void testKeysThatAreNotThereCostNothing()
            throws Exception
    {
        Lookup lookup = lookUp(new Predicate.Compare(0, type(), Predicate.Comparison.EQUAL, (long) ROWS));
        assertThat(lookup.rows()).isZero();
        assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_PLANNED)).isZero();
    }

    /** A key and its values as Paimon writes them and as conditions have them, in the order of their numbers. */
    private record Key(String name, List<org.apache.paimon.types.DataType> types, IntFunction<List<Object>> written, IntFunction<List<Object>> literals) {}

    private static final List<Key> KEYS = List.of(
            new Key("long", List.of(DataTypes.BIGINT()), id -> List.of(id * 10_000_000_000L), id -> List.of(id * 10_000_000_000L)),
            new Key("text", List.of(DataTypes.STRING()), id -> List.of(BinaryString.fromString(text(id))), id -> List.of(utf8Slice(text(id)))),
            new Key("decimal", List.of(DataTypes.DECIMAL(20, 2)), id -> List.of(Decimal.fromBigDecimal(decimal(id), 20, 2)), id -> List.of(decimal(id))),
            new Key("date", List.of(DataTypes.DATE()), id -> List.of(id - 500), id -> List.of(id - 500L)),
            new Key(
                    "timestamp",
                    List.of(DataTypes.TIMESTAMP(6)),
                    id -> List.of(org.apache.paimon.data.Timestamp.fromMicros(micros(id))),
                    id -> List.of(Timestamp.ofMicros(micros(id)))),
            new Key(
                    "composite",
                    List.of(DataTypes.STRING(), DataTypes.INT()),
                    id -> List.of(BinaryString.fromString(text(id / 10)), id % 10),
                    id -> List.of(utf8Slice(text(id / 10)), id % 10L)));

    private static String text(int id)
    {
        return "a rather long beginning %06d".formatted(id);
    }

    private static BigDecimal decimal(int id)
    {
        return BigDecimal.valueOf(id - 1_000L, 2);
    }

    private static long micros(int id)
    {
        return (id - 1_000) * 1_234_567_891L;
    }

    private TableVersion makeTable(Key key, String format, Map<String, String> options)
            throws Exception
    {
        String name = key.name() + "_" + format;
        try (PaimonWarehouse paimon = PaimonWarehouse.create(warehouse, "lookups")) {
            Schema.Builder schema = Schema.newBuilder();
            List<String> columns = IntStream.range(0, key.types().size()).mapToObj(i -> "k" + i).toList();
            for (int i = 0; i < columns.size(); i++) {
                schema.column(columns.get(i), key.types().get(i).notNull());
            }
            paimon.createTable(name, schema
                    .column("number", DataTypes.INT())
                    .primaryKey(columns)
                    .options(Map.of("bucket", Integer.toString(FEW_BUCKETS), "write-only", "true", "file.format", format))
                    .options(options)
                    .build());
            paimon.write(name, rows(key, 0, SOME_ROWS / 2));
            paimon.write(name, rows(key, SOME_ROWS / 2, SOME_ROWS));
        }
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("lookups", name).latest();
    }

    private static GenericRow[] rows(Key key, int from, int to)
    {
        return IntStream.range(from, to)
                .mapToObj(id -> GenericRow.of(Stream.concat(key.written().apply(id).stream(), Stream.of(id)).toArray()))
                .toArray(GenericRow[]::new);
    }

    private static Predicate condition(TableVersion table, List<Object> literals)
    {
        return Predicate.and(IntStream.range(0, literals.size())
                .mapToObj(i -> (Predicate) new Predicate.Compare(i, table.schema().fields().field(i).type(), Predicate.Comparison.EQUAL, literals.get(i)))
                .toList());
    }

    /** The kernel's own reader of Parquet files leaves out the same pages: {@code TestMatchingPages}. */
    @Test
    public void testKeysOfEveryType()
            throws Exception
    {
        for (Key key : KEYS) {
            TableVersion keyed = makeTable(key, "parquet", PAGES);
            for (int id : List.of(0, SOME_ROWS / 2 - 1, SOME_ROWS / 2 + 7)) {
                Predicate condition = condition(keyed, key.literals().apply(id));
                Lookup lookup = lookUp(keyed, condition);
                assertOneFile(lookup, key.name() + ", number " + id);
                assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).as("%s, number %s", key.name(), id).isLessThanOrEqualTo(FEW_ROWS);
            }
            Predicate two = new Predicate.Or(List.of(condition(keyed, key.literals().apply(3)), condition(keyed, key.literals().apply(SOME_ROWS - 3))));
            Lookup lookup = lookUp(keyed, two);
            assertThat(lookup.rows()).as(key.name()).isEqualTo(2);
            assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).as(key.name()).isLessThanOrEqualTo(2 * FEW_ROWS);
        }
    }

    @Test
    public void testOrcAndAvroFiles()
            throws Exception
    {
        Key composite = KEYS.getLast();
        TableVersion orc = makeTable(composite, "orc", Map.of("orc.row.index.stride", Integer.toString(STRIDE_ROWS)));
        TableVersion avro = makeTable(composite, "avro", Map.of());
        for (int id : List.of(0, SOME_ROWS / 2 + 7, SOME_ROWS - 1)) {
            Lookup lookup = lookUp(orc, condition(orc, composite.literals().apply(id)));
            assertOneFile(lookup, "ORC, number " + id);
            assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).as("number %s", id).isLessThanOrEqualTo(STRIDE_ROWS);
            assertOneFile(lookUp(avro, condition(avro, composite.literals().apply(id))), "Avro, number " + id);
        }
    }

    /** The leading column of a key does not tell the bucket, but where in each file rows are. */
    @Test
    public void testLeadingColumnOfTheKey()
            throws Exception
    {
        Key composite = new Key("leading", KEYS.getLast().types(), KEYS.getLast().written(), KEYS.getLast().literals());
        TableVersion keyed = makeTable(composite, "parquet", PAGES);
        Lookup lookup = lookUp(keyed, condition(keyed, composite.literals().apply(70).subList(0, 1)));
        assertThat(lookup.rows()).isEqualTo(10);
        assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_SKIPPED_BY_KEY)).isEqualTo(FEW_BUCKETS);
        assertThat(lookup.read().get(ReadMetrics.Counter.ROWS_READ)).isLessThanOrEqualTo(FEW_BUCKETS * FEW_ROWS);
    }

    private static void assertOneFile(Lookup lookup, String what)
    {
        assertThat(lookup.rows()).as(what).isEqualTo(1);
        assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_SKIPPED_BY_BUCKET)).as(what).isEqualTo(2 * (FEW_BUCKETS - 1));
        assertThat(lookup.plan().get(PlanMetrics.Counter.FILES_SKIPPED_BY_KEY)).as(what).isEqualTo(1);
        assertThat(lookup.read().get(ReadMetrics.Counter.FILES_OPENED)).as(what).isEqualTo(1);
    }

    private DataType type()
    {
        return table.schema().fields().field(0).type();
    }

    private record Lookup(long rows, PlanMetrics plan, ReadMetrics read) {}

    private Lookup lookUp(Predicate predicate)
            throws IOException
    {
        return lookUp(table, predicate);
    }

    private static Lookup lookUp(TableVersion table, Predicate predicate)
            throws IOException
    {
        ReadMetrics metrics = new ReadMetrics();
        List<Integer> columns = IntStream.range(0, table.schema().fields().size()).boxed().toList();
        TableReader reader = TableReader.of(table, FORMATS, columns, Optional.of(predicate), metrics);
        long rows = 0;
        SplitSource splits = table.plan(ScanRequest.of(Optional.of(predicate)).inPortions());
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    rows += batch.get().selection().count();
                }
            }
        }
        return new Lookup(rows, splits.metrics(), metrics);
    }
}
