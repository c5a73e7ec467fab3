package dev.varve.write;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.BigIntType;
import dev.varve.write.FaultyStorage.Fault;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.delete.AppendDelete;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job writes rows and compacts them, overwrites, deletes or moves postponed rows, and commits; and one operation of the store goes wrong. The table has the
 * rows from before or those from after; a job that is started again as the same user makes it those from after, once; the next commit finds everything
 * in order, and so does the check of the table.
 */
@Listeners(FaultFigure.class)
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

    /** Commits something of the identifier {@code i}, and ends. */
    private interface Job
    {
        void run(TwinTable table, WritableStorage storage, long i)
                throws IOException;
    }

    @DataProvider
    public Object[][] tables()
    {
        Job write = TestWriterFaults::write;
        Job delete = TestWriterFaults::delete;
        return new Object[][] {
                {"write", true, write, Map.of("bucket", "1", "num-sorted-run.compaction-trigger", "2")},
                {"write", true, write, Map.of("bucket", "-1", "num-sorted-run.compaction-trigger", "2")},
                {"write", true, write, Map.of("bucket", "1", "deletion-vectors.enabled", "true")},
                {"write", true, write, Map.of("bucket", "1", "changelog-producer", "lookup", "num-sorted-run.compaction-trigger", "2")},
                {"write", false, write, Map.of("bucket", "-1")},
                {"overwrite", true, (Job) TestWriterFaults::overwrite, Map.of("bucket", "1")},
                {"delete", false, delete, Map.of("bucket", "-1")},
                {"delete", false, delete, Map.of("bucket", "-1", "deletion-vectors.enabled", "true")},
                {"postponed rows", true, (Job) TestWriterFaults::movePostponed, Map.of("bucket", "-2")},
        };
    }

    @Test(dataProvider = "tables")
    public void nothingIsLostOrDoubled(String area, boolean keyed, Job job, Map<String, String> options)
            throws Exception
    {
        String name = area + " " + options;
        TwinTable template = TwinTable.create(directory.resolve("template"), schema(keyed, options));
        List<List<String>> states = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            prepare(template, i);
        }
        states.add(template.readWithVarve());
        TwinTable model = copy();
        for (int i = 3; i <= 4; i++) {
            job.run(model, local, i);
            states.add(model.readWithVarve());
        }
        assertThat(states).as("each commit changes something").doesNotHaveDuplicates();

        for (Fault fault : FAULTS) {
            boolean reached = true;
            for (int operation = 1; reached; operation++) {
                TwinTable table = copy();
                FaultyStorage storage = FaultyStorage.of(local);
                storage.arm(operation, fault, step -> fault == Fault.FAILS || MUTATIONS.stream().anyMatch(step::startsWith));
                Optional<Exception> failure = attempt(job, table, storage);
                String point = name + ": " + fault + " in operation " + operation + ", '" + storage.faultyName() + "'";
                reached = !storage.faultyName().equals("none");
                if (reached) {
                    FaultFigure.injected(area);
                }

                assertThat(table.readWithVarve()).as(point).isIn(states.get(0), states.get(1));
                TableCommit commit = TableCommit.open(table.open(), local, "job");
                if (commit.filterCommitted(List.of(3L)).isEmpty()) {
                    assertThat(failure.map(Throwable::getMessage).orElse("")).as(point).doesNotContain("Nothing was committed");
                }
                else {
                    assertThat(failure).as(point).isPresent();
                    job.run(table, local, 3);
                    assertThat(table.readWithVarve()).as("%s, tried again", point).isEqualTo(states.get(1));
                }
                job.run(table, local, 4);
                assertThat(table.readWithVarve()).as("%s, then one more", point).isEqualTo(states.get(2));
                assertThat(problems(table)).as("%s, what fsck finds", point).isEmpty();
                if (reached) {
                    FaultFigure.survived(area);
                }
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

    private static Optional<Exception> attempt(Job job, TwinTable table, WritableStorage storage)
    {
        try {
            job.run(table, storage, 3);
            return Optional.empty();
        }
        catch (IOException | VarveException e) {
            return Optional.of(e);
        }
    }

    /** Rows that are there before, in the postpone bucket if there is one. */
    private void prepare(TwinTable table, long i)
            throws IOException
    {
        write(table, local, WriterSettings.of("job").streamed(), i, TableCommit::commit);
    }

    private static void write(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        write(table, storage, WriterSettings.of("job"), i, TableCommit::commit);
    }

    private static void overwrite(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        write(table, storage, WriterSettings.of("job").overwriting(), i, TableCommit::overwrite);
    }

    private static void write(
            TwinTable table, WritableStorage storage, WriterSettings settings, long i, BiFunction<TableCommit, CommitRequest, CommitResult> committing)
            throws IOException
    {
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        try (TableWriter writer = TableWriter.open(table.open(storage), storage, settings)) {
            List<KindRow> rows = LongStream.range(i, i + 5).mapToObj(key -> new KindRow(RowKind.INSERT, List.of(key, 100 * i + key))).toList();
            table.write(writer, rows);
            committing.apply(commit, CommitRequest.of(i, writer.prepareCommit(true, i)));
        }
    }

    /** Deletes a key that two files have. */
    private static void delete(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        AppendDelete delete = AppendDelete.of(table.open(storage), storage, "job");
        commit.commit(i, delete.delete(new Compare(0, new BigIntType(true), Comparison.EQUAL, i)).messages());
    }

    /** Moves rows to their buckets; the second time, rows that were written before. */
    private static void movePostponed(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        if (i > 3) {
            write(table, storage, WriterSettings.of("writer").streamed(), i, TableCommit::commit);
        }
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        commit.commit(i, PostponeCompaction.of(table.open(storage), storage, DefaultFormats.all(), WriterSettings.of("job")).run(partition -> true));
    }

    private List<String> problems(TwinTable table)
    {
        List<String> problems = new ArrayList<>();
        TableCheck.of(table.open(), local, DefaultFormats.all()).check(
                false,
                finding -> {
                    if (finding.severity() == Finding.Severity.ERROR) {
                        problems.add(finding.toString());
                    }
                },
                Progress.SILENT);
        return problems;
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
