package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.FaultyStorage;
import dev.varve.write.FaultyStorage.Fault;
import dev.varve.write.PaimonsLock;
import io.airlift.slice.Slices;
import org.apache.paimon.data.GenericRow;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import static dev.varve.write.commit.MetadataTable.added;
import static dev.varve.write.commit.MetadataTable.file;
import static dev.varve.write.commit.MetadataTable.message;
import static dev.varve.write.commit.MetadataTable.partition;
import static dev.varve.write.commit.MetadataTable.replaced;
import static dev.varve.write.commit.PaimonCommitTable.row;
import static org.assertj.core.api.Assertions.assertThat;

public class TestConcurrentCommits
{
    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-concurrent");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    /** Committers append, compact, overwrite and drop at random; whatever each is told must hold in the end. */
    @Test
    public void whatEachIsToldHolds()
            throws Exception
    {
        long seed = System.nanoTime();
        MetadataTable table = MetadataTable.create(
                StoragePath.of(directory.resolve("t").toString()),
                MetadataTable.schema(true, true, Map.of(
                        "bucket", "4",
                        "manifest.merge-min-count", "5",
                        "manifest.target-file-size", "4 kb",
                        "manifest.full-compaction-threshold-size", "16 kb",
                        "commit.max-retries", "1000",
                        "commit.min-retry-wait", "1 ms",
                        "commit.max-retry-wait", "20 ms")));
        List<Callable<Map<Long, Set<String>>>> jobs = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            jobs.add(() -> runJob(table, "job" + number, new Random(seed + number), 40));
        }
        Map<Long, Set<String>> deltas = new TreeMap<>();
        for (Map<Long, Set<String>> made : runAll(jobs)) {
            made.forEach((id, delta) -> assertThat(deltas.put(id, delta)).as("seed %s: snapshot %s belongs to two jobs", seed, id).isNull());
        }
        table.requireSound();
        Set<String> expected = new HashSet<>();
        for (Map.Entry<Long, Set<String>> delta : deltas.entrySet()) {
            for (String change : delta.getValue()) {
                if (change.startsWith("+")) {
                    assertThat(expected.add(change.substring(1))).as("seed %s, snapshot %s: %s", seed, delta.getKey(), change).isTrue();
                }
            }
            for (String change : delta.getValue()) {
                if (change.startsWith("-")) {
                    assertThat(expected.remove(change.substring(1))).as("seed %s, snapshot %s: %s", seed, delta.getKey(), change).isTrue();
                }
            }
            Snapshot snapshot = table.open(storage).snapshots().snapshot(delta.getKey());
            assertThat(table.names(snapshot)).as("seed %s, snapshot %s", seed, delta.getKey()).isEqualTo(new TreeSet<>(expected));
        }
        assertThat(table.open(storage).snapshots().ids()).as("seed %s", seed).containsExactlyElementsOf(deltas.keySet());
        assertThat(table.orphans()).as("seed %s", seed).isEmpty();
    }

    /** The changes that this job made, by snapshot: {@code +name@level} and {@code -name@level}. */
    private Map<Long, Set<String>> runJob(MetadataTable table, String user, Random random, int commits)
            throws IOException
    {
        Map<Long, Set<String>> deltas = new HashMap<>();
        CommitListener listener = (changed, snapshot, changes) -> {
            Set<String> delta = new HashSet<>();
            changes.forEach(entry -> delta.add((entry.kind() == FileKind.ADD ? "+" : "-") + entry.file().name() + "@" + entry.file().level()));
            deltas.put(snapshot.id(), delta);
        };
        TableCommit commit = TableCommit.open(table.open(storage), storage, user, Optional.empty(), List.of(listener));
        for (int i = 1; i <= commits; i++) {
            String name = user + "-" + i;
            String partition = "p" + random.nextInt(3);
            int bucket = random.nextInt(2);
            try {
                List<CommitMessage> rows = List.of(message(partition(partition), bucket, added(file(name, 0, 0, 9)), Increment.EMPTY));
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> commit.commit(i, rows);
                    case 4, 5 -> compact(table, commit, i, name, random);
                    case 6 -> commit.overwritePartitions(CommitRequest.of(i, rows));
                    default -> commit.dropPartitions(i, List.of(new PartitionSpec(Map.of("p", Optional.of(Slices.utf8Slice(partition))))));
                }
            }
            catch (VarveException e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.COMMIT_CONFLICT);
            }
        }
        return deltas;
    }

    /** Replaces all files of some bucket by one. */
    private void compact(MetadataTable table, TableCommit commit, long identifier, String name, Random random)
            throws IOException
    {
        Optional<Snapshot> latest = table.open(storage).snapshots().latest();
        List<ManifestEntry> live = latest.isEmpty() ? List.of() : table.live(latest.get());
        if (live.isEmpty()) {
            return;
        }
        ManifestEntry some = live.get(random.nextInt(live.size()));
        List<ManifestEntry> bucket = live.stream().filter(entry -> entry.partition().equals(some.partition()) && entry.bucket() == some.bucket()).toList();
        Increment compaction = replaced(bucket.stream().map(ManifestEntry::file).toList(), List.of(file(name, 5, 0, 9)));
        commit.commit(identifier, List.of(message(some.partition(), some.bucket(), Increment.EMPTY, compaction)));
    }

    /** Stores lose answers while others commit; each job tries again until it knows, and nothing is there twice. */
    @Test
    public void lostAnswersAreFoundOutAmongOthers()
            throws Exception
    {
        long seed = System.nanoTime();
        MetadataTable table = MetadataTable.create(
                StoragePath.of(directory.resolve("t").toString()),
                MetadataTable.schema(false, false, Map.of(
                        "bucket", "-1",
                        "manifest.merge-min-count", "6",
                        "commit.max-retries", "50",
                        "commit.min-retry-wait", "1 ms",
                        "commit.max-retry-wait", "10 ms")));
        int commits = 25;
        List<Callable<Integer>> jobs = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            String user = "job" + thread;
            Random random = new Random(seed + thread);
            jobs.add(() -> {
                FaultyStorage faulty = FaultyStorage.of(storage);
                int failures = 0;
                for (int i = 1; i <= commits; i++) {
                    CommitRequest request = CommitRequest.of(i, List.of(
                            new CommitMessage(BinaryRow.EMPTY, 0, -1, added(file(user + "-" + i, 0, 0, 9)), Increment.EMPTY)));
                    Fault fault = List.of(Fault.FAILS, Fault.LOSES_ACKNOWLEDGEMENT, Fault.CRASHES_AFTER, Fault.CRASHES_BEFORE).get(random.nextInt(4));
                    TableCommit commit = TableCommit.open(table.open(faulty), faulty, user);
                    faulty.arm(1 + random.nextInt(2), fault, name -> name.startsWith("createAtomically"));
                    try {
                        commit.commit(request);
                    }
                    catch (VarveException e) {
                        failures++;
                        faulty.disarm();
                        TableCommit.open(table.open(faulty), faulty, user).commitIfAbsent(request);
                    }
                }
                return failures;
            });
        }
        int failures = runAll(jobs).stream().mapToInt(Integer::intValue).sum();
        assertThat(failures).as("seed %s: some jobs crash", seed).isPositive();
        table.requireSound();
        assertThat(table.names()).as("seed %s", seed).hasSize(3 * commits);
        assertThat(table.open(storage).snapshots().ids()).as("seed %s", seed).hasSize(3 * commits);
    }

    /** Real Paimon and Varve commit to one table at once. */
    @Test
    public void paimonAndVarveCommitAtOnce()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of(
                "commit.max-retries", "1000",
                "commit.max-retry-wait", "20 ms",
                "manifest.merge-min-count", "4"));
        AtomicInteger keys = new AtomicInteger();
        List<Callable<List<Long>>> jobs = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            boolean paimon = thread % 2 == 0;
            String user = "varve" + thread;
            jobs.add(() -> {
                List<Long> committed = new ArrayList<>();
                TableCommit commit = TableCommit.open(table.open(), storage, user, Optional.of(new PaimonsLock()), List.of());
                for (int i = 1; i <= 12; i++) {
                    long key = keys.incrementAndGet();
                    List<GenericRow> rows = List.of(row(key, "p", user));
                    if (paimon) {
                        table.commit(rows, false);
                    }
                    else {
                        commit.commit(i, table.write(rows));
                    }
                    committed.add(key);
                }
                return committed;
            });
        }
        Set<Long> expected = new TreeSet<>();
        runAll(jobs).forEach(expected::addAll);
        Map<Long, String> rows = table.read();
        assertThat(rows.keySet()).isEqualTo(expected);
        assertThat(rows.values()).as("no row twice").noneMatch(value -> value.contains(","));
        assertThat(table.open().snapshots().ids()).hasSize(expected.size());
    }

    private static <T> List<T> runAll(List<Callable<T>> jobs)
            throws InterruptedException, ExecutionException
    {
        ExecutorService executor = Executors.newFixedThreadPool(jobs.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(jobs)) {
                results.add(future.get());
            }
            return results;
        }
        finally {
            executor.shutdownNow();
        }
    }
}
