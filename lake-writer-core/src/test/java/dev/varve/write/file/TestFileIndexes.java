package dev.varve.write.file;

import dev.varve.manifest.DataFile;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Paimon finds the same rows with the indexes of Varve as with its own. */
public class TestFileIndexes
{
    private static final List<DataType> NUMBERS = List.of(
            DataTypes.TINYINT(),
            DataTypes.SMALLINT(),
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.DATE(),
            DataTypes.TIME(3),
            DataTypes.TIMESTAMP(3),
            DataTypes.TIMESTAMP(6),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6));
    private static final Map<String, List<DataType>> TYPES = Map.of(
            "bloom-filter", concat(NUMBERS, DataTypes.STRING(), DataTypes.CHAR(40), DataTypes.DOUBLE(), DataTypes.FLOAT()),
            "bitmap", concat(NUMBERS, DataTypes.STRING(), DataTypes.BOOLEAN()),
            "bsi", concat(NUMBERS, DataTypes.DECIMAL(12, 3)),
            "range-bitmap", concat(NUMBERS, DataTypes.STRING(), DataTypes.BOOLEAN(), DataTypes.DOUBLE(), DataTypes.FLOAT(), DataTypes.DECIMAL(12, 3)));

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-indexes");
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
    public Object[][] seeds()
    {
        return LongStream.range(0, 20).mapToObj(seed -> new Object[] {seed}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "seeds")
    public void testSameRowsAsPaimon(long seed)
            throws Exception
    {
        Random random = new Random(seed);
        Schema schema = randomSchema(random);
        PaimonFileTable theirs = PaimonFileTable.create(directory.resolve("theirs"), schema);
        PaimonFileTable ours = PaimonFileTable.create(directory.resolve("ours"), schema);
        List<GenericRow> rows = rows(theirs.rowType(), random);

        theirs.write(rows);
        List<DataFile> files = VarveFiles.write(ours, rows);
        ours.commit(files);

        String message = "seed " + seed + ", " + schema.options() + ", " + schema.rowType();
        assertThat(files.get(0).embeddedIndex().map(index -> index.length())).as(message)
                .isEqualTo(theirs.files().get(0).embeddedIndex() == null ? Optional.empty() : Optional.of(theirs.files().get(0).embeddedIndex().length));
        assertThat(files.get(0).extraFiles()).as(message).hasSameSizeAs(theirs.files().get(0).extraFiles());
        int ruledOut = 0;
        for (int i = 0; i < 60; i++) {
            Predicate predicate = randomPredicate(theirs.rowType(), rows, random);
            List<String> expected = texts(theirs, predicate);
            assertThat(texts(ours, predicate)).as(message + ", " + predicate).isEqualTo(expected);
            ruledOut += rows.size() - expected.size();
            List<String> matching = rows.stream().filter(predicate::test).map(row -> PaimonValues.text(theirs.rowType(), row)).toList();
            assertThat(expected).as(message + ", " + predicate).containsAll(matching);
        }
        assertThat(ruledOut).as(message).isPositive();
    }

    private static Schema randomSchema(Random random)
    {
        Schema.Builder schema = Schema.newBuilder();
        Map<String, String> options = new HashMap<>();
        // Avro, without statistics: only indexes rule rows out.
        options.put("file.format", "avro");
        options.put("metadata.stats-mode", "none");
        options.put("bucket", "-1");
        for (String type : TYPES.keySet().stream().sorted().toList()) {
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                String name = type.replace('-', '_') + i;
                schema.column(name, TYPES.get(type).get(random.nextInt(TYPES.get(type).size())));
                columns.add(name);
            }
            options.put("file-index." + type + ".columns", String.join(", ", columns));
        }
        options.put("file-index.bloom-filter.bloom_filter0.items", "5000");
        options.put("file-index.bloom-filter.bloom_filter0.fpp", "0.02");
        options.put("file-index.bitmap.bitmap0.version", random.nextBoolean() ? "1" : "2");
        options.put("file-index.bitmap.bitmap0.index-block-size", "200 b");
        options.put("file-index.range-bitmap.range_bitmap0.chunk-size", "100 b");
        if (random.nextBoolean()) {
            options.put("file-index.in-manifest-threshold", "10 mb");
        }
        return schema.options(options).build();
    }

    private static List<GenericRow> rows(RowType type, Random random)
    {
        int distinct = 1 + random.nextInt(200);
        List<GenericRow> pool = new ArrayList<>();
        for (int i = 0; i < distinct; i++) {
            pool.add(PaimonValues.row(type, random));
        }
        List<GenericRow> rows = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(1500); i++) {
            GenericRow row = new GenericRow(type.getFieldCount());
            for (int field = 0; field < type.getFieldCount(); field++) {
                row.setField(field, pool.get(random.nextInt(distinct)).getField(field));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Predicate randomPredicate(RowType type, List<GenericRow> rows, Random random)
    {
        PredicateBuilder builder = new PredicateBuilder(type);
        int field = random.nextInt(type.getFieldCount());
        Object literal = literal(type, rows, random, field);
        return switch (random.nextInt(9)) {
            case 0 -> builder.notEqual(field, literal);
            case 1 -> builder.lessThan(field, literal);
            case 2 -> builder.lessOrEqual(field, literal);
            case 3 -> builder.greaterThan(field, literal);
            case 4 -> builder.greaterOrEqual(field, literal);
            case 5 -> builder.isNull(field);
            case 6 -> builder.isNotNull(field);
            case 7 -> builder.in(field, List.of(literal, literal(type, rows, random, field)));
            default -> builder.equal(field, literal);
        };
    }

    /** A value that the column holds, or any other. */
    private static Object literal(RowType type, List<GenericRow> rows, Random random, int field)
    {
        Object held = rows.get(random.nextInt(rows.size())).getField(field);
        return held == null || random.nextInt(3) == 0 ? PaimonValues.random(type.getTypeAt(field).notNull(), random) : held;
    }

    private static List<String> texts(PaimonFileTable table, Predicate predicate)
            throws Exception
    {
        List<String> texts = new ArrayList<>();
        for (InternalRow row : table.read(List.of(predicate))) {
            texts.add(PaimonValues.text(table.rowType(), row));
        }
        return texts;
    }

    private static List<DataType> concat(List<DataType> types, DataType... more)
    {
        return Stream.concat(types.stream(), Stream.of(more)).toList();
    }
}
