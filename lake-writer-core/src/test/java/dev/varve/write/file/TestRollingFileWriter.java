package dev.varve.write.file;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import dev.varve.write.FullDiskStorage;
import io.airlift.slice.Slices;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files, their names and places, and what is left when writing fails. */
public class TestRollingFileWriter
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-rolling");
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{"parquet"}, {"orc"}, {"avro"}};
    }

    @Test(dataProvider = "formats")
    public void testFilesOfTargetSize(String format)
            throws IOException
    {
        TableFileWriters writers = writers(append(Map.of("file.format", format, "target-file-size", "60 kb", "file.compression", "none", "parquet.enable.dictionary", "false", "orc.stripe.size", "20000")));
        List<DataFile> files;
        try (RowFileWriter writer = bucket(writers).appendFiles(100, FileSource.APPEND)) {
            for (int i = 0; i < 20; i++) {
                writer.write(appendRows(i * 1500L, 1500));
            }
            files = writer.finish();
        }

        assertThat(files).hasSizeGreaterThan(2);
        assertThat(files.stream().mapToLong(DataFile::rowCount).sum()).isEqualTo(30_000);
        long next = 100;
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            assertThat(file.name()).matches("data-" + UUID + "-" + i + "\\." + format);
            assertThat(file.size()).isEqualTo(Files.size(directory.resolve("bucket-0").resolve(file.name())));
            assertThat(file.minSequenceNumber()).isEqualTo(next);
            assertThat(file.maxSequenceNumber()).isEqualTo(next + file.rowCount() - 1);
            next += file.rowCount();
        }
    }

    @Test(dataProvider = "formats")
    public void testLargeRows(String format)
            throws IOException
    {
        TableFileWriters writers = writers(append(Map.of("file.format", format, "target-file-size", "1 mb", "file.compression", "none", "file.block-size", "100 kb")));
        byte[] text = new byte[200_000];
        BytesBuilder texts = new BytesBuilder(100);
        for (int i = 0; i < 100; i++) {
            ThreadLocalRandom.current().nextBytes(text);
            texts.append(text, 0, text.length);
        }
        Column numbers = new LongColumn(100, null, new long[100]);
        try (RowFileWriter writer = bucket(writers).appendFiles(0, FileSource.APPEND)) {
            writer.write(new ColumnsBatch(100, List.of(numbers, texts.build(), numbers)));
            assertThat(writer.finish()).hasSizeGreaterThan(2).allSatisfy(file -> assertThat(file.size()).isLessThan(8 << 20));
        }
    }

    @Test
    public void testOnlySelectedRowsAreWritten()
            throws IOException
    {
        TableFileWriters writers = writers(append(Map.of()));
        try (RowFileWriter writer = bucket(writers).appendFiles(0, FileSource.COMPACT)) {
            ColumnsBatch rows = appendRows(0, 10);
            writer.write(new ColumnsBatch(10, rows.columns(), Selection.of(new int[] {2, 5, 7}, 2)));
            DataFile file = writer.finish().get(0);
            assertThat(file.rowCount()).isEqualTo(2);
            assertThat(file.valueStatistics().min().value(0, new BigIntType(true))).isEqualTo(2L);
            assertThat(file.valueStatistics().max().value(0, new BigIntType(true))).isEqualTo(5L);
            assertThat(file.source()).contains(FileSource.COMPACT);
        }
    }

    @Test
    public void testNoRowsNoFile()
            throws IOException
    {
        try (RowFileWriter writer = bucket(writers(append(Map.of()))).appendFiles(0, FileSource.APPEND)) {
            assertThat(writer.finish()).isEmpty();
        }
        assertNothingIsLeft();
    }

    @Test
    public void testFormatsByLevelAndOfChangelogs()
            throws IOException
    {
        BucketFileWriters bucket = bucket(writers(keyed(Map.of(
                "file.format.per.level", "0:avro, 5:orc",
                "file.compression.per.level", "5:zlib",
                "metadata.stats-mode.per.level", "0:none",
                "changelog-file.format", "parquet",
                "changelog-file.prefix", "log-",
                "changelog-file.stats-mode", "counts"))));

        DataFile changelog = write(bucket.changelogFiles(0), keyedRows(3));
        DataFile level0 = write(bucket.dataFiles(0, FileSource.APPEND), keyedRows(3));
        DataFile level1 = write(bucket.dataFiles(1, FileSource.COMPACT), keyedRows(3));
        DataFile level5 = write(bucket.dataFiles(5, FileSource.COMPACT), keyedRows(3));

        assertThat(changelog.name()).matches("log-" + UUID + "-0\\.parquet");
        assertThat(changelog.valueStatistics().min().isNull(0)).isTrue();
        assertThat(changelog.valueStatistics().nullCount(0)).hasValue(0);
        assertThat(level0.name()).matches("data-" + UUID + "-1\\.avro");
        assertThat(level0.valueStatisticsColumns()).contains(List.of());
        assertThat(level1.name()).matches("data-" + UUID + "-2\\.parquet");
        assertThat(level1.level()).isEqualTo(1);
        assertThat(level5.name()).matches("data-" + UUID + "-3\\.orc");
        assertThat(level5.minSequenceNumber()).isEqualTo(10);
        assertThat(level5.maxSequenceNumber()).isEqualTo(12);
        assertThat(level5.deleteRowCount()).hasValue(2);
    }

    @Test
    public void testPostponeBucket()
            throws IOException
    {
        TableFileWriters writers = TableFileWriters.of(new LocalStorage(), location(), keyed(Map.of("bucket", "-2", "file-index.bitmap.columns", "k")), "user");
        DataFile file = write(writers.bucket(BinaryRow.EMPTY, Bucketing.POSTPONE).dataFiles(0, FileSource.APPEND), keyedRows(3));
        assertThat(file.name()).matches("data--u-user-s-[0-9]+-w-" + UUID + "-0\\.avro");
        assertThat(directory.resolve("bucket-postpone").resolve(file.name())).exists();
        assertThat(file.valueStatisticsColumns()).contains(List.of());
        assertThat(file.keyStatistics().min().isNull(0)).isTrue();
        assertThat(file.keyStatistics().nullCount(0)).isEmpty();
        assertThat(file.embeddedIndex()).isEmpty();
    }

    @Test
    public void testRowsThatHaveIds()
            throws IOException
    {
        ColumnsBatch rows = appendRows(0, 3);
        Column ids = new LongColumn(3, null, new long[] {7, 8, 9});
        Column sequenceNumbers = new LongColumn(3, null, new long[] {2, 1, 2});
        TableFileWriters writers = writers(append(Map.of("row-tracking.enabled", "true")));
        DataFile file = write(
                bucket(writers).trackedFiles(FileSource.COMPACT),
                new ColumnsBatch(3, Stream.concat(rows.columns().stream(), Stream.of(ids, sequenceNumbers)).toList()));
        assertThat(file.writeColumns()).contains(List.of("k", "s", "d", "_ROW_ID", "_SEQUENCE_NUMBER"));
        assertThat(file.firstRowId()).isEmpty();
        assertThat(file.minSequenceNumber()).isEqualTo(1);
        assertThat(file.maxSequenceNumber()).isEqualTo(2);
    }

    @Test
    public void testNanMakesBoundsUnknown()
            throws IOException
    {
        LongBuilder doubles = new LongBuilder(2);
        doubles.append(Double.doubleToRawLongBits(1));
        doubles.append(Double.doubleToRawLongBits(Double.NaN));
        ColumnsBatch rows = appendRows(0, 2);
        DataFile file = write(bucket(writers(append(Map.of()))).appendFiles(0, FileSource.APPEND), new ColumnsBatch(2, List.of(rows.column(0), rows.column(1), doubles.build())));
        assertThat(file.valueStatistics().min().isNull(2)).isTrue();
        assertThat(file.valueStatistics().max().isNull(2)).isTrue();
        assertThat(file.valueStatistics().nullCount(2)).hasValue(0);
    }

    @Test(dataProvider = "formats")
    public void testFullDisk(String format)
            throws IOException
    {
        TableSchema schema = append(Map.of(
                "file.format", format,
                "target-file-size", "20 kb",
                "file.compression", "none",
                "parquet.enable.dictionary", "false",
                "orc.stripe.size", "10000",
                "file-index.bloom-filter.columns", "k",
                "file-index.bloom-filter.k.items", "5000"));
        for (int room = 0; room < 120_000; room += 9_999) {
            RowFileWriter writer = bucket(writers(new FullDiskStorage(room), schema)).appendFiles(0, FileSource.APPEND);
            try (writer) {
                assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        writer.write(appendRows(i * 1500L, 1500));
                    }
                    writer.finish();
                }).as("room for %s bytes", room).isInstanceOf(IOException.class).hasMessageEndingWith(FullDiskStorage.FULL);
            }
            catch (IOException e) {
                // What is buffered may fail again when the stream is closed.
                assertThat(e).rootCause().hasMessageEndingWith(FullDiskStorage.FULL);
            }
            assertNothingIsLeft();
        }
    }

    @Test(dataProvider = "formats")
    public void testAbandonedWriterLeavesNothing(String format)
            throws IOException
    {
        try (RowFileWriter writer = bucket(writers(append(Map.of("file.format", format, "target-file-size", "30 kb")))).appendFiles(0, FileSource.APPEND)) {
            for (int i = 0; i < 5; i++) {
                writer.write(appendRows(i * 1500L, 1500));
            }
        }
        assertNothingIsLeft();
    }

    @Test(dataProvider = "formats")
    public void testNullInRequiredColumn(String format)
            throws IOException
    {
        LongBuilder keys = new LongBuilder(3);
        keys.append(1);
        keys.appendNull();
        keys.append(3);
        List<Column> columns = List.of(new LongColumn(3, null, new long[3]), new ByteColumn(3, null, new byte[3]), keys.build(), texts(0, 3));
        try (RowFileWriter writer = bucket(writers(keyed(Map.of("file.format", format)))).dataFiles(0, FileSource.APPEND)) {
            assertThatThrownBy(() -> writer.write(new ColumnsBatch(3, columns)))
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining("_KEY_k")
                    .hasMessageContaining("must not hold NULL");
        }
        assertNothingIsLeft();
    }

    @DataProvider
    public Object[][] senselessOptions()
    {
        return new Object[][] {
                {"metadata.stats-mode", "truncate(0)", "metadata.stats-mode"},
                {"fields.s.stats-mode", "some", "fields.s.stats-mode"},
                {"target-file-size", "0", "target-file-size"},
                {"file.format", "csv", "'csv'"},
                {"file.format.per.level", "parquet", "file.format.per.level"},
                {"file.compression", "lzo", "'lzo'"},
                {"parquet.page.size", "small", "parquet.page.size"},
                {"file-index.bitmap.columns", "x", "file-index.bitmap.columns"},
                {"file-index.magic.columns", "k", "'magic'"},
                {"file-index.bsi.columns", "s", "file-index.bsi.columns"},
                {"file-index.bloom-filter.s.fpp", "2", "file-index.bloom-filter.s.fpp"},
                {"data-file.external-paths.strategy", "nearest", "data-file.external-paths.strategy"},
                {"data-file.prefix", "a/b-", "data-file.prefix"},
                {"pk-clustering-override", "true", "pk-clustering-override"},
        };
    }

    @Test(dataProvider = "senselessOptions")
    public void testSenselessOption(String option, String value, String expectedMessage)
    {
        Map<String, String> options = new HashMap<>(Map.of("data-file.external-paths", "s3://a", "file-index.bloom-filter.columns", "s"));
        options.put(option, value);
        assertThatThrownBy(() -> write(bucket(writers(append(options))).appendFiles(0, FileSource.APPEND), appendRows(0, 1)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining(expectedMessage);
    }

    @Test
    public void testFilesOutsideOfTheTable()
            throws IOException
    {
        TableSchema schema = append(Map.of(
                "data-file.external-paths", directory.resolve("a").toUri() + "," + directory.resolve("b").toUri(),
                "data-file.external-paths.strategy", "round-robin",
                "file-index.bitmap.columns", "s",
                "file-index.in-manifest-threshold", "1"));
        BucketFileWriters bucket = bucket(writers(schema));
        DataFile first = write(bucket.appendFiles(0, FileSource.APPEND), appendRows(0, 5));
        DataFile second = write(bucket.appendFiles(5, FileSource.APPEND), appendRows(5, 5));
        assertThat(List.of(parent(first), parent(second))).containsExactlyInAnyOrder(
                directory.resolve("a/bucket-0"),
                directory.resolve("b/bucket-0"));
        for (DataFile file : List.of(first, second)) {
            assertThat(file.extraFiles()).containsExactly(file.name() + ".index");
            assertThat(parent(file).resolve(file.name())).exists();
            assertThat(parent(file).resolve(file.name() + ".index")).exists();
        }
    }

    private static Path parent(DataFile file)
    {
        return LocalStorage.toPath(StoragePath.of(file.externalPath().orElseThrow()).parent());
    }

    private static DataFile write(RowFileWriter writer, ColumnsBatch rows)
            throws IOException
    {
        try (writer) {
            writer.write(rows);
            List<DataFile> files = writer.finish();
            assertThat(files).hasSize(1);
            return files.get(0);
        }
    }

    private void assertNothingIsLeft()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static BucketFileWriters bucket(TableFileWriters writers)
    {
        return writers.bucket(BinaryRow.EMPTY, 0);
    }

    private TableFileWriters writers(TableSchema schema)
    {
        return writers(new LocalStorage(), schema);
    }

    private TableFileWriters writers(WritableStorage storage, TableSchema schema)
    {
        return TableFileWriters.of(storage, location(), schema);
    }

    private StoragePath location()
    {
        return StoragePath.of(directory.toString());
    }

    private static TableSchema append(Map<String, String> options)
    {
        RowType columns = RowType.of(List.of(new Field(0, "k", new BigIntType(true)), new Field(1, "s", TEXT), new Field(2, "d", new DoubleType(true))));
        return new TableSchema(3, 0, columns, 2, List.of(), List.of(), options, Optional.empty(), 0);
    }

    private static TableSchema keyed(Map<String, String> options)
    {
        RowType columns = RowType.of(List.of(new Field(0, "k", new BigIntType(false)), new Field(1, "s", TEXT)));
        return new TableSchema(3, 0, columns, 1, List.of(), List.of("k"), options, Optional.empty(), 0);
    }

    private static ColumnsBatch appendRows(long first, int count)
    {
        Column numbers = new LongColumn(count, null, LongStream.range(first, first + count).toArray());
        return new ColumnsBatch(count, List.of(numbers, texts(first, count), numbers));
    }

    /** Rows of ascending keys and sequence numbers from 10 on, of kinds +I, -U, +U, -D in turn. */
    private static ColumnsBatch keyedRows(int count)
    {
        byte[] kinds = new byte[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = (byte) ((i + 1) % 4);
        }
        return new ColumnsBatch(count, List.of(
                new LongColumn(count, null, LongStream.range(10, 10 + count).toArray()),
                new ByteColumn(count, null, kinds),
                new LongColumn(count, null, LongStream.range(0, count).toArray()),
                texts(0, count)));
    }

    private static Column texts(long first, int count)
    {
        BytesBuilder builder = new BytesBuilder(count);
        for (int i = 0; i < count; i++) {
            builder.append(Slices.utf8Slice("text " + (first + i)));
        }
        return builder.build();
    }
}
