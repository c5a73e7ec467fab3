package dev.varve.system;

import dev.varve.SampleTables;
import dev.varve.Table;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import io.airlift.slice.Slices;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is known of the sample tables. That it is what Paimon knows, the conformance tests of the product show. */
public class TestSystemTables
{
    @DataProvider
    public Object[][] tables()
    {
        return SampleTables.NAMES.stream()
                .flatMap(table -> SystemTables.names().stream().map(system -> new Object[] {table, system}))
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "tables")
    public void columnsAreTheSameAloneAndTogether(String name, String system)
            throws IOException
    {
        SystemTable table = SystemTables.of(SampleTables.open(name), system);
        List<Integer> all = columns(table.type());
        List<List<Object>> rows = rows(table, all, Optional.empty());

        for (int i = 0; i < all.size(); i++) {
            int position = i;
            assertThat(rows(table, List.of(all.get(i)), Optional.empty()))
                    .as(table.type().field(all.get(i)).name())
                    .isEqualTo(rows.stream().map(row -> Arrays.asList(row.get(position))).toList());
        }
    }

    /** Whatever a condition leaves out early, the rows are those that meet it. */
    @Test(dataProvider = "tables")
    public void conditionsReturnTheRowsThatMeetThem(String name, String system)
            throws IOException
    {
        SystemTable table = SystemTables.of(SampleTables.open(name), system);
        List<Integer> all = columns(table.type());
        List<List<Object>> rows = rows(table, all, Optional.empty());

        for (int i = 0; i < all.size(); i++) {
            int position = i;
            Field field = table.type().field(all.get(i));
            Set<Object> values = new HashSet<>();
            rows.forEach(row -> values.add(row.get(position)));
            values.remove(null);
            for (Object value : values) {
                for (Comparison comparison : List.of(Comparison.EQUAL, Comparison.GREATER)) {
                    Predicate predicate = new Compare(all.get(i), field.type(), comparison, value);
                    assertThat(rows(table, all, Optional.of(predicate)))
                            .as("%s %s %s", field.name(), comparison, value)
                            .isEqualTo(rows.stream().filter(row -> meets(row.get(position), comparison, value)).toList());
                }
            }
        }
    }

    private static boolean meets(Object value, Comparison comparison, Object literal)
    {
        return value != null && (comparison == Comparison.EQUAL ? value.equals(literal) : Literal.compare(value, literal) > 0);
    }

    @Test
    public void aSnapshotIsFoundWithoutReadingTheOthers()
            throws IOException
    {
        OpenedFiles storage = new OpenedFiles();
        SystemTable table = SystemTables.of(SampleTables.open("numeric_tag", storage), "snapshots");
        storage.names.clear();

        assertThat(rows(table, List.of(0), Optional.of(new Compare(0, table.type().field(0).type(), Comparison.EQUAL, 2L)))).containsExactly(List.of(2L));
        assertThat(storage.names).containsExactly("snapshot-2");
    }

    @Test
    public void manifestsOfOtherPartitionsAreNotRead()
            throws IOException
    {
        OpenedFiles storage = new OpenedFiles();
        SystemTable table = SystemTables.of(SampleTables.open("partitioned_deletion_vectors", storage), "files", Optional.of(new SnapshotId(1)), ZoneOffset.UTC);
        Predicate nowhere = new Compare(0, table.type().field(0).type(), Comparison.EQUAL, Slices.utf8Slice("{nowhere}"));
        storage.names.clear();

        assertThat(rows(table, List.of(0, 2), Optional.of(nowhere))).isEmpty();
        assertThat(storage.names).noneMatch(name -> name.matches("manifest-[0-9a-f].*"));
    }

    @Test
    public void timesAreLocal()
            throws IOException
    {
        Table table = SampleTables.open("numeric_tag");
        long millis = table.snapshots().snapshot(1).timeMillis();
        SystemTable inTokyo = SystemTables.of(table, "snapshots", Optional.empty(), ZoneId.of("Asia/Tokyo"));

        assertThat(rows(inTokyo, List.of(5), Optional.empty()).get(0).get(0))
                .isEqualTo(Timestamp.ofMillis(millis + 9 * 3_600_000L, 0));
    }

    @Test
    public void whatDoesNotExistIsToldWithWhatDoes()
    {
        Table table = SampleTables.open("numeric_tag");

        assertThatThrownBy(() -> SystemTables.of(table, "file"))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("'samples.numeric_tag$file' does not exist")
                .hasMessageContaining("$files");
        assertThatThrownBy(() -> SystemTables.of(table, "tags", Optional.of(new SnapshotId(1)), ZoneOffset.UTC)).hasMessageContaining("has none itself");
        assertThatThrownBy(() -> SystemTables.of(table, "files", Optional.of(new SnapshotId(99)), ZoneOffset.UTC)).hasMessageContaining("Snapshot 99 does not exist");
    }

    private static List<Integer> columns(RowType type)
    {
        return IntStream.range(0, type.size()).filter(i -> Literal.exists(type.field(i).type())).boxed().toList();
    }

    private static List<List<Object>> rows(SystemTable table, List<Integer> columns, Optional<Predicate> predicate)
            throws IOException
    {
        List<DataType> types = columns.stream().map(column -> table.type().field(column).type()).toList();
        List<List<Object>> rows = new ArrayList<>();
        try (BatchSource batches = table.read(columns, predicate)) {
            for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                for (int i = 0; i < batch.get().selection().count(); i++) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 0; column < columns.size(); column++) {
                        Column values = batch.get().selection().apply(batch.get().column(column));
                        row.add(LiteralColumn.value(types.get(column), values, i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Local files; remembers which were opened. */
    private static final class OpenedFiles
            implements Storage
    {
        private final Storage files = new LocalStorage();
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        @Override
        public List<StorageEntry> list(StoragePath directory)
                throws IOException
        {
            return files.list(directory);
        }

        @Override
        public boolean exists(StoragePath path)
                throws IOException
        {
            return files.exists(path);
        }

        @Override
        public InputFile open(StoragePath path)
        {
            names.add(path.name());
            return files.open(path);
        }

        @Override
        public InputFile open(StoragePath path, long length)
        {
            names.add(path.name());
            return files.open(path, length);
        }
    }
}
