package dev.varve.trino;

import dev.varve.FileSystemCatalog;
import dev.varve.TableVersion;
import dev.varve.TemporaryDirectory;
import dev.varve.column.Batch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.read.TableReader;
import dev.varve.scan.PlanMetrics;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.TrinoParquetFormat;
import dev.varve.type.DataType;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** How little is read for the rows of a few primary keys: of 4 buckets with 2 files each, of 5,000 rows in pages of 100. */
public class TestPointLookups
{
    private static final int BUCKETS = 4;
    private static final int ROWS = 40_000;
    private static final int PAGE_ROWS = 100;
    /** What Trino's reader reads of a row group that has a page to read: it aligns columns by pages. */
    private static final int FEW_ROWS = 2 * PAGE_ROWS;

    private TemporaryDirectory temporary;
    private TableVersion table;

    @BeforeClass
    public void makeTable()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        Path warehouse = temporary.directory();
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

    private DataType type()
    {
        return table.schema().fields().field(0).type();
    }

    private record Lookup(long rows, PlanMetrics plan, ReadMetrics read) {}

    private Lookup lookUp(Predicate predicate)
            throws IOException
    {
        ReadMetrics metrics = new ReadMetrics();
        TableReader reader = TableReader.of(table, DataFileFormats.of(List.of(new TrinoParquetFormat())), List.of(0, 1), Optional.of(predicate), metrics);
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
