package dev.varve.datafile.parquet;

import dev.varve.TemporaryDirectory;
import dev.varve.column.Column;
import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.Values;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.Or;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Pages that a filter rules out are not read, and the others are as they were. */
public class TestMatchingPages
{
    private static final int ROWS = 20_000;
    private static final int PAGE_ROWS = 100;
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType INT = new IntType(true);
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final List<Field> FIELDS = List.of(
            new Field(0, "id", BIGINT), new Field(1, "number", INT), new Field(2, "text", TEXT), new Field(3, "list", new ArrayType(BIGINT, true)));

    private final long seed = new Random().nextLong();
    private final List<List<Object>> rows = new ArrayList<>();
    private TemporaryDirectory temporary;
    private Path file;

    @BeforeClass
    public void writeFile()
            throws IOException
    {
        temporary = TemporaryDirectory.create();
        file = temporary.directory().resolve("pages.parquet");
        MessageType schema = MessageTypeParser.parseMessageType("""
                message m {
                  required int64 id;
                  optional int32 number;
                  optional binary text (STRING);
                  optional group list (LIST) { repeated group list { optional int64 element; } }
                }""");
        Random random = new Random(seed);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withPageRowCountLimit(PAGE_ROWS)
                .withDictionaryPageSize(10_000)
                .withRowGroupSize(200_000L)
                .build()) {
            for (int i = 0; i < ROWS; i++) {
                writer.write(row(schema, i, random));
            }
        }
    }

    @AfterClass(alwaysRun = true)
    public void deleteFile()
            throws IOException
    {
        temporary.close();
    }

    /** Numbers are null for a while, ascend for a while, and are random for a while; texts are repeated, or not at all. */
    private Group row(MessageType schema, int id, Random random)
    {
        Group group = new SimpleGroup(schema);
        Long number = switch (id / 1_000 % 3) {
            case 0 -> null;
            case 1 -> (long) id / 10;
            default -> random.nextInt(4) == 0 ? null : (long) random.nextInt(ROWS);
        };
        String text = id / 2_000 % 2 == 0 ? "text " + id % 7 : "text of " + id;
        group.add("id", (long) id);
        if (number != null) {
            group.add("number", number.intValue());
        }
        group.add("text", text);
        List<Object> list = new ArrayList<>();
        Group elements = group.addGroup("list");
        for (long i = 0; i < id % 4; i++) {
            list.add(i);
            elements.addGroup("list").add("element", i);
        }
        rows.add(Arrays.asList((long) id, number, text, list));
        return group;
    }

    @Test
    public void testOneRowCostsOnePage()
            throws IOException
    {
        for (long id : List.of(0L, 99L, 100L, 12_345L, ROWS - 1L)) {
            ReadMetrics metrics = new ReadMetrics();
            Map<Long, List<Object>> found = read(file, new Compare(0, BIGINT, Comparison.EQUAL, id), metrics);
            assertThat(found).containsEntry(id, rows.get((int) id)).hasSizeLessThanOrEqualTo(PAGE_ROWS);
            assertThat(metrics.get(Counter.ROWS_READ)).isEqualTo(found.size());
            assertThat(metrics.get(Counter.ROWS_SKIPPED)).isEqualTo(ROWS - found.size());
            assertThat(metrics.get(Counter.BYTES_READ)).isLessThan(Files.size(file) / 2);
        }
    }

    @Test
    public void testRandomFilters()
            throws IOException
    {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            Predicate filter = filter(random);
            ReadMetrics metrics = new ReadMetrics();
            Map<Long, List<Object>> found = read(file, filter, metrics);
            assertThat(metrics.get(Counter.ROWS_READ)).isEqualTo(found.size());
            assertThat(metrics.get(Counter.ROWS_READ) + metrics.get(Counter.ROWS_SKIPPED)).isEqualTo(ROWS);
            for (int row = 0; row < ROWS; row++) {
                List<Object> read = found.get((long) row);
                assertThat(read != null || !matches(filter, rows.get(row))).as("seed %s: row %s of %s", seed, row, filter).isTrue();
                if (read != null) {
                    assertThat(read).as("seed %s: row %s of %s", seed, row, filter).isEqualTo(rows.get(row));
                }
            }
        }
    }

    private static Predicate filter(Random random)
    {
        return switch (random.nextInt(6)) {
            case 0 -> new Compare(0, BIGINT, comparison(random), (long) random.nextInt(ROWS));
            case 1 -> new Compare(1, INT, comparison(random), (long) random.nextInt(ROWS / 10));
            case 2 -> new Compare(2, TEXT, comparison(random), Slices.utf8Slice("text of " + random.nextInt(ROWS)));
            case 3 -> new IsNull(1, INT);
            case 4 -> new In(0, BIGINT, List.of((long) random.nextInt(ROWS), (long) random.nextInt(ROWS), (long) random.nextInt(ROWS)));
            default -> random.nextBoolean()
                    ? new Or(List.of(filter(random), filter(random)))
                    : Predicate.and(List.of(filter(random), filter(random)));
        };
    }

    private static Comparison comparison(Random random)
    {
        return Comparison.values()[random.nextInt(Comparison.values().length)];
    }

    private static boolean matches(Predicate filter, List<Object> row)
    {
        if (filter instanceof Predicate.And and) {
            return and.operands().stream().allMatch(operand -> matches(operand, row));
        }
        if (filter instanceof Or or) {
            return or.operands().stream().anyMatch(operand -> matches(operand, row));
        }
        if (filter instanceof IsNull test) {
            return row.get(test.column()) == null;
        }
        if (filter instanceof In in) {
            return in.literals().contains(row.get(in.column()));
        }
        Compare compare = (Compare) filter;
        Object value = row.get(compare.column());
        if (value == null) {
            return false;
        }
        int order = value instanceof String text ? text.compareTo(((Slice) compare.literal()).toStringUtf8()) : Long.compare((long) value, (long) compare.literal());
        return switch (compare.comparison()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    /** Damage may rule out pages that it should not, but an index that is no index at all is not used. */
    @Test
    public void testIndexesThatMakeNoSense()
            throws IOException
    {
        byte[] bytes = Files.readAllBytes(file);
        for (BlockMetaData rowGroup : footer().rowGroups()) {
            for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
                Arrays.fill(bytes, (int) chunk.getColumnIndexReference().getOffset(), (int) chunk.getColumnIndexReference().getOffset() + chunk.getColumnIndexReference().getLength(), (byte) 0xFF);
                Arrays.fill(bytes, (int) chunk.getOffsetIndexReference().getOffset(), (int) chunk.getOffsetIndexReference().getOffset() + chunk.getOffsetIndexReference().getLength(), (byte) 0xFF);
            }
        }
        Path damaged = Files.write(temporary.directory().resolve("damaged.parquet"), bytes);
        Map<Long, List<Object>> found = read(damaged, new Compare(1, INT, Comparison.EQUAL, 400L), new ReadMetrics());
        assertThat(found).containsEntry(4_000L, rows.get(4_000));
    }

    private ParquetFooter footer()
            throws IOException
    {
        try (CountedInput input = CountedInput.open(new LocalStorage().open(StoragePath.of(file.toString())), new ReadMetrics())) {
            return ParquetFooter.read(input);
        }
    }

    /** Rows by their numbers in the file. */
    private static Map<Long, List<Object>> read(Path file, Predicate filter, ReadMetrics metrics)
            throws IOException
    {
        Map<Long, List<Object>> found = new HashMap<>();
        ReadRequest request = new ReadRequest(FIELDS, new FileFilter(Optional.of(filter)), metrics);
        try (DataFileReader reader = new ParquetFormat().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                List<List<Object>> columns = new ArrayList<>();
                for (int i = 0; i < FIELDS.size(); i++) {
                    Column column = batch.get().column(i);
                    columns.add(Values.of(FIELDS.get(i).type(), column));
                }
                for (int row = 0; row < batch.get().size(); row++) {
                    int position = row;
                    found.put(batch.get().firstRow() + row, columns.stream().map(values -> values.get(position)).collect(Collectors.toList()));
                }
            }
        }
        return found;
    }
}
