package dev.varve.write;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.schema.TableSchema;
import dev.varve.schema.TypeText;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector.Latest;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import dev.varve.write.maintain.Tags;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange.AddColumn;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables in a store that keeps nobody apart: with a lock of the catalog nothing is lost, without one nothing is begun. */
public class TestCatalogLock
{
    private static final int THREADS = 3;
    private static final int CHANGES = 6;
    private static final NewTable TABLE = new NewTable(
            List.of(NewColumn.of("id", TypeText.parse("BIGINT"))), List.of(), List.of(), Map.of("commit.max-retries", "1000", "commit.max-retry-wait", "20 ms"), Optional.empty());

    private final WritableStorage racy = RacyStorage.open();
    private Path warehouse;

    @BeforeMethod
    public void createWarehouse()
            throws IOException
    {
        warehouse = Files.createTempDirectory("varve-lock");
    }

    @AfterMethod(alwaysRun = true)
    public void removeWarehouse()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(warehouse.toString()));
    }

    @Test
    public void nothingIsLostUnderTheLock()
            throws Exception
    {
        WritableCatalog catalog = catalog(Optional.of(new ProcessLock()));
        catalog.createDatabase("db");
        assertThat(winners(together(THREADS, thread -> createTable(catalog)))).isEqualTo(1);

        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            tasks.add(() -> write(catalog, number));
            tasks.add(() -> alter(catalog, number));
        }
        together(tasks);
        assertThat(winners(together(THREADS, thread -> createTag(catalog)))).isEqualTo(1);

        Table table = catalog.table("db", "t");
        TableSchema schema = table.latestSchema();
        assertThat(schema.id()).isEqualTo(THREADS * CHANGES);
        assertThat(schema.fields().fields()).hasSize(1 + THREADS * CHANGES).extracting(Field::id).doesNotHaveDuplicates();
        Snapshot newest = table.snapshots().latest().orElseThrow();
        assertThat(newest.id()).isEqualTo(THREADS * CHANGES);
        assertThat(newest.totalRecordCount()).isEqualTo(THREADS * CHANGES);
        List<Finding> findings = new ArrayList<>();
        TableCheck.of(table, racy, DefaultFormats.all()).check(false, findings::add, Progress.SILENT);
        assertThat(findings).noneMatch(finding -> finding.severity() != Finding.Severity.NOTE);
    }

    @Test
    public void withoutALockEveryChangeIsRefused()
            throws Exception
    {
        catalog(Optional.of(new ProcessLock())).createDatabase("db");
        WritableCatalog catalog = catalog(Optional.empty());
        assertRefused(() -> catalog.createTable("db", "t", TABLE), "The schema of table 'db.t' cannot be changed");
        assertThat(warehouse.resolve("db.db/t")).doesNotExist();

        catalog(Optional.of(new ProcessLock())).createTable("db", "t", TABLE);
        assertRefused(() -> alter(catalog, 0), "The schema of table 'db.t' cannot be changed");
        assertRefused(() -> write(catalog, 0), "Table 'db.t' cannot be written to");
        assertThat(write(catalog(Optional.of(new ProcessLock())), 0)).isTrue();
        assertRefused(() -> createTag(catalog), "Tag 'same' of table 'db.t' cannot be created");
    }

    @Test
    public void aLockThatCannotBeHadChangesNothing()
            throws Exception
    {
        catalog(Optional.of(new ProcessLock())).createDatabase("db");
        WritableCatalog unlucky = catalog(Optional.of(new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable table, Action<T> action)
                    throws IOException
            {
                throw new IOException("the lock of table '" + table + "' is held by another");
            }
        }));
        assertThatThrownBy(() -> createTable(unlucky)).hasMessageStartingWith("Table 'db.t' cannot be created in ").hasMessageEndingWith("the lock of table 'db.t' is held by another");
        createTable(catalog(Optional.of(new ProcessLock())));
        assertThatThrownBy(() -> unlucky.alterTable("db", "t", List.of(add("c"))))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE_FAILURE))
                .hasMessageStartingWith("Table 'db.t' cannot be altered in ").hasMessageEndingWith("the lock of table 'db.t' is held by another");
        assertThat(schemaFiles()).containsExactly("schema-0");
    }

    /** The change is there, and that the lock was lost after it, undoes nothing. */
    @Test
    public void aLockThatIsLostAfterTheChange()
            throws Exception
    {
        WritableCatalog catalog = catalog(Optional.of(new LostLock(() -> {})));
        catalog.createDatabase("db");
        assertThat(createTable(catalog)).isTrue();
        assertThat(createTable(catalog)).isFalse();
        assertThat(catalog.alterTable("db", "t", List.of(add("c"))).id()).isEqualTo(1);
        assertThat(schemaFiles()).containsExactly("schema-0", "schema-1");
        assertThat(catalog.table("db", "t").latestSchema().fields().names()).containsExactly("id", "c");
    }

    /** Another has the lock meanwhile, and publishes a schema of the same id just before or just after: both changes are there. */
    @Test
    public void aLockThatAnotherHasMeanwhile()
            throws Exception
    {
        WritableCatalog other = catalog(Optional.of(new ProcessLock()));
        other.createDatabase("db");
        createTable(other);
        WritableCatalog before = catalog(Optional.of(new SharedLock(() -> other.alterTable("db", "t", List.of(add("theirs"))))));
        assertThat(before.alterTable("db", "t", List.of(add("ours"))).id()).isEqualTo(2);
        assertThat(other.table("db", "t").latestSchema().fields().names()).containsExactly("id", "theirs", "ours");

        byte[] theirs = Files.readAllBytes(schemaFile(2));
        Files.write(schemaFile(3), new String(theirs, UTF_8).replace("\"id\" : 2,", "\"id\" : 3,").replace("theirs", "renamed").getBytes(UTF_8));
        byte[] renamed = Files.readAllBytes(schemaFile(3));
        Files.delete(schemaFile(3));
        WritableCatalog after = catalog(Optional.of(new LostLock(() -> {
            if (!Files.readString(schemaFile(3)).contains("renamed")) {
                Files.write(schemaFile(3), renamed);
            }
        })));
        assertThat(after.alterTable("db", "t", List.of(add("last"))).id()).isEqualTo(4);
        assertThat(other.table("db", "t").latestSchema().fields().names()).containsExactly("id", "renamed", "ours", "last");
        assertThat(schemaFiles()).containsExactly("schema-0", "schema-1", "schema-2", "schema-3", "schema-4");
    }

    private Path schemaFile(long id)
    {
        return warehouse.resolve("db.db/t/schema/schema-" + id);
    }

    private List<String> schemaFiles()
            throws IOException
    {
        try (Stream<Path> files = Files.list(warehouse.resolve("db.db/t/schema"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static AddColumn add(String name)
    {
        return new AddColumn(List.of(name), TypeText.parse("INT"), Optional.empty(), Optional.empty());
    }

    private static void assertRefused(Callable<?> change, String what)
    {
        assertThatThrownBy(change::call)
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE))
                .hasMessageStartingWith(what)
                .hasMessageContaining("Use a catalog with a lock");
    }

    private WritableCatalog catalog(Optional<CommitLock> lock)
    {
        return WritableCatalog.open(racy, StoragePath.of(warehouse.toString()), DefaultFormats.all(), lock);
    }

    private static boolean createTable(WritableCatalog catalog)
    {
        return unlessItExists(() -> catalog.createTable("db", "t", TABLE));
    }

    private boolean createTag(WritableCatalog catalog)
    {
        return unlessItExists(() -> Tags.of(catalog.table("db", "t"), racy, catalog.commitLock()).create("same", new Latest(), Optional.empty()));
    }

    private static boolean unlessItExists(Runnable creation)
    {
        try {
            creation.run();
            return true;
        }
        catch (VarveException e) {
            if (e.kind() != Kind.ALREADY_EXISTS) {
                throw e;
            }
            return false;
        }
    }

    private static boolean alter(WritableCatalog catalog, int thread)
    {
        for (int i = 0; i < CHANGES; i++) {
            catalog.alterTable("db", "t", List.of(add("c" + thread + "_" + i)));
        }
        return true;
    }

    /** One row a commit. */
    private boolean write(WritableCatalog catalog, int thread)
            throws IOException
    {
        for (int i = 0; i < CHANGES; i++) {
            Table table = catalog.table("db", "t");
            String user = "writer-" + thread;
            TableCommit commit = TableCommit.open(table, racy, user, catalog.commitLock(), catalog.commitListeners());
            try (TableWriter writer = TableWriter.open(table, racy, WriterSettings.of(user))) {
                writer.appender().set(0, (long) i).append();
                commit.commit(CommitRequest.of(i + 1, writer.prepareCommit(true, i + 1)));
            }
        }
        return true;
    }

    private interface Task
    {
        boolean run(int thread)
                throws Exception;
    }

    private static List<Boolean> together(int threads, Task task)
            throws Exception
    {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            tasks.add(() -> task.run(number));
        }
        return together(tasks);
    }

    private static List<Boolean> together(List<Callable<Boolean>> tasks)
            throws Exception
    {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
        finally {
            threads.shutdown();
        }
    }

    private static long winners(List<Boolean> results)
    {
        return results.stream().filter(won -> won).count();
    }

    private static final class ProcessLock
            implements CommitLock
    {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public <T> T whileHeld(LockedTable table, Action<T> action)
                throws IOException
        {
            assertThat(table.toString()).isEqualTo("db.t");
            lock.lock();
            try {
                return action.run();
            }
            finally {
                lock.unlock();
            }
        }
    }

    private interface Step
    {
        void run()
                throws IOException;
    }

    /** A lock that says after each action that it was lost in the meantime. */
    private record LostLock(Step meanwhile)
            implements CommitLock
    {
        @Override
        public <T> T whileHeld(LockedTable table, Action<T> action)
                throws IOException
        {
            action.run();
            meanwhile.run();
            throw new IOException("the lock of table '" + table + "' was lost while it was needed");
        }
    }

    /** A lock that another has, too, once and before the action. */
    private static final class SharedLock
            implements CommitLock
    {
        private final AtomicReference<Step> meanwhile;

        private SharedLock(Step meanwhile)
        {
            this.meanwhile = new AtomicReference<>(meanwhile);
        }

        @Override
        public <T> T whileHeld(LockedTable table, Action<T> action)
                throws IOException
        {
            meanwhile.getAndSet(() -> {}).run();
            action.run();
            throw new IOException("the lock of table '" + table + "' was lost while it was needed");
        }
    }
}
