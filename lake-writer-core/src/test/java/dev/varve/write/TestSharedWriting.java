package dev.varve.write;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.error.VarveException;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.bucket.RowShares;
import dev.varve.write.bucket.WriterShare;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import io.airlift.slice.Slices;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several writers of one job share a table: no bucket gets rows from two of them, and a key is in one bucket whoever wrote it. */
public class TestSharedWriting
{
    private static final int KEYS = 500;

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-shared-writing");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {Map.of("bucket", "-1", "dynamic-bucket.target-row-num", "40")},
                {Map.of("bucket", "-1", "dynamic-bucket.target-row-num", "40", "dynamic-bucket.max-buckets", "6")},
                {Map.of("bucket", "-1", "dynamic-bucket.target-row-num", "40", "dynamic-bucket.initial-buckets", "6", "dynamic-bucket.assigner-parallelism", "12")},
                {Map.of("bucket", "5")},
        };
    }

    @Test(dataProvider = "tables")
    public void noBucketHasTwoWriters(Map<String, String> options)
            throws Exception
    {
        TwinTable table = table(options);
        Random random = new Random(options.hashCode());
        TreeMap<String, List<Object>> model = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            // One writer goes on where three were, and the other way around, if the table tells how keys are divided.
            boolean alone = round == 1 && (options.containsKey("dynamic-bucket.initial-buckets") || !options.get("bucket").equals("-1"));
            write(table, alone ? 1 : 3, round, rows(random, round, model));
            List<String> expected = model.values().stream().map(Object::toString).sorted().toList();
            assertThat(table.readWithPaimon()).as("round %s", round).isEqualTo(expected);
            assertThat(table.readWithVarve()).as("round %s", round).isEqualTo(expected);
        }
    }

    @Test
    public void keysSpreadOverTheInitialBuckets()
            throws Exception
    {
        TwinTable table = table(Map.of("bucket", "-1", "dynamic-bucket.initial-buckets", "4"));
        write(table, 1, 0, rows(new Random(1), 0, new TreeMap<>()));
        assertThat(table.files().stream().map(file -> file.substring(0, "bucket 0".length())).distinct()).containsExactly("bucket 0", "bucket 1", "bucket 2", "bucket 3");
    }

    @Test
    public void keysThatWereDividedInAnotherWayAreRefused()
            throws Exception
    {
        Map<String, String> options = Map.of("bucket", "-1", "dynamic-bucket.target-row-num", "40");
        TwinTable table = table(options);
        Random random = new Random(3);
        write(table, 1, 0, rows(random, 0, new TreeMap<>()));
        assertThatThrownBy(() -> write(table, 3, 1, rows(random, 1, new TreeMap<>())))
                .isInstanceOf(VarveException.class).hasMessageContaining("keys that 3 writers would divide");

        TwinTable told = table(Map.of("bucket", "-1", "dynamic-bucket.assigner-parallelism", "4"));
        assertThatThrownBy(() -> told.writer(WriterSettings.of("job").sharing(new WriterShare(0, 3))))
                .isInstanceOf(VarveException.class).hasMessageContaining("dynamic-bucket.assigner-parallelism").hasMessageContaining("4 assigners");
        assertThatThrownBy(() -> RowShares.of(told.open().latestSchema(), 3)).isInstanceOf(VarveException.class);
    }

    @Test
    public void rowsOfAnotherWriterAreRefused()
            throws Exception
    {
        TwinTable table = table(Map.of("bucket", "-1"));
        List<List<Object>> rows = rows(new Random(5), 0, new TreeMap<>());
        try (TableWriter writer = table.writer(WriterSettings.of("job").sharing(new WriterShare(1, 2)))) {
            assertThatThrownBy(() -> table.write(writer, inserts(rows))).isInstanceOf(VarveException.class).hasMessageContaining("Writer 1 of 2 got a row of writer 0");
        }
    }

    @Test
    public void tablesThatHaveOneWriterSaySo()
            throws Exception
    {
        TwinTable postponed = table(Map.of("bucket", "-2"));
        assertThatThrownBy(() -> postponed.writer(WriterSettings.of("job").sharing(new WriterShare(0, 2))))
                .isInstanceOf(VarveException.class).hasMessageContaining("bucket=-2");
        TwinTable moving = TwinTable.create(Files.createTempDirectory(directory, "moving").resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT()).column("p", DataTypes.STRING()).partitionKeys("p").primaryKey("k").options(Map.of("bucket", "-1")).build());
        assertThatThrownBy(() -> moving.writer(WriterSettings.of("job").sharing(new WriterShare(0, 2))))
                .isInstanceOf(VarveException.class).hasMessageContaining("lacks a partition column");
    }

    /** Has writers write rows, and commits all they did at once. */
    private void write(TwinTable table, int writers, long identifier, List<List<Object>> rows)
            throws IOException
    {
        int[] owners = RowShares.of(table.open().latestSchema(), writers).writers(batch(table.open().latestSchema(), rows));
        List<CommitMessage> messages = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int index = i;
            try (TableWriter writer = table.writer(WriterSettings.of("job").sharing(new WriterShare(index, writers)))) {
                List<List<Object>> own = IntStream.range(0, rows.size()).filter(row -> owners[row] == index).mapToObj(rows::get).toList();
                if (!own.isEmpty()) {
                    table.write(writer, inserts(own));
                }
                messages.addAll(writer.prepareCommit(true, identifier));
            }
        }
        Set<String> buckets = new HashSet<>();
        assertThat(messages).allMatch(message -> buckets.add(message.partition() + " " + message.bucket()), "of a bucket that no other writer has");
        TableCommit.open(table.open(), storage, "job").commit(CommitRequest.of(identifier, messages));
    }

    private static List<KindRow> inserts(List<List<Object>> rows)
    {
        return rows.stream().map(row -> new KindRow(RowKind.INSERT, row)).toList();
    }

    private static ColumnsBatch batch(TableSchema schema, List<List<Object>> rows)
    {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < schema.fields().size(); i++) {
            DataType type = schema.fields().field(i).type();
            ColumnBuilder builder = ColumnBuilder.of(type, rows.size());
            for (List<Object> row : rows) {
                builder.append(LiteralColumn.of(type, row.get(i) instanceof String text ? Slices.utf8Slice(text) : row.get(i)), 0);
            }
            columns.add(builder.build());
        }
        return new ColumnsBatch(rows.size(), columns);
    }

    private static List<List<Object>> rows(Random random, int round, Map<String, List<Object>> model)
    {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<Object> row = List.of((long) random.nextInt(KEYS), "p" + random.nextInt(3), "round " + round + " row " + i);
            rows.add(row);
            model.put(row.get(0) + " " + row.get(1), row);
        }
        return rows;
    }

    private TwinTable table(Map<String, String> options)
            throws Exception
    {
        return TwinTable.create(Files.createTempDirectory(directory, "table").resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT())
                .column("p", DataTypes.STRING())
                .column("v", DataTypes.STRING())
                .partitionKeys("p")
                .primaryKey("k", "p")
                .options(options)
                .build());
    }
}
