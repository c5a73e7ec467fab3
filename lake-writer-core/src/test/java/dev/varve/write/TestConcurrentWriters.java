package dev.varve.write;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import dev.varve.write.maintain.AutomaticMaintenance;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers of Varve and of real Paimon, and jobs that compact, commit to one table at once while somebody reads it. Each writer has keys of its own, and
 * its i-th commit gives all of them the value i. So in every snapshot the value of a writer's keys is the number of its commits so far.
 */
public class TestConcurrentWriters
{
    private static final int COMMITS = Integer.getInteger("varve.concurrent-commits", 12);
    private static final int KEYS = 50;
    private static final Map<String, String> OPTIONS = Map.of(
            "bucket", "2",
            "file.format", "avro",
            "num-sorted-run.compaction-trigger", "3",
            "commit.max-retries", "1000",
            "commit.min-retry-wait", "2 ms",
            "commit.max-retry-wait", "50 ms",
            "manifest.merge-min-count", "8");

    private final LocalStorage storage = new LocalStorage();
    private final AtomicInteger writersRunning = new AtomicInteger();
    private final AtomicInteger lostCompactions = new AtomicInteger();
    private List<CommitListener> listeners = List.of();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-concurrent-writers");
        listeners = List.of();
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void everySnapshotHasWhatWasCommittedUntilThen()
            throws Exception
    {
        TwinTable table = TwinTable.create(directory.resolve("t"), schema(OPTIONS));
        List<Job> jobs = List.of(
                () -> writeWithVarve(table, "0", WriterSettings.of("0")),
                () -> writeWithVarve(table, "1", WriterSettings.of("1")),
                () -> writeWithVarve(table, "2", WriterSettings.of("2").withoutCompaction()),
                () -> writeWithPaimon(table, "3"));
        writersRunning.set(jobs.size());
        List<Job> all = new ArrayList<>(jobs.stream().map(this::countingDown).toList());
        all.add(() -> compactUntilTheEnd(table));
        all.add(() -> readUntilTheEnd(table));
        runAll(all);

        Table opened = table.open();
        List<Long> ids = opened.snapshots().ids();
        for (long id : ids) {
            requireModel(table, opened, opened.snapshots().snapshot(id));
        }
        Snapshot last = opened.snapshots().latest().orElseThrow();
        assertThat(commits(opened, last)).isEqualTo(Map.of("0", COMMITS, "1", COMMITS, "2", COMMITS, "3", COMMITS));
        assertThat(table.readWithPaimon()).hasSize(4 * KEYS).isEqualTo(table.readWithVarve());
        System.out.println(ids.size() + " snapshots of concurrent writers, all as they should be; compactions lost to others: " + lostCompactions);
    }

    /** The same while snapshots expire as soon as they may. Readers and compactions may find what they read gone; commits never lose anything. */
    @Test
    public void nothingIsLostWhileSnapshotsExpire()
            throws Exception
    {
        Map<String, String> options = new HashMap<>(OPTIONS);
        options.put("snapshot.num-retained.min", "2");
        options.put("snapshot.num-retained.max", "3");
        TwinTable table = TwinTable.create(directory.resolve("t"), schema(options));
        listeners = List.of(AutomaticMaintenance.of(storage, Optional.empty(), Runnable::run));
        List<Job> jobs = List.of(
                () -> writeWithVarve(table, "0", WriterSettings.of("0").withoutCompaction()),
                () -> writeWithVarve(table, "1", WriterSettings.of("1").withoutCompaction()),
                () -> writeWithVarve(table, "2", WriterSettings.of("2").withoutCompaction()));
        writersRunning.set(jobs.size());
        List<Job> all = new ArrayList<>(jobs.stream().map(this::countingDown).toList());
        all.add(() -> compactUntilTheEnd(table));
        runAll(all);

        assertThat(table.open().snapshots().ids().size()).isLessThanOrEqualTo(3);
        List<String> expected = new ArrayList<>();
        for (String user : List.of("0", "1", "2")) {
            rows(user, COMMITS).forEach(row -> expected.add(row.values().toString()));
        }
        assertThat(table.readWithVarve()).isEqualTo(expected.stream().sorted().toList()).isEqualTo(table.readWithPaimon());
    }

    private static Schema schema(Map<String, String> options)
    {
        return Schema.newBuilder()
                .column("k", DataTypes.BIGINT())
                .column("v", DataTypes.BIGINT())
                .primaryKey("k")
                .options(options)
                .build();
    }

    private interface Job
    {
        void run()
                throws Exception;
    }

    private Job countingDown(Job job)
    {
        return () -> {
            try {
                job.run();
            }
            finally {
                writersRunning.decrementAndGet();
            }
        };
    }

    private TableCommit commit(TwinTable table, String user)
    {
        return TableCommit.open(table.open(), storage, user, Optional.of(new PaimonsLock()), listeners);
    }

    private void writeWithVarve(TwinTable table, String user, WriterSettings settings)
            throws Exception
    {
        TableCommit commit = commit(table, user);
        TableWriter writer = table.writer(settings);
        try {
            for (int i = 1; i <= COMMITS; i++) {
                table.write(writer, rows(user, i));
                CommitResult result = commit.commit(i, writer.prepareCommit(true, i));
                assertThat(result.listenerFailures()).isEmpty();
                if (result.compactionFailure().isPresent()) {
                    // Another has compacted the bucket; start again from what it made.
                    assertThat(result.compactionFailure().get().kind()).isEqualTo(VarveException.Kind.COMMIT_CONFLICT);
                    lostCompactions.incrementAndGet();
                    writer.close();
                    writer = table.writer(settings);
                }
            }
        }
        finally {
            writer.close();
        }
    }

    private void writeWithPaimon(TwinTable table, String user)
            throws Exception
    {
        FileStoreTable paimon = table.paimon().copy(Map.of("write-only", "true"));
        try (StreamTableWrite write = paimon.newStreamWriteBuilder().withCommitUser(user).newWrite();
                StreamTableCommit commit = paimon.newStreamWriteBuilder().withCommitUser(user).newCommit()) {
            for (int i = 1; i <= COMMITS; i++) {
                table.commitWithPaimon(write, commit, rows(user, i), true, i);
            }
        }
    }

    private static List<KindRow> rows(String user, long value)
    {
        long first = Long.parseLong(user) * KEYS;
        return LongStream.range(first, first + KEYS).mapToObj(key -> new KindRow(RowKind.INSERT, List.of(key, value))).toList();
    }

    private void compactUntilTheEnd(TwinTable table)
            throws Exception
    {
        TableCommit commit = commit(table, "compaction");
        for (int i = 1; writersRunning.get() > 0; i++) {
            List<CommitMessage> messages;
            try {
                messages = CompactionJob.of(table.open(), storage, DefaultFormats.all()).fully().run();
            }
            catch (NoSuchFileException | VarveException e) {
                if (e instanceof VarveException failure) {
                    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(VarveException.Kind.EXPIRED);
                }
                assertThat(listeners).as("nothing expires").isNotEmpty();
                continue;
            }
            try {
                commit.commit(i, messages);
            }
            catch (VarveException e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(VarveException.Kind.COMMIT_CONFLICT);
                commit.discard(messages);
                lostCompactions.incrementAndGet();
            }
            Thread.sleep(20);
        }
    }

    private void readUntilTheEnd(TwinTable table)
            throws Exception
    {
        while (writersRunning.get() > 0) {
            Table opened = table.open();
            Optional<Snapshot> latest = opened.snapshots().latest();
            if (latest.isPresent()) {
                requireModel(table, opened, latest.get());
            }
            Thread.sleep(10);
        }
    }

    private static void requireModel(TwinTable table, Table opened, Snapshot snapshot)
            throws IOException
    {
        List<String> expected = new ArrayList<>();
        commits(opened, snapshot).forEach((user, commits) -> rows(user, commits).forEach(row -> expected.add(row.values().toString())));
        TableVersion version = opened.version(new VersionSelector.SnapshotId(snapshot.id()));
        assertThat(table.readWithVarve(version)).as("snapshot %s", snapshot.id()).isEqualTo(expected.stream().sorted().toList());
    }

    /** How often each user had committed rows. */
    private static Map<String, Integer> commits(Table table, Snapshot snapshot)
            throws IOException
    {
        Map<String, Integer> commits = new TreeMap<>();
        for (long id = 1; id <= snapshot.id(); id++) {
            Snapshot.Commit commit = table.snapshots().snapshot(id).commit();
            if (commit.kind() == CommitKind.APPEND) {
                commits.merge(commit.user(), 1, Integer::sum);
                assertThat(commit.identifier()).isEqualTo((long) commits.get(commit.user()));
            }
        }
        return commits;
    }

    private static void runAll(List<Job> jobs)
            throws Exception
    {
        ExecutorService executor = Executors.newFixedThreadPool(jobs.size());
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (Job job : jobs) {
                futures.add(executor.submit(() -> {
                    job.run();
                    return true;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        finally {
            executor.shutdownNow();
        }
    }
}
