package dev.varve.write.file;

import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeRoot;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.SerializationUtils;
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
        PaimonTable theirs = PaimonTable.create(directory.resolve("theirs"), schema);
        PaimonTable ours = PaimonTable.create(directory.resolve("ours"), schema);
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
        assertThat(files.stream().map(file -> description(PaimonTable.meta(file))).toList()).as(message)
                .isEqualTo(theirs.files().stream().map(TestTableFileWriters::description).toList());
        ours.commit(files);
        assertThat(texts(ours)).as(message).isEqualTo(texts(theirs));
        assertThat(VarveRows.read(ours.open())).as(message).isEqualTo(VarveRows.read(theirs.open()));
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

    private static List<String> texts(PaimonTable table)
            throws Exception
    {
        RowType type = table.rowType();
        return table.read(List.of()).stream().map(row -> PaimonValues.text(type, row)).toList();
    }
}
