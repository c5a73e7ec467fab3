package dev.varve.write.file;

import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.LongColumn;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.storage.LocalStorage;
import dev.varve.write.PaimonFiles;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeRoot;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.SerializationUtils;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that Varve writes, beside those that Paimon writes of the same rows. */
public class TestTableFileWriters
{
    private static final List<DataType> FLAT_TYPES = List.of(
            DataTypes.BOOLEAN(),
            DataTypes.TINYINT(),
            DataTypes.SMALLINT(),
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.FLOAT(),
            DataTypes.DOUBLE(),
            DataTypes.DECIMAL(7, 2),
            DataTypes.DECIMAL(18, 0),
            DataTypes.DECIMAL(23, 4),
            DataTypes.DECIMAL(38, 10),
            DataTypes.CHAR(20),
            DataTypes.VARCHAR(40),
            DataTypes.STRING(),
            DataTypes.BINARY(20),
            DataTypes.BYTES(),
            DataTypes.DATE(),
            DataTypes.TIME(3),
            DataTypes.TIMESTAMP(0),
            DataTypes.TIMESTAMP(3),
            DataTypes.TIMESTAMP(6),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6));
    private static final List<DataType> PRECISE_TYPES = List.of(DataTypes.TIMESTAMP(9), DataTypes.TIMESTAMP(7), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(9), DataTypes.VARIANT());

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-files");
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
    public Object[][] formatsAndSeeds()
    {
        return Stream.of("parquet", "avro", "orc")
                .flatMap(format -> LongStream.range(0, 20).mapToObj(seed -> new Object[] {format, seed}))
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "formatsAndSeeds")
    public void testSameAsPaimon(String format, long seed)
            throws Exception
    {
        Random random = new Random(seed);
        boolean keyed = random.nextBoolean();
        Schema schema = randomSchema(random, format, keyed);
        PaimonFileTable theirs = PaimonFileTable.create(directory.resolve("theirs"), schema);
        PaimonFileTable ours = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3000); i++) {
            GenericRow row = PaimonValues.row(theirs.rowType(), random);
            if (keyed) {
                row.setField(0, i * 2);
            }
            rows.add(row);
        }

        theirs.write(rows);
        List<DataFile> files = VarveFiles.write(ours, rows);

        String message = "seed " + seed + ", " + schema.options() + ", " + schema.rowType();
        assertThat(files.stream().map(file -> description(PaimonFiles.paimon(file))).toList()).as(message)
                .isEqualTo(theirs.files().stream().map(TestTableFileWriters::description).toList());
        assertThat(FileSchemas.read(directory.resolve("ours/bucket-0").resolve(files.get(0).name()))).as(message)
                .isEqualTo(FileSchemas.read(directory.resolve("theirs/bucket-0").resolve(theirs.files().get(0).fileName())));
        ours.commit(files);
        assertThat(texts(ours)).as(message).isEqualTo(texts(theirs));
        assertThat(VarveRows.read(ours.open())).as(message).isEqualTo(VarveRows.read(theirs.open()));
    }

    @Test
    public void testPostponedFile()
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.STRING())
                .primaryKey("k")
                .option("bucket", "-2")
                .build();
        PaimonFileTable theirs = PaimonFileTable.create(directory.resolve("theirs"), schema);
        PaimonFileTable ours = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = List.of(GenericRow.of(3, BinaryString.fromString("c")), GenericRow.of(1, null));
        theirs.write(rows, -2);
        DataFileMeta expected = theirs.paimon().store().newScan().plan().files().get(0).file();

        ColumnsBatch batch = VarveFiles.batch(ours, ours.schema(), rows, 0);
        List<Column> columns = new ArrayList<>(batch.columns());
        columns.set(0, new LongColumn(2, null, new long[] {-1, -1}));
        DataFile file;
        BucketFileWriters writers = TableFileWriters.of(new LocalStorage(), ours.location(), ours.schema(), "user").bucket(BinaryRow.EMPTY, -2);
        try (RowFileWriter writer = writers.dataFiles(0, FileSource.APPEND)) {
            writer.write(new ColumnsBatch(2, columns));
            file = writer.finish().get(0);
        }
        assertThat(description(PaimonFiles.paimon(file)).replaceAll("-u-.*-w-", "")).isEqualTo(description(expected).replaceAll("-u-.*-w-", ""));
        assertThat(FileSchemas.read(directory.resolve("ours/bucket-postpone").resolve(file.name())))
                .isEqualTo(FileSchemas.read(directory.resolve("theirs/bucket-postpone").resolve(expected.fileName())));
    }

    @Test
    public void testFilesOutsideOfTheTable()
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("k", DataTypes.INT())
                .option("bucket", "-1")
                .option("data-file.external-paths", directory.resolve("far").toUri().toString())
                .option("data-file.external-paths.strategy", "round-robin")
                .option("file-index.bitmap.columns", "k")
                .option("file-index.in-manifest-threshold", "1")
                .build();
        PaimonFileTable table = PaimonFileTable.create(directory.resolve("ours"), schema);
        table.commit(VarveFiles.write(table, List.of(GenericRow.of(3), GenericRow.of(5))));
        assertThat(texts(table)).containsExactly("[3]", "[5]");
        assertThat(table.read(List.of(new PredicateBuilder(table.rowType()).equal(0, 4)))).isEmpty();
        assertThat(VarveRows.read(table.open())).containsExactly("[3]", "[5]");
    }

    @Test
    public void testLongTexts()
            throws Exception
    {
        Schema schema = Schema.newBuilder().column("s", DataTypes.STRING()).option("bucket", "-1").build();
        PaimonFileTable theirs = PaimonFileTable.create(directory.resolve("theirs"), schema);
        PaimonFileTable ours = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = List.of(GenericRow.of(BinaryString.fromString("a".repeat(5000))), GenericRow.of(BinaryString.fromString("b".repeat(2_000_000))));
        theirs.write(rows);
        List<DataFile> files = VarveFiles.write(ours, rows);
        ours.commit(files);
        assertThat(description(PaimonFiles.paimon(files.get(0)))).isEqualTo(description(theirs.files().get(0)));
        assertThat(texts(ours)).isEqualTo(texts(theirs));
    }

    /** A page of numbers without bounds must not be taken for one of nulls, which filters pass over. */
    @Test
    public void testPagesOfNansAreFound()
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("x", DataTypes.DOUBLE())
                .column("y", DataTypes.FLOAT())
                .option("bucket", "-1")
                .option("file.format", "parquet")
                .option("parquet.page.row.count.limit", "2")
                .build();
        PaimonFileTable table = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = List.of(
                GenericRow.of(1.0, 1f), GenericRow.of(2.0, 2f),
                GenericRow.of(Double.NaN, Float.NaN), GenericRow.of(Double.NaN, null),
                GenericRow.of(null, null), GenericRow.of(null, null));
        List<DataFile> files = VarveFiles.write(table, rows);
        table.commit(files);
        PredicateBuilder predicates = new PredicateBuilder(table.rowType());
        for (int column = 0; column < 2; column++) {
            Object nan = column == 0 ? (Object) Double.NaN : Float.NaN;
            int index = column;
            assertThat(table.read(List.of(predicates.notEqual(column, column == 0 ? (Object) 1.0 : 1f))))
                    .as("column %s", column)
                    .anyMatch(row -> !row.isNullAt(index) && nan.equals(index == 0 ? (Object) row.getDouble(index) : row.getFloat(index)));
        }
        String file = table.location().child("bucket-0").file(files.get(0).name()).text();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(Path.of(file)))) {
            for (ColumnChunkMetaData chunk : reader.getFooter().getBlocks().get(0).getColumns()) {
                assertThat(reader.readColumnIndex(chunk)).as("column index of %s", chunk.getPath()).isNull();
            }
        }
    }

    @DataProvider
    public Object[][] codecs()
    {
        return Map.of(
                        "parquet", List.of("none", "snappy", "gzip", "lz4", "lz4_raw", "zstd"),
                        "orc", List.of("none", "snappy", "lz4", "zlib", "zstd"),
                        "avro", List.of("none", "snappy", "deflate", "bzip2", "xz", "zstd"))
                .entrySet().stream()
                .flatMap(format -> format.getValue().stream().map(codec -> new Object[] {format.getKey(), codec}))
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "codecs")
    public void testCodec(String format, String codec)
            throws Exception
    {
        Schema schema = Schema.newBuilder()
                .column("k", DataTypes.INT())
                .column("s", DataTypes.STRING())
                .option("bucket", "-1")
                .option("file.format", format)
                .option("file.compression", codec)
                .build();
        PaimonFileTable table = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = IntStream.range(0, 5000).mapToObj(i -> GenericRow.of(i, BinaryString.fromString("text " + i / 10))).toList();
        table.commit(VarveFiles.write(table, rows));
        List<String> expected = rows.stream().map(row -> PaimonValues.text(table.rowType(), row)).toList();
        assertThat(VarveRows.read(table.open())).isEqualTo(expected);
        assertThat(texts(table)).isEqualTo(expected);
    }

    @Test
    public void testOrcInstantsOfAnotherZone()
            throws Exception
    {
        TimeZone zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try {
            for (String legacy : List.of("true", "false")) {
                Schema schema = Schema.newBuilder()
                        .column("local", DataTypes.TIMESTAMP(9))
                        .column("instant", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(9))
                        .option("bucket", "-1")
                        .option("file.format", "orc")
                        .option("orc.timestamp-ltz.legacy.type", legacy)
                        .build();
                PaimonFileTable theirs = PaimonFileTable.create(directory.resolve("theirs-" + legacy), schema);
                PaimonFileTable ours = PaimonFileTable.create(directory.resolve("ours-" + legacy), schema);
                Random random = new Random(1);
                List<GenericRow> rows = IntStream.range(0, 500).mapToObj(i -> PaimonValues.row(theirs.rowType(), random)).toList();
                theirs.write(rows);
                ours.commit(VarveFiles.write(ours, rows));
                assertThat(texts(ours)).isEqualTo(texts(theirs));
                List<String> read = VarveRows.read(ours.open());
                assertThat(read).isEqualTo(VarveRows.texts(VarveFiles.batch(ours, ours.schema(), rows, 0), ours.schema().fields()));
            }
        }
        finally {
            TimeZone.setDefault(zone);
        }
    }

    private static Schema randomSchema(Random random, String format, boolean keyed)
    {
        Schema.Builder schema = Schema.newBuilder();
        if (keyed) {
            schema.column("key", DataTypes.INT().notNull());
            schema.column("key2", flatType(random, format).notNull());
            schema.primaryKey("key", "key2");
        }
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            schema.column("c" + i, randomType(random, format, 2));
        }
        Map<String, String> options = new HashMap<>();
        options.put("file.format", format);
        options.put("write-only", "true");
        options.put("bucket", keyed ? "1" : "-1");
        option(random, options, "metadata.stats-mode", "none", "counts", "full", "truncate(3)");
        option(random, options, "fields.c0.stats-mode", "none", "counts", "full", "truncate(5)");
        option(random, options, "metadata.stats-dense-store", "false");
        option(random, options, "metadata.stats-keep-first-n-columns", "0", "2");
        option(random, options, "file.compression", "snappy", Map.of("parquet", "gzip", "avro", "deflate", "orc", "lz4").get(format), "zstd");
        option(random, options, "file.suffix.include.compression", "true");
        option(random, options, "data-file.prefix", "part-");
        option(random, options, "file.block-size", "20 kb", "200 kb");
        option(random, options, "parquet.enable.dictionary", "false");
        option(random, options, "parquet.dictionary.page.size", "100", "2000");
        option(random, options, "parquet.page.size", "1000");
        option(random, options, "parquet.page.row.count.limit", "50", "1000");
        if (keyed) {
            option(random, options, "data-file.thin-mode", "true");
        }
        schema.options(options);
        return schema.build();
    }

    private static DataType randomType(Random random, String format, int depth)
    {
        DataType type = switch (depth == 0 ? 0 : random.nextInt(8)) {
            case 1 -> DataTypes.ARRAY(randomType(random, format, depth - 1));
            case 2 -> DataTypes.MAP(pick(random, FLAT_TYPES).notNull(), randomType(random, format, depth - 1));
            case 3 -> DataTypes.ROW(randomType(random, format, depth - 1), randomType(random, format, depth - 1));
            // Paimon fails to read or to write multisets of most other types.
            case 4 -> DataTypes.MULTISET(format.equals("avro") ? DataTypes.STRING().notNull() : DataTypes.INT().notNull());
            case 5 -> pick(random, format.equals("avro") ? FLAT_TYPES : format.equals("orc") ? PRECISE_TYPES.subList(0, 3) : PRECISE_TYPES);
            default -> flatType(random, format);
        };
        return random.nextInt(4) == 0 ? type.notNull() : type;
    }

    private static DataType flatType(Random random, String format)
    {
        DataType type = pick(random, FLAT_TYPES);
        // The bounds that Paimon keeps of CHAR in ORC files are of padded text.
        return format.equals("orc") && type.is(DataTypeRoot.CHAR) ? DataTypes.STRING() : type;
    }

    private static void option(Random random, Map<String, String> options, String key, String... values)
    {
        if (random.nextInt(3) == 0) {
            options.put(key, values[random.nextInt(values.length)]);
        }
    }

    private static <T> T pick(Random random, List<T> values)
    {
        return values.get(random.nextInt(values.size()));
    }

    /** All that two files of the same rows have in common. */
    private static String description(DataFileMeta file)
    {
        return String.join("\n",
                file.fileName().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "<uuid>"),
                "rows " + file.rowCount(),
                "keys " + text(file.minKey()) + " to " + text(file.maxKey()) + ", " + text(file.keyStats()),
                "values " + text(file.valueStats()) + " of " + file.valueStatsCols(),
                "sequence " + file.minSequenceNumber() + " to " + file.maxSequenceNumber(),
                "schema " + file.schemaId() + ", level " + file.level() + ", extra " + file.extraFiles() + ", deletes " + file.deleteRowCount(),
                "source " + file.fileSource() + ", first row " + file.firstRowId() + ", columns " + file.writeCols());
    }

    private static String text(SimpleStats statistics)
    {
        return text(statistics.minValues()) + " to " + text(statistics.maxValues()) + ", nulls " + Arrays.toString(statistics.nullCounts().toObjectArray(DataTypes.BIGINT()));
    }

    private static String text(org.apache.paimon.data.BinaryRow row)
    {
        return HexFormat.of().formatHex(SerializationUtils.serializeBinaryRow(row));
    }

    private static List<String> texts(PaimonFileTable table)
            throws Exception
    {
        RowType type = table.rowType();
        return table.read(List.of()).stream().map(row -> PaimonValues.text(type, row)).toList();
    }
}
