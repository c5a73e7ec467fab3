package dev.varve.trino;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.TemporaryDirectory;
import dev.varve.column.Batch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.avro.AvroFormat;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.read.TableReader;
import dev.varve.scan.FirstRows;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.TrinoOrcFormat;
import dev.varve.trino.file.TrinoParquetFormat;
import dev.varve.type.DataType;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;

import static org.assertj.core.api.Assertions.assertThat;

/** As many rows as are asked for meet the bound that metadata gives: whatever is retracted, replaced, folded or hidden. */
public class TestFirstRowsBound
{
    private static final int KEYS = 1_000;
    private static final DataFileFormats FORMATS = DataFileFormats.of(List.of(new TrinoParquetFormat(), new TrinoOrcFormat(), new AvroFormat()));

    private final long seed = Long.getLong("varve.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TemporaryDirectory temporary;
    private Path warehouse;
    private PaimonWarehouse paimon;

    @BeforeClass
    public void start()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        warehouse = temporary.directory();
        paimon = PaimonWarehouse.create(warehouse, "bounds");
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (paimon != null) {
            paimon.close();
            paimon = null;
        }
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    @Test
    public void testPrimaryKeys()
            throws Exception
    {
        assertBounds("ints", DataTypes.INT(), Map.of("bucket", "2", "parquet.page.row.count.limit", "20"), id -> id, true);
        assertBounds("texts", DataTypes.STRING(), Map.of("bucket", "3"), id -> BinaryString.fromString("%04d".formatted(id)), true);
        assertBounds("cut_texts", DataTypes.STRING(), Map.of("bucket", "1", "parquet.page.row.count.limit", "20", "parquet.enable.dictionary", "false"), id -> BinaryString.fromString("é".repeat(40) + "%04d".formatted(id)), true);
        assertBounds("decimals", DataTypes.DECIMAL(20, 2), Map.of("bucket", "1"), id -> Decimal.fromBigDecimal(BigDecimal.valueOf(id - 500, 2), 20, 2), true);
        assertBounds("times", DataTypes.TIMESTAMP(6), Map.of("bucket", "1", "file.format", "avro"), id -> Timestamp.fromMicros(id * 86_399_999_999L), true);
        assertBounds("orc_times", DataTypes.TIMESTAMP(6), Map.of("bucket", "1", "file.format", "orc"), id -> Timestamp.fromMicros(id), false);
        assertBounds("padded", DataTypes.CHAR(10), Map.of("bucket", "1"), id -> BinaryString.fromString("%04d".formatted(id)), false);
    }

    @Test
    public void testMergeEnginesAndDeletionVectors()
            throws Exception
    {
        assertBounds("folded", DataTypes.INT(), Map.of("bucket", "2", "merge-engine", "aggregation", "fields.number.aggregate-function", "sum"), id -> id, true);
        assertBounds("partial", DataTypes.INT(), Map.of("bucket", "2", "merge-engine", "partial-update", "partial-update.remove-record-on-delete", "true"), id -> id, true);
        assertBounds("vectors", DataTypes.INT(), Map.of("bucket", "2", "deletion-vectors.enabled", "true", "write-only", "false", "num-sorted-run.compaction-trigger", "1"), id -> id, true);
        assertBounds("compacted", DataTypes.INT(), Map.of("bucket", "1", "write-only", "false", "num-sorted-run.compaction-trigger", "2"), id -> id, true);
    }

    /** @param known whether there should be bounds at all */
    private void assertBounds(String name, org.apache.paimon.types.DataType type, Map<String, String> options, IntFunction<Object> key, boolean known)
            throws Exception
    {
        paimon.createTable(name, Schema.newBuilder()
                .column("id", type.notNull())
                .column("number", DataTypes.INT())
                .primaryKey("id")
                .option("write-only", "true")
                .options(options)
                .build());
        int from = 0;
        for (int commit = 0; commit < 5; commit++) {
            Map<Integer, GenericRow> rows = new LinkedHashMap<>();
            from = random.nextInt(3) == 0 ? 0 : from + random.nextInt(100);
            for (int i = 0; i < 150; i++) {
                int id = (from + random.nextInt(300)) % KEYS;
                RowKind kind = commit > 1 && random.nextInt(10) == 0 ? RowKind.DELETE : RowKind.INSERT;
                rows.put(id, GenericRow.ofKind(kind, key.apply(id), i));
            }
            paimon.write(name, rows.values().toArray(GenericRow[]::new));
        }
        Table table = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("bounds", name);
        int found = check(table.latest(), 0);
        assertThat(found > 0).as("seed %s: %s", seed, name).isEqualTo(known);
        check(table.version(new VersionSelector.SnapshotId(1 + random.nextInt(5))), 0);
    }

    @Test
    public void testColumnsOfAppendTables()
            throws Exception
    {
        paimon.createTable("appended", Schema.newBuilder()
                .column("day", DataTypes.STRING())
                .column("id", DataTypes.INT())
                .partitionKeys("day")
                .build());
        for (int commit = 0; commit < 5; commit++) {
            GenericRow[] rows = new GenericRow[60];
            for (int i = 0; i < rows.length; i++) {
                BinaryString day = random.nextInt(4) == 0 ? null : BinaryString.fromString("day " + random.nextInt(6));
                rows[i] = GenericRow.of(day, random.nextInt(10) == 0 ? null : commit * 50 + random.nextInt(100));
            }
            paimon.write("appended", rows);
        }
        TableVersion version = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("bounds", "appended").latest();
        assertThat(check(version, 0)).as("seed %s", seed).isPositive();
        assertThat(check(version, 1)).as("seed %s", seed).isPositive();
    }

    /** Returns how often there was a bound. */
    private int check(TableVersion version, int column)
            throws IOException
    {
        int found = 0;
        DataType type = version.schema().fields().field(column).type();
        for (int i = 0; i < 8; i++) {
            int count = 1 + random.nextInt(i % 2 == 0 ? 10 : 200);
            boolean ascending = random.nextBoolean();
            Optional<Object> bound = version.firstRowsBound(new FirstRows(column, ascending, count, Optional.empty(), any -> true, 0));
            if (bound.isPresent()) {
                found++;
                Predicate met = new Predicate.Compare(column, type, ascending ? Comparison.LESS_OR_EQUAL : Comparison.GREATER_OR_EQUAL, bound.get());
                assertThat(rows(version, met)).as("seed %s: first %s of %s, ascending %s: %s", seed, count, version.table(), ascending, bound.get()).isGreaterThanOrEqualTo(count);
            }
        }
        return found;
    }

    private static long rows(TableVersion version, Predicate predicate)
            throws IOException
    {
        TableReader reader = TableReader.of(version, FORMATS, List.of(0, 1), Optional.of(predicate), new ReadMetrics());
        long rows = 0;
        SplitSource splits = version.plan(ScanRequest.of(Optional.of(predicate)));
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    rows += batch.get().selection().count();
                }
            }
        }
        return rows;
    }
}
