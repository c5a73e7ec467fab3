package dev.varve.write;

import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.FaultyStorage.Fault;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job writes rows, compacts and commits them, and one operation of the store goes wrong. The table has the rows from before or those from after;
 * a job that is started again as the same user makes it those from after, once; and the next commit finds everything in order.
 */
public class TestWriterFaults
{
    /** The others differ little from these, and take as long. */
    private static final List<Fault> FAULTS = Boolean.getBoolean("varve.all-faults")
            ? List.of(Fault.FAILS, Fault.LOSES_ACKNOWLEDGEMENT, Fault.CRASHES_BEFORE, Fault.CRASHES_AFTER)
            : List.of(Fault.FAILS, Fault.CRASHES_AFTER);
    private static final List<String> MUTATIONS = List.of("create", "close", "overwrite", "delete");

    private final LocalStorage local = new LocalStorage();
    private Path directory;
    private int copies;
    private int injected;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-writer-faults");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        local.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @AfterClass
    public void printFigure()
    {
        System.out.println("Faults injected into jobs that write, compact and commit, and survived: " + injected);
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"keyed", Map.of("bucket", "1", "num-sorted-run.compaction-trigger", "2")},
                {"dynamic buckets", Map.of("bucket", "-1", "num-sorted-run.compaction-trigger", "2")},
                {"deletion vectors", Map.of("bucket", "1", "deletion-vectors.enabled", "true")},
                {"changelog", Map.of("bucket", "1", "changelog-producer", "lookup", "num-sorted-run.compaction-trigger", "2")},
                {"append", Map.of("bucket", "-1")},
        };
    }

    @Test(dataProvider = "tables")
    public void nothingIsLostOrDoubled(String name, Map<String, String> options)
            throws Exception
    {
        boolean keyed = !name.equals("append");
        TwinTable template = TwinTable.create(directory.resolve("template"), schema(keyed, options));
        List<List<String>> states = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            writeAndCommit(template, local, i);
        }
        states.add(template.readWithVarve());
        TwinTable model = copy();
        for (int i = 3; i <= 4; i++) {
            writeAndCommit(model, local, i);
            states.add(model.readWithVarve());
        }
        assertThat(states).as("each commit changes something").doesNotHaveDuplicates();

        for (Fault fault : FAULTS) {
            boolean reached = true;
            for (int operation = 1; reached; operation++) {
                TwinTable table = copy();
                FaultyStorage storage = FaultyStorage.of(local);
                storage.arm(operation, fault, step -> fault == Fault.FAILS || MUTATIONS.stream().anyMatch(step::startsWith));
                Optional<Exception> failure = tryToWrite(table, storage);
                String point = name + ": " + fault + " in operation " + operation + ", '" + storage.faultyName() + "'";
                reached = !storage.faultyName().equals("none");
                injected += reached ? 1 : 0;

                assertThat(table.readWithVarve()).as(point).isIn(states.get(0), states.get(1));
                TableCommit commit = TableCommit.open(table.open(), local, "job");
                if (commit.filterCommitted(List.of(3L)).isEmpty()) {
                    assertThat(failure.map(Throwable::getMessage).orElse("")).as(point).doesNotContain("Nothing was committed");
                }
                else {
                    assertThat(failure).as(point).isPresent();
                    writeAndCommit(table, local, 3);
                    assertThat(table.readWithVarve()).as("%s, tried again", point).isEqualTo(states.get(1));
                }
                writeAndCommit(table, local, 4);
                assertThat(table.readWithVarve()).as("%s, then one more", point).isEqualTo(states.get(2));
                local.deleteDirectory(table.open().location());
            }
        }
    }

    private static Schema schema(boolean keyed, Map<String, String> options)
    {
        Map<String, String> all = new HashMap<>(options);
        all.put("file.format", "avro");
        all.put("commit.max-retries", "2");
        all.put("commit.min-retry-wait", "1 ms");
        all.put("manifest.merge-min-count", "2");
        Schema.Builder builder = Schema.newBuilder().column("k", DataTypes.BIGINT()).column("v", DataTypes.BIGINT()).options(all);
        return keyed ? builder.primaryKey("k").build() : builder.build();
    }

    private Optional<Exception> tryToWrite(TwinTable table, WritableStorage storage)
    {
        try {
            writeAndCommit(table, storage, 3);
            return Optional.empty();
        }
        catch (IOException | VarveException e) {
            return Optional.of(e);
        }
    }

    /** The i-th commit of a job that commits once and ends. */
    private void writeAndCommit(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        try (TableWriter writer = TableWriter.open(table.open(storage), storage, WriterSettings.of("job"))) {
            List<KindRow> rows = LongStream.range(i, i + 5).mapToObj(key -> new KindRow(RowKind.INSERT, List.of(key, 100 * i + key))).toList();
            table.write(writer, rows);
            commit.commit(i, writer.prepareCommit(true, i));
        }
    }

    private TwinTable copy()
            throws IOException
    {
        Path template = directory.resolve("template");
        Path copy = directory.resolve("copy" + copies++);
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(template.relativize(file).toString()));
            }
        }
        return TwinTable.open(copy);
    }
}
