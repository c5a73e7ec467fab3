package dev.varve.write;

import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.RowKind;
import dev.varve.snapshot.CommitKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.delete.AppendDelete;
import dev.varve.write.delete.AppendDelete.Deletion;
import io.airlift.slice.Slices;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.system.RowTrackingTable;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestAppendDelete
{
    private static final DataType INT = new IntType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-append-delete");
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
                {Map.of()},
                {Map.of("bucket", "2", "bucket-key", "k")},
                {Map.of("deletion-vectors.enabled", "true")},
                {Map.of("deletion-vectors.enabled", "true", "deletion-vectors.bitmap64", "true")},
                {Map.of("deletion-vectors.enabled", "true", "deletion-vector.index-file.target-size", "20 b")},
                {Map.of("deletion-vectors.enabled", "true", "bucket", "2", "bucket-key", "k")},
        };
    }

    @Test(dataProvider = "tables")
    public void deletesTheRowsThatMatch(Map<String, String> options)
            throws Exception
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TwinTable table = table("random", options);
        List<List<Object>> model = new ArrayList<>();
        for (int commit = 0; commit < 12; commit++) {
            if (commit % 3 == 0) {
                List<List<Object>> rows = rows(random);
                append(table, rows, commit);
                model.addAll(rows);
                continue;
            }
            int least = random.nextInt(100);
            int greatest = least + random.nextInt(30);
            boolean nulls = random.nextInt(4) == 0;
            Predicate range = Predicate.and(List.of(
                    new Compare(0, INT, Comparison.GREATER_OR_EQUAL, (long) least),
                    new Compare(0, INT, Comparison.LESS_OR_EQUAL, (long) greatest)));
            Predicate predicate = nulls ? Predicate.or(List.of(range, new Predicate.IsNull(2, STRING))) : range;
            int before = model.size();
            model.removeIf(row -> (Long) row.get(0) >= least && (Long) row.get(0) <= greatest || nulls && row.get(2) == null);

            Deletion deletion = AppendDelete.of(table.open(), storage, "varve").delete(predicate);
            assertThat(deletion.rows()).as("seed %s", seed).isEqualTo(before - model.size());
            CommitResult result = TableCommit.open(table.open(), storage, "varve").commit(commit, deletion.messages());
            assertThat(result.snapshots()).allSatisfy(snapshot -> assertThat(snapshot.commit().kind()).isEqualTo(CommitKind.OVERWRITE));
            List<String> expected = model.stream().map(Object::toString).sorted().toList();
            assertThat(table.readWithPaimon()).as("seed %s", seed).isEqualTo(expected);
            assertThat(table.readWithVarve()).as("seed %s", seed).isEqualTo(expected);
        }
    }

    @Test
    public void aFileWithoutRowsThatMatchStays()
            throws Exception
    {
        TwinTable table = table("stays", Map.of());
        append(table, List.of(Arrays.asList(1L, "a", "x"), Arrays.asList(2L, "a", null)), 1);
        append(table, List.of(Arrays.asList(3L, "b", "x")), 2);
        Deletion none = delete(table, new Compare(2, STRING, Comparison.EQUAL, Slices.utf8Slice("y")));
        assertThat(none.rows()).isZero();
        assertThat(none.messages()).isEmpty();
        Deletion one = delete(table, new Compare(0, INT, Comparison.EQUAL, 3L));
        assertThat(one.rows()).isEqualTo(1);
        assertThat(one.messages()).singleElement().satisfies(message -> {
            assertThat(message.append().deletedFiles()).hasSize(1);
            assertThat(message.append().newFiles()).isEmpty();
        });
    }

    @Test
    public void vectorsGoToFilesOfTheSizeThatIsAskedFor()
            throws Exception
    {
        for (String size : List.of("1 b", "1 mb")) {
            TwinTable table = table("sizes" + size.length(), Map.of("deletion-vectors.enabled", "true", "deletion-vector.index-file.target-size", size));
            for (int commit = 1; commit < 4; commit++) {
                append(table, List.of(Arrays.asList(1L, "a", "x"), Arrays.asList(2L, "a", null)), commit);
            }
            Deletion deletion = delete(table, new Compare(0, INT, Comparison.EQUAL, 1L));
            assertThat(deletion.messages()).singleElement()
                    .satisfies(message -> assertThat(message.append().newIndexFiles()).hasSize(size.equals("1 b") ? 3 : 1));
        }
    }

    /** Also those of files that were written again before, which hold the ids as a column. */
    @Test(dataProvider = "trackedTables")
    public void rowsKeepTheirIds(Map<String, String> options)
            throws Exception
    {
        TwinTable table = table("tracked" + options.size(), options);
        for (long commit = 1; commit <= 3; commit++) {
            long first = 10 * commit;
            append(table, LongStream.range(first, first + 10).mapToObj(key -> Arrays.<Object>asList(key, "a", "v" + key)).toList(), commit);
        }
        Map<Integer, String> expected = ids(table);
        assertThat(expected).hasSize(30);
        for (long key : new long[] {13, 25, 15, 30}) {
            Deletion deletion = delete(table, new Compare(0, INT, Comparison.EQUAL, key));
            TableCommit.open(table.open(), storage, "varve").commit(100 + key, deletion.messages());
            expected.remove((int) key);
            assertThat(ids(table)).isEqualTo(expected);
        }
        append(table, List.of(Arrays.asList(99L, "a", "x")), 200);
        assertThat(ids(table).values()).as("ids are not given twice").doesNotHaveDuplicates();
        assertThat(table.readWithVarve()).isEqualTo(table.readWithPaimon()).hasSize(27);
    }

    @DataProvider
    public Object[][] trackedTables()
    {
        return new Object[][] {
                {Map.of("row-tracking.enabled", "true")},
                {Map.of("row-tracking.enabled", "true", "deletion-vectors.enabled", "true")},
        };
    }

    /** By key, the id of the row and its sequence number, as Paimon reads them. */
    private static Map<Integer, String> ids(TwinTable table)
            throws Exception
    {
        ReadBuilder builder = new RowTrackingTable(table.paimon()).newReadBuilder();
        Map<Integer, String> ids = new TreeMap<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> ids.put(row.getInt(0), row.getLong(3) + " " + row.getLong(4)));
        }
        return ids;
    }

    @Test
    public void tablesWithAKeyAreRefused()
            throws Exception
    {
        TwinTable table = TwinTable.create(directory.resolve("keyed"), Schema.newBuilder()
                .column("k", DataTypes.INT()).primaryKey("k").options(Map.of("bucket", "1")).build());
        assertThatThrownBy(() -> delete(table, new Compare(0, INT, Comparison.EQUAL, 3L)))
                .isInstanceOf(VarveException.class).hasMessageContaining("primary key");
    }

    @Test
    public void tablesWithRowsInSeveralFilesAreRefused()
            throws Exception
    {
        TwinTable table = table("evolving", Map.of("row-tracking.enabled", "true", "data-evolution.enabled", "true"));
        assertThatThrownBy(() -> delete(table, new Compare(0, INT, Comparison.EQUAL, 3L)))
                .isInstanceOf(VarveException.class).hasMessageContaining("data-evolution.enabled=true");
    }

    private Deletion delete(TwinTable table, Predicate predicate)
            throws Exception
    {
        return AppendDelete.of(table.open(), storage, "varve").delete(predicate);
    }

    private static List<List<Object>> rows(Random random)
    {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(Arrays.asList((long) random.nextInt(130), "p" + random.nextInt(2), random.nextInt(5) == 0 ? null : "v" + random.nextInt(10)));
        }
        return rows;
    }

    private void append(TwinTable table, List<List<Object>> rows, long identifier)
            throws Exception
    {
        try (TableWriter writer = table.writer(WriterSettings.of("varve"))) {
            table.write(writer, rows.stream().map(row -> new KindRow(RowKind.INSERT, row)).toList());
            TableCommit.open(table.open(), storage, "varve").commit(identifier, writer.prepareCommit(false, identifier));
        }
    }

    private TwinTable table(String name, Map<String, String> options)
            throws Exception
    {
        return TwinTable.create(directory.resolve(name), Schema.newBuilder()
                .column("k", DataTypes.INT())
                .column("p", DataTypes.STRING())
                .column("v", DataTypes.STRING())
                .partitionKeys("p")
                .options(new HashMap<>(options))
                .build());
    }
}
