package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.snapshot.Analysis;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.FaultFigure;
import dev.varve.write.FaultyStorage;
import dev.varve.write.FaultyStorage.Fault;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import static dev.varve.write.commit.MetadataTable.added;
import static dev.varve.write.commit.MetadataTable.file;
import static dev.varve.write.commit.MetadataTable.hashIndex;
import static dev.varve.write.commit.MetadataTable.message;
import static dev.varve.write.commit.MetadataTable.partition;
import static dev.varve.write.commit.MetadataTable.replaced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every operation of the store that a commit needs goes wrong once, in every way. Whatever happens, the table is as it was or as it should
 * be, the answer of the commit is true, and trying again makes it as it should be.
 */
@Listeners(FaultFigure.class)
public class TestCommitFaults
{
    private static final List<String> MUTATIONS = List.of("create", "close", "overwrite", "delete");

    private final LocalStorage local = new LocalStorage();
    private Path directory;
    private int tables;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-faults");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        local.deleteDirectory(StoragePath.of(directory.toString()));
    }

    private interface Step
    {
        /** @param again whether the job was started again, so that the step may have been done */
        CommitResult run(TableCommit commit, boolean again);
    }

    private enum Job
    {
        APPEND(request(3, message(partition("a"), 0, added(file("new", 0, 1, 9)), Increment.EMPTY))),
        APPEND_AND_COMPACT(request(
                3,
                message(
                        partition("a"),
                        0,
                        new Increment(
                                List.of(file("new", 0, 1, 9)),
                                List.of(),
                                List.of(file("log", 0, 1, 9)),
                                List.of(hashIndex("hash2")),
                                List.of(hashIndex("hash1"))),
                        replaced(List.of(file("a1", 0, 1, 5), file("new", 0, 1, 9)), List.of(file("a2", 5, 1, 9)))))),
        DELETE(request(3, message(partition("b"), 1, replaced(List.of(file("b1", 0, 1, 5)), List.of(file("b2", 0, 1, 4))), Increment.EMPTY))),
        OVERWRITE((commit, again) -> commit.overwritePartitions(
                CommitRequest.of(3, List.of(message(partition("b"), 1, added(file("b2", 0, 1, 4)), Increment.EMPTY))))),
        TRUNCATE((commit, again) -> commit.truncate(3)),
        ANALYZE((commit, again) -> commit.analyze(3, new Analysis(2, 0, OptionalLong.of(1), OptionalLong.empty(), Map.of())));

        private final Step step;

        Job(CommitRequest request)
        {
            this((commit, again) -> again ? commit.commitIfAbsent(request) : commit.commit(request));
        }

        Job(Step step)
        {
            this.step = step;
        }

        private static CommitRequest request(long identifier, CommitMessage message)
        {
            return CommitRequest.of(identifier, List.of(message));
        }
    }

    @DataProvider
    public Object[][] faults()
    {
        List<Object[]> cases = new ArrayList<>();
        for (Job job : Job.values()) {
            for (Fault fault : Fault.values()) {
                cases.add(new Object[] {job, fault});
            }
        }
        return cases.toArray(Object[][]::new);
    }

    @Test(dataProvider = "faults")
    public void theTableIsAsItWasOrAsItShouldBe(Job job, Fault fault)
            throws IOException
    {
        MetadataTable model = table();
        Set<String> before = model.names();
        List<Set<String>> between = new ArrayList<>();
        job.step.run(TableCommit.open(model.open(local), local, "job"), false)
                .snapshots()
                .forEach(snapshot -> between.add(namesOf(model, snapshot.id())));
        Set<String> after = model.names();

        boolean reached = true;
        for (int operation = 1; reached; operation++) {
            MetadataTable table = table();
            FaultyStorage storage = FaultyStorage.of(local);
            TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
            storage.arm(operation, fault, name -> concerns(fault, name));
            Optional<VarveException> failure = run(job, commit);
            String faulty = storage.faultyName();
            String point = fault + " in operation " + operation + ", '" + faulty + "'";
            reached = !faulty.equals("none");
            if (reached) {
                FaultFigure.injected("commit");
            }
            storage.disarm();

            table.requireSound();
            Set<String> now = table.names();
            if (failure.isEmpty()) {
                assertThat(between).as("%s: it says that it committed", point).contains(now);
            }
            else if (failure.get().getMessage().contains("Nothing was committed")) {
                assertThat(now).as("%s: it says that nothing was committed", point).isEqualTo(before);
            }
            else {
                assertThat(failure.get()).as(point).hasMessageContaining("not known");
                List<Set<String>> possible = new ArrayList<>(between);
                possible.add(before);
                assertThat(possible).as(point).contains(now);
            }

            TableCommit again = TableCommit.open(table.open(local), local, "job");
            if (!again.filterCommitted(List.of(3L)).isEmpty() || job.ordinal() <= Job.DELETE.ordinal()) {
                job.step.run(again, true);
            }
            assertThat(table.names()).as("%s, tried again", point).isEqualTo(after);
            assertThat(table.open(local).snapshots().latest().orElseThrow().id()).as("%s: nothing is committed twice", point).isEqualTo(2 + between.size());
            table.requireSound();
            if (fault == Fault.FAILS && !faulty.startsWith("delete") && failure.filter(e -> e.getMessage().contains("not known")).isEmpty()) {
                assertThat(table.orphans()).as(point).isEmpty();
            }
            if (reached) {
                FaultFigure.survived("commit");
            }
            local.deleteDirectory(table.open(local).location());
        }
    }

    /** A crash or a lost acknowledgement of an operation that only reads is nothing but a failure. */
    private static boolean concerns(Fault fault, String operation)
    {
        return switch (fault) {
            case FAILS -> true;
            case LISTS_LATE -> operation.startsWith("list");
            default -> MUTATIONS.stream().anyMatch(operation::startsWith);
        };
    }

    private Set<String> namesOf(MetadataTable table, long snapshotId)
    {
        try {
            return table.names(table.open(local).snapshots().snapshot(snapshotId));
        }
        catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<VarveException> run(Job job, TableCommit commit)
    {
        try {
            CommitResult result = job.step.run(commit, false);
            assertThat(result.snapshots()).isNotEmpty();
            return Optional.empty();
        }
        catch (VarveException e) {
            return Optional.of(e);
        }
    }

    /** A table with two snapshots, whose manifests will be merged by the next commit. */
    private MetadataTable table()
            throws IOException
    {
        MetadataTable table = MetadataTable.create(
                StoragePath.of(directory.resolve("t" + tables++).toString()),
                MetadataTable.schema(true, true, Map.of(
                        "bucket", "4",
                        "manifest.merge-min-count", "2",
                        "commit.max-retries", "3",
                        "commit.min-retry-wait", "1 ms",
                        "commit.max-retry-wait", "2 ms")));
        TableCommit commit = TableCommit.open(table.open(local), local, "before");
        Increment first = new Increment(List.of(file("a1", 0, 1, 5)), List.of(), List.of(), List.of(hashIndex("hash1")), List.of());
        commit.commit(1, List.of(message(partition("a"), 0, first, Increment.EMPTY)));
        commit.commit(2, List.of(message(partition("b"), 1, added(file("b1", 0, 1, 5)), Increment.EMPTY)));
        return table;
    }
}
