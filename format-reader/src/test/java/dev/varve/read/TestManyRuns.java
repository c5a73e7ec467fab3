package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.datafile.PaimonFiles;
import dev.varve.datafile.ReadRequest;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.SystemFields;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A section of very many runs, all of which overlap: right rows, and few files open at a time. */
public class TestManyRuns
{
    private static final int KEYS = 1_500;
    private static final int ROWS_PER_RUN = 40;

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"deduplicate", "parquet", 500, true},
                {"deduplicate", "orc", 100, false},
                {"partial-update", "avro", 500, true},
                {"aggregation", "avro", 500, false},
        };
    }

    /** @param ordered whether the sequence numbers of no two files overlap */
    @Test(dataProvider = "tables")
    public void manyOverlappingRuns(String engine, String format, int runs, boolean ordered)
            throws Exception
    {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (PaimonTable table = PaimonTable.create(schema(engine))) {
            CountingStorage storage = new CountingStorage();
            TableVersion version = table.open(storage).latest();
            Path bucket = Files.createDirectories(table.directory().resolve("bucket-0"));
            List<WrittenRow> written = new ArrayList<>();
            List<SplitFile> files = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                int number = run;
                int[] keys = random.ints(ROWS_PER_RUN, 0, KEYS).distinct().sorted().toArray();
                List<WrittenRow> rows = new ArrayList<>();
                for (int i = 0; i < keys.length; i++) {
                    long sequence = ordered ? (long) run * ROWS_PER_RUN + i : (long) i * runs + number;
                    rows.add(new WrittenRow(keys[i], sequence, value(random), value(random)));
                }
                files.add(write(bucket, format, version, run, rows));
                written.addAll(rows);
            }
            Split split = new Split(1, BinaryRow.EMPTY, 0, 1, StoragePath.of(bucket.toString()), files, false);
            assertThat(PaimonTable.read(version, split))
                    .as("seed %s", seed)
                    .containsExactlyInAnyOrderElementsOf(expected(engine, written));
            assertThat(storage.mostOpen()).isEqualTo(ReadRequest.FEW_FILES);
            assertThat(storage.open()).isZero();
        }
    }

    private record WrittenRow(long id, long sequence, Long a, Long b) {}

    private static Long value(Random random)
    {
        return random.nextInt(3) == 0 ? null : (long) random.nextInt(1000);
    }

    /** What the engine makes of the rows of each key, row by row. */
    private static List<List<Object>> expected(String engine, List<WrittenRow> written)
    {
        Map<Long, List<Object>> rows = new TreeMap<>();
        written.stream().sorted((left, right) -> Long.compare(left.sequence(), right.sequence())).forEach(row -> {
            List<Object> before = rows.get(row.id());
            List<Object> after = Arrays.asList(row.id(), row.a(), row.b());
            if (before != null && !engine.equals("deduplicate")) {
                Long a = (Long) before.get(1);
                boolean sums = engine.equals("aggregation") && a != null && row.a() != null;
                after.set(1, sums ? Long.valueOf(a + row.a()) : row.a() == null ? a : row.a());
                after.set(2, row.b() == null ? before.get(2) : row.b());
            }
            rows.put(row.id(), after);
        });
        return List.copyOf(rows.values());
    }

    private static SplitFile write(Path bucket, String format, TableVersion version, int run, List<WrittenRow> rows)
            throws Exception
    {
        List<Field> keys = version.schema().keyFields();
        List<Field> fields = new ArrayList<>();
        keys.forEach(key -> fields.add(SystemFields.key(key)));
        fields.add(SystemFields.SEQUENCE_NUMBER);
        fields.add(SystemFields.VALUE_KIND);
        fields.addAll(version.schema().fields().fields());
        Path file = bucket.resolve("data-" + run + "." + format);
        List<List<Object>> values = rows.stream()
                .map(row -> Arrays.<Object>asList(row.id(), row.sequence(), 0L, row.id(), row.a(), row.b()))
                .toList();
        PaimonFiles.write(file, format, Map.of(), RowType.of(fields), values);
        return new SplitFile(
                file.getFileName().toString(),
                Optional.empty(),
                Files.size(file),
                rows.size(),
                key(keys, rows.get(0)),
                key(keys, rows.get(rows.size() - 1)),
                rows.stream().mapToLong(WrittenRow::sequence).min().orElseThrow(),
                rows.stream().mapToLong(WrittenRow::sequence).max().orElseThrow(),
                version.schema().id(),
                0,
                OptionalLong.of(0),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.of(run),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static BinaryRow key(List<Field> keys, WrittenRow row)
    {
        return BinaryRowWriter.write(keys.stream().map(Field::type).toList(), List.of(row.id()));
    }

    private static Schema schema(String engine)
    {
        return Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("a", DataTypes.BIGINT())
                .column("b", DataTypes.BIGINT())
                .primaryKey("id")
                .option("bucket", "1")
                .option("merge-engine", engine)
                .option("fields.a.aggregate-function", engine.equals("aggregation") ? "sum" : "last_non_null_value")
                .build();
    }
}
