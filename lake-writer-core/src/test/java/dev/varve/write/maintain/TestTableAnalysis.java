package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.BlobData;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.stats.ColStats;
import org.apache.paimon.stats.Statistics;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

public class TestTableAnalysis
{
    private static final int ROWS = 20_000;

    private Path directory;

    @BeforeClass
    public void createTable()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-analysis");
        Schema schema = Schema.newBuilder()
                .column("k", DataTypes.INT())
                .column("few", DataTypes.BIGINT())
                .column("many", DataTypes.BIGINT())
                .column("text", DataTypes.STRING())
                .column("price", DataTypes.DECIMAL(10, 2))
                .column("ratio", DataTypes.DOUBLE())
                .column("day", DataTypes.DATE())
                .column("at", DataTypes.TIMESTAMP(3))
                .column("instant", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6))
                .column("flag", DataTypes.BOOLEAN())
                .column("none", DataTypes.INT())
                .primaryKey("k")
                .option("bucket", "2")
                .option("write-only", "true")
                .build();
        new SchemaManager(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri())).createTable(schema);
        // Half of the keys twice: there are fewer rows than the files have.
        write(0, ROWS);
        write(0, ROWS / 2);
    }

    private void write(int from, int to)
            throws Exception
    {
        try (BatchTableWrite write = paimon().newBatchWriteBuilder().newWrite();
                BatchTableCommit commit = paimon().newBatchWriteBuilder().newCommit();
                IOManager disk = IOManager.create(directory.toString())) {
            write.withIOManager(disk);
            for (int k = from; k < to; k++) {
                write.write(GenericRow.of(
                        k,
                        (long) (k % 7),
                        k * 1_000_003L,
                        k % 10 == 0 ? null : BinaryString.fromString("x".repeat(k % 5)),
                        Decimal.fromBigDecimal(new BigDecimal(k % 500).movePointLeft(2), 10, 2),
                        k == 5 ? Double.NaN : k / 4.0,
                        (int) LocalDate.of(2024, 1, 1).toEpochDay() + k % 366,
                        Timestamp.fromEpochMillis(1_700_000_000_000L + k),
                        Timestamp.fromMicros(1_700_000_000_000_000L + k),
                        k % 2 == 0,
                        null));
            }
            commit.commit(write.prepareCommit());
        }
    }

    @AfterClass(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void testPaimonFindsTheStatistics()
    {
        Table table = table();
        long analysed = latest(table).id();
        Snapshot snapshot = TableAnalysis.of(table, new LocalStorage(), DefaultFormats.all()).analyze(Progress.SILENT).orElseThrow();
        assertThat(snapshot.id()).isEqualTo(analysed + 1);

        Statistics statistics = paimon().statistics().orElseThrow();
        assertThat(statistics.snapshotId()).isEqualTo(analysed);
        assertThat(statistics.schemaId()).isZero();
        assertThat(statistics.mergedRecordCount().getAsLong()).isEqualTo(ROWS);
        assertThat(statistics.mergedRecordSize().getAsLong()).isPositive();
        assertColumn(statistics, "k", ROWS, 0, 4, 4, 0, ROWS - 1);
        assertColumn(statistics, "few", 7, 0, 8, 8, 0L, 6L);
        assertColumn(statistics, "many", ROWS, 0, 8, 8, 0L, (ROWS - 1) * 1_000_003L);
        assertColumn(statistics, "text", 5, ROWS / 10, 3, 4, null, null);
        assertColumn(statistics, "price", 500, 0, 8, 8, Decimal.fromBigDecimal(new BigDecimal("0.00"), 10, 2), Decimal.fromBigDecimal(new BigDecimal("4.99"), 10, 2));
        assertColumn(statistics, "ratio", ROWS, 0, 8, 8, 0.0, (ROWS - 1) / 4.0);
        assertColumn(statistics, "day", 366, 0, 4, 4, (int) LocalDate.of(2024, 1, 1).toEpochDay(), (int) LocalDate.of(2024, 12, 31).toEpochDay());
        assertColumn(statistics, "at", ROWS, 0, 8, 8, Timestamp.fromEpochMillis(1_700_000_000_000L), Timestamp.fromEpochMillis(1_700_000_000_000L + ROWS - 1));
        assertColumn(statistics, "instant", ROWS, 0, 8, 8, Timestamp.fromMicros(1_700_000_000_000_000L), Timestamp.fromMicros(1_700_000_000_000_000L + ROWS - 1));
        assertColumn(statistics, "flag", 2, 0, 1, 1, false, true);
        assertColumn(statistics, "none", 0, ROWS, 4, 4, null, null);

        assertThat(table().latest().statistics(Optional.empty()).columns().get(2).distinctCount().getAsLong()).isCloseTo(ROWS, withPercentage(3));
    }

    private static void assertColumn(Statistics statistics, String name, long distinct, long nulls, long averageBytes, long maxBytes, Object min, Object max)
    {
        ColStats<?> column = statistics.colStats().get(name);
        assertThat(column.distinctCount().getAsLong()).as(name).isCloseTo(distinct, withPercentage(3));
        assertThat(column.nullCount().getAsLong()).as(name).isEqualTo(nulls);
        assertThat(column.avgLen().getAsLong()).as(name).isEqualTo(averageBytes);
        assertThat(column.maxLen().getAsLong()).as(name).isEqualTo(maxBytes);
        assertThat((Object) column.min().orElse(null)).as(name).isEqualTo(min);
        assertThat((Object) column.max().orElse(null)).as(name).isEqualTo(max);
    }

    @Test
    public void testSomeColumns()
    {
        TableAnalysis analysis = TableAnalysis.of(table(), new LocalStorage(), DefaultFormats.all());
        analysis.analyze(List.of("few"), Progress.SILENT);
        assertThat(paimon().statistics().orElseThrow().colStats()).containsOnlyKeys("few");
        analysis.analyze(List.of(), Progress.SILENT);
        assertThat(paimon().statistics().orElseThrow().colStats()).isEmpty();
        assertThatThrownBy(() -> analysis.analyze(List.of("nix"), Progress.SILENT)).isInstanceOf(VarveException.class).hasMessageContaining("nix");
    }

    @Test
    public void testATableWithoutSnapshots()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            assertThat(TableAnalysis.of(table.varve(), new LocalStorage(), DefaultFormats.all()).analyze(Progress.SILENT)).isEmpty();
        }
    }

    /** Not even where all of the others are asked for. */
    @Test
    public void testBlobsAreNotRead()
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("n", DataTypes.INT())
                .column("picture", DataTypes.BLOB())
                .options(Map.of("bucket", "-1", "row-tracking.enabled", "true", "data-evolution.enabled", "true"))
                .build();
        Path location = Files.createTempDirectory("varve-blobs");
        try {
            new SchemaManager(LocalFileIO.create(), new org.apache.paimon.fs.Path(location.toUri())).createTable(schema);
            FileStoreTable paimon = FileStoreTableFactory.create(LocalFileIO.create(), new org.apache.paimon.fs.Path(location.toUri()));
            try (BatchTableWrite write = paimon.newBatchWriteBuilder().newWrite();
                    BatchTableCommit commit = paimon.newBatchWriteBuilder().newCommit()) {
                write.write(GenericRow.of(1, new BlobData(new byte[] {1, 2, 3})));
                write.write(GenericRow.of(2, new BlobData(new byte[] {4})));
                commit.commit(write.prepareCommit());
            }
            deleteBlobs(location);
            Table table = Table.open(new LocalStorage(), StoragePath.of(location.toString()), "d", "t");
            TableAnalysis analysis = TableAnalysis.of(table, new LocalStorage(), DefaultFormats.all());
            analysis.analyze(Progress.SILENT);
            Statistics statistics = paimon.statistics().orElseThrow();
            assertThat(statistics.colStats()).containsOnlyKeys("n");
            assertThat(statistics.mergedRecordCount().getAsLong()).isEqualTo(2);
            assertThatThrownBy(() -> analysis.analyze(List.of("picture"), Progress.SILENT)).isInstanceOf(VarveException.class).hasMessageContaining(".blob");
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(location.toString()));
        }
    }

    private static void deleteBlobs(Path table)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(table)) {
            List<Path> blobs = files.filter(file -> file.toString().endsWith(".blob")).toList();
            assertThat(blobs).isNotEmpty();
            for (Path blob : blobs) {
                Files.delete(blob);
            }
        }
    }

    private static Snapshot latest(Table table)
    {
        return table.latest().snapshot().orElseThrow();
    }

    private Table table()
    {
        return Table.open(new LocalStorage(), StoragePath.of(directory.toString()), "db", "t");
    }

    private FileStoreTable paimon()
    {
        return FileStoreTableFactory.create(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri()));
    }
}
