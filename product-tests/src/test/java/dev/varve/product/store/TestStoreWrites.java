package dev.varve.product.store;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.SnapshotExpiry;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables that Varve writes into stores, opened as the commands of the shell open them. */
public class TestStoreWrites
{
    private static final int WRITERS = 4;
    private static final int COMMITS = 5;

    private final List<AutoCloseable> running = new ArrayList<>();
    private final Map<String, WrittenTables> written = new HashMap<>();
    private final AtomicInteger s3AnswersToLose = new AtomicInteger();
    private Path directory;
    private S3Store s3;
    private HdfsStore hdfs;
    private GcsStore gcs;
    private AzureStore azure;
    /** System properties with the values that they had, null if none. */
    private final Map<String, String> replaced = new HashMap<>();

    @BeforeClass
    public void startStores()
            throws Exception
    {
        Path parent = Path.of("target", "stores").toAbsolutePath();
        Files.createDirectories(parent);
        directory = Files.createTempDirectory(parent, "run-");
        s3 = start(S3Store.startLosingAnswers(s3AnswersToLose));
        hdfs = start(HdfsStore.start(directory.resolve("hdfs")));
        gcs = start(GcsStore.start());
        azure = start(AzureStore.start(directory));
        // The client asks for them when it is made.
        azure.clientProperties().forEach((name, value) -> replaced.put(name, System.setProperty(name, value)));
        written.put("azure", start(WrittenTables.open(azure.location() + "/written", azure.properties())));
        written.put("s3", start(WrittenTables.open(s3.location() + "/written", s3.properties())));
        written.put("gcs", start(WrittenTables.open(gcs.location() + "/written", gcs.properties())));
        written.put("hdfs", start(WrittenTables.open(hdfs.location() + "/written", Map.of())));
    }

    @AfterClass(alwaysRun = true)
    public void stopStores()
            throws Exception
    {
        replaced.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            }
            else {
                System.setProperty(name, value);
            }
        });
        for (AutoCloseable closeable : running.reversed()) {
            closeable.close();
        }
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] writtenStores()
    {
        return new Object[][] {{"s3"}, {"gcs"}, {"azure"}, {"hdfs"}};
    }

    @Test(dataProvider = "writtenStores", timeOut = 120_000)
    public void testTablesThatVarveWrites(String store)
            throws Exception
    {
        WrittenTables tables = written.get(store);
        tables.create("made", "updated", true, Map.of("bucket", "2", "num-sorted-run.compaction-trigger", "2", "snapshot.num-retained.min", "2", "snapshot.num-retained.max", "2"));
        for (int i = 0; i < 5; i++) {
            tables.write("made", "updated", "job", i + 1, 10L * i, 20, "commit " + i);
        }
        Table table = tables.catalog().table("made", "updated");
        SnapshotExpiry.of(table, tables.storage()).expire(Long.MAX_VALUE, Progress.SILENT);
        tables.catalog().alterTable("made", "updated", List.of(new SchemaChange.RenameColumn(List.of("name"), "text")));
        tables.check("made", "updated");

        assertThat(tables.rows("made", "updated")).isEqualTo(LongStream.range(0, 60).boxed().collect(toMap(id -> id, id -> "commit " + Math.min(id / 10, 4))));
        if (store.equals("hdfs")) {
            assertThat(PaimonReader.open(URI.create(hdfs.location() + "/written")).read(new ReadRequest("made", "updated", Optional.empty(), ReadVersion.LATEST, List.of("id"), Optional.empty()))).hasSize(60);
        }

        tables.catalog().dropTable("made", "updated");
        assertThat(tables.catalog().tables("made")).doesNotContain("updated");
    }

    @Test(dataProvider = "writtenStores", timeOut = 240_000)
    public void testConcurrentCommitsLoseNothing(String store)
            throws Exception
    {
        WrittenTables tables = written.get(store);
        tables.create("made", "appended", false, Map.of("commit.max-retries", "100"));
        writeConcurrently(tables);
        tables.check("made", "appended");
        assertThat(tables.rows("made", "appended")).hasSize(WRITERS * COMMITS * 10);
    }

    private static void writeConcurrently(WrittenTables tables)
            throws Exception
    {
        try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(executor.submit(() -> {
                    for (int commit = 0; commit < COMMITS; commit++) {
                        writeUntilListed(tables, "writer-" + writer, commit + 1, 1_000L * writer + 10L * commit);
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    /** The server answers that a request was bad if a file goes away while it lists the others; nothing was committed then. */
    private static void writeUntilListed(WrittenTables tables, String user, long identifier, long first)
            throws IOException
    {
        for (int attempts = 1; ; attempts++) {
            try {
                tables.write("made", "appended", user, identifier, first, 10, "text");
                return;
            }
            catch (VarveException e) {
                if (attempts == 3 || !e.getMessage().contains("cannot be listed") || !e.getMessage().contains("Status Code: 400")) {
                    throw e;
                }
            }
        }
    }

    /** The examples of {@code docs/cli.md}. */
    @Test(timeOut = 240_000)
    public void testDocumentedCommands()
            throws Exception
    {
        replaced.put("varve.home", System.getProperty("varve.home"));
        System.setProperty("varve.home", WrittenTables.SERVER.home().toAbsolutePath().resolve("../../..").normalize().toString());
        Path orders = Files.writeString(directory.resolve("orders.jsonl"), "{\"id\": 1, \"status\": \"new\"}\n{\"id\": 2}\n");
        List<String> printed = new ArrayList<>();
        try (ShellCommands shell = ShellCommands.open()) {
            for (List<String> command : ShellCommands.documented()) {
                printed.add(shell.run(command, s3.location() + "/shell", s3.properties(), orders));
            }
        }
        assertThat(printed).containsExactly(
                "Database shop created\nTable shop.orders created\n",
                "2 rows written to shop.orders, snapshot 1\n",
                "1 buckets of shop.orders compacted, snapshot 2\n",
                "2 states and 1 data files checked: 0 errors, 0 warnings\n");
    }

    /** The client of the store tries again by itself, and meets what it has created. */
    @Test(timeOut = 120_000)
    public void testLostAnswersDoNotRepeatCommits()
            throws Exception
    {
        for (String store : List.of("s3", "gcs", "azure")) {
            WrittenTables tables = written.get(store);
            tables.create("made", "answers", false, Map.of());
            for (int i = 0; i < 4; i++) {
                s3AnswersToLose.set(store.equals("s3") ? i : 0);
                gcs.loseAnswers(store.equals("gcs") ? i : 0);
                // Its client waits for seconds before it tries again.
                azure.loseAnswers(store.equals("azure") && i == 1 ? 1 : 0);
                tables.write("made", "answers", "job", i + 1, 10L * i, 10, "text");
            }
            assertThat(tables.rows("made", "answers")).hasSize(40);
            assertThat(tables.catalog().table("made", "answers").snapshots().latest().orElseThrow().id()).isEqualTo(4);
        }
    }

    /** A store that passes over the condition would let two commits believe to have won: it is found out, and refused, or locked. */
    @Test(timeOut = 120_000)
    public void testStoreWithoutConditions()
            throws Exception
    {
        S3Store unconditional = start(S3Store.startWithoutConditions());
        WrittenTables tables = start(WrittenTables.open(unconditional.location() + "/written", unconditional.properties()));
        assertThat(tables.storage().atomicCreation(StoragePath.of(unconditional.location() + "/written/made.db/appended"))).isEqualTo(AtomicCreation.UNSAFE);
        assertThatThrownBy(() -> tables.create("made", "appended", false, Map.of()))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("s3://lake/written")
                .hasMessageContaining("configure conditional writes");
        ReentrantLock lock = new ReentrantLock();
        CommitLock ofThisProcess = new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable table, Action<T> action)
                    throws IOException
            {
                lock.lock();
                try {
                    return action.run();
                }
                finally {
                    lock.unlock();
                }
            }
        };
        WrittenTables locked = tables.withLock(ofThisProcess);
        locked.create("made", "appended", false, Map.of("commit.max-retries", "100"));
        assertThatThrownBy(() -> tables.write("made", "appended", "job", 1, 0, 10, "text"))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("Use a catalog with a lock");
        writeConcurrently(locked);
        locked.check("made", "appended");
        assertThat(locked.catalog().table("made", "appended").snapshots().latest().orElseThrow().id()).isEqualTo(WRITERS * COMMITS);
    }

    @Test(timeOut = 120_000)
    public void testPropertiesThatAreWrong()
            throws Exception
    {
        assertThatThrownBy(() -> WrittenTables.open("s3://lake/written", Map.of("s3.regoin", "nowhere", "s3.region", "us-east-1", "s3.aws-access-key", "somebody", "s3.aws-secret-key", "verysecret")))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("s3.regoin")
                .hasMessageNotContaining("verysecret");
        assertThatThrownBy(() -> WrittenTables.open("ftp://lake/written", Map.of())).isInstanceOf(VarveException.class).hasMessageContaining("ftp://lake/written");
    }

    private <T extends AutoCloseable> T start(T closeable)
    {
        running.add(closeable);
        return closeable;
    }
}
