package dev.varve.write.compact;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.FaultFigure;
import dev.varve.write.FaultyStorage;
import dev.varve.write.FaultyStorage.Fault;
import dev.varve.write.commit.Increment;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What is left when a compaction fails or is cancelled: nothing. */
@Listeners(FaultFigure.class)
public class TestCompactionFaults
{
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-compaction-faults");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void failuresLeaveNothingBehind()
            throws Exception
    {
        PaimonBucket table = tableWithVectors();
        Set<String> before = table.filesThatExist();
        List<String> rows = table.rows();
        FaultyStorage storage = FaultyStorage.of(new LocalStorage());
        int failures = 0;
        boolean reached = true;
        for (int operation = 1; reached; operation++) {
            for (Fault fault : List.of(Fault.FAILS, Fault.LOSES_ACKNOWLEDGEMENT)) {
                storage.arm(operation, fault);
                String described = "operation " + operation + " " + fault;
                try (BucketCompaction compaction = table.compaction(storage, Runnable::run)) {
                    compaction.prepareCommit(true);
                    reached = storage.operations() >= operation;
                    assertThat(reached).describedAs(described + " " + storage.faultyName()).isFalse();
                    storage.disarm();
                    break;
                }
                catch (IOException | VarveException e) {
                    failures++;
                    FaultFigure.injected("compaction");
                }
                assertThat(table.filesThatExist()).describedAs(described + " " + storage.faultyName()).isEqualTo(before);
                FaultFigure.survived("compaction");
            }
        }
        assertThat(failures).isGreaterThan(10);
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            table.commit(compaction.prepareCommit(true));
        }
        assertThat(table.rows()).describedAs("level 0 is seen now").isNotEqualTo(rows);
    }

    @Test
    public void whatIsNotTakenIsDeleted()
            throws Exception
    {
        PaimonBucket table = tableWithVectors();
        Set<String> before = table.filesThatExist();
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            compaction.compactFully();
            assertThat(table.filesThatExist()).isNotEqualTo(before);
        }
        assertThat(table.filesThatExist()).isEqualTo(before);
    }

    @Test
    public void compactionsThatNeverBeginAreNotWaitedFor()
            throws Exception
    {
        PaimonBucket table = tableWithVectors();
        Set<String> before = table.filesThatExist();
        List<Runnable> never = new ArrayList<>();
        try (BucketCompaction compaction = table.compaction(never::add)) {
            compaction.compactFully();
            assertThat(compaction.isUnfinished()).isTrue();
        }
        assertThat(never).hasSize(1);
        never.get(0).run();
        assertThat(table.filesThatExist()).isEqualTo(before);
    }

    @Test
    public void compactionsRunBesideTheWriter()
            throws Exception
    {
        PaimonBucket table = table(Map.of("num-sorted-run.compaction-trigger", "2"));
        table.write(rows(1));
        table.write(rows(2));
        List<String> rows = table.rows();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (BucketCompaction compaction = table.compaction(task -> executor.execute(() -> {
            await(go);
            task.run();
        }))) {
            assertThat(compaction.prepareCommit(false)).describedAs("nothing is done yet, and nobody waits").isEqualTo(Increment.EMPTY);
            assertThat(compaction.isUnfinished()).isTrue();
            go.countDown();
            Increment compacted = compaction.prepareCommit(true);
            assertThat(compacted.deletedFiles()).hasSize(2);
            assertThat(compacted.newFiles()).hasSize(1);
            table.commit(compacted);
        }
        finally {
            executor.shutdown();
        }
        assertThat(table.rows()).isEqualTo(rows);
    }

    @Test
    public void closingCancelsWhatRuns()
            throws Exception
    {
        PaimonBucket table = tableWithVectors();
        Set<String> before = table.filesThatExist();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        LocalStorage local = new LocalStorage();
        WritableStorage slow = (WritableStorage) Proxy.newProxyInstance(WritableStorage.class.getClassLoader(), new Class<?>[] {WritableStorage.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("create")) {
                writing.countDown();
                await(go);
            }
            return method.invoke(local, arguments);
        });
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            BucketCompaction compaction = table.compaction(slow, executor);
            compaction.compactFully();
            await(writing);
            Thread closing = new Thread(() -> {
                try {
                    compaction.close();
                }
                catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            closing.start();
            while (closing.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            go.countDown();
            closing.join();
            assertThat(compaction.isUnfinished()).describedAs("level 0 is as it was").isTrue();
        }
        finally {
            go.countDown();
            executor.shutdown();
        }
        assertThat(table.filesThatExist()).isEqualTo(before);
    }

    /** What came and went between two commits is neither in the second nor in the store. */
    @Test
    public void intermediateFilesNeverAppear()
            throws Exception
    {
        PaimonBucket table = table(Map.of("num-sorted-run.compaction-trigger", "2"));
        table.write(rows(1));
        table.write(rows(2));
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            Set<String> committed = table.filesThatExist();
            compaction.compactFully();
            Set<String> intermediate = table.filesThatExist();
            intermediate.removeAll(committed);
            assertThat(intermediate).hasSize(1);
            table.write(rows(3));
            List<DataFile> written = table.files().stream().filter(file -> file.minSequenceNumber() >= 100).toList();
            compaction.add(written);
            compaction.compactFully();
            Set<String> before = names(table.files());
            Increment compacted = compaction.prepareCommit(true);
            assertThat(names(compacted.deletedFiles())).isEqualTo(before);
            assertThat(table.filesThatExist()).doesNotContainAnyElementsOf(intermediate);
            List<String> rows = table.rows();
            table.commit(compacted);
            assertThat(table.rows()).isEqualTo(rows);
        }
        assertThat(table.files()).hasSize(1);
    }

    private static Set<String> names(List<DataFile> files)
    {
        return files.stream().map(DataFile::name).collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch)
    {
        try {
            latch.await();
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Rows in a deep level, some of them marked as deleted, and others in level 0. */
    private PaimonBucket tableWithVectors()
            throws Exception
    {
        PaimonBucket table = table(Map.of("deletion-vectors.enabled", "true", "changelog-producer", "lookup"));
        table.writeAndCompact(rows(1), true);
        table.writeAndCompact(rows(2), false);
        table.write(rows(3));
        table.write(rows(4));
        return table;
    }

    private PaimonBucket table(Map<String, String> options)
            throws Exception
    {
        Map<String, String> all = new HashMap<>(options);
        all.put("bucket", "1");
        return PaimonBucket.create(directory.resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(all)
                .build());
    }

    private static List<GenericRow> rows(long seed)
    {
        Random random = new Random(seed);
        List<GenericRow> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(GenericRow.of(random.nextInt(500), random.nextInt(100)));
        }
        return rows;
    }
}
