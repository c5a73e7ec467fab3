package dev.varve.product.metastore;

import dev.varve.hms.CatalogSettings;
import dev.varve.hms.CatalogSync;
import dev.varve.hms.CatalogSync.Difference;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.MetastoreLock;
import dev.varve.product.kernel.KernelReader;
import dev.varve.product.metastore.MetastoreUnderTest.Release;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.schema.TypeText;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.Tags;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Varve and Paimon's own Hive catalog over one metastore, of Hive 4 and of Hive 3.1: what one registers is, field by field, what the other would have
 * registered. {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.peers.steps=} makes it longer.
 */
@Test(groups = "peers", singleThreaded = true)
public class TestMetastoreTurns
{
    private static final int STEPS = Integer.getInteger("varve.peers.steps", 12);
    private static final String SHARED = "turns";
    /** Where Paimon does alone what both do in turn. */
    private static final String ALONE = "alone";

    private final Release release;
    private final LocalStorage storage = new LocalStorage();
    private MetastoreUnderTest metastore;
    private MetastoreClient client;
    private HiveMetastoreCatalog varve;
    private PaimonHiveCatalog paimon;

    @Factory(dataProvider = "releases")
    public TestMetastoreTurns(Release release)
    {
        this.release = release;
    }

    @DataProvider
    public static Object[][] releases()
    {
        return new Object[][] {{Release.HIVE_4}, {Release.HIVE_3_1}};
    }

    @BeforeClass(alwaysRun = true)
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.start(release);
        client = metastore.client();
        varve = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        paimon = PaimonHiveCatalog.start(metastore);
        varve.createDatabase(SHARED);
        paimon.run("create-database", ALONE);
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (paimon != null) {
            paimon.close();
        }
        if (client != null) {
            client.close();
        }
        if (metastore != null) {
            metastore.close();
        }
    }

    @DataProvider
    public Object[][] tables()
    {
        List<NewColumn> columns = new ArrayList<>(List.of(column("id", "INT NOT NULL", "the key"), column("dt", "STRING", null)));
        List<String> types = List.of(
                "BOOLEAN", "TINYINT", "SMALLINT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(10, 2)", "DECIMAL(38, 18)", "CHAR(3)", "CHAR(255)", "CHAR(300)", "VARCHAR(5)",
                "VARCHAR(65535)", "VARCHAR(70000)", "STRING", "BINARY(4)", "VARBINARY(9)", "BYTES", "DATE", "TIME(3)", "TIMESTAMP(0)", "TIMESTAMP(9)",
                "TIMESTAMP(6) WITH LOCAL TIME ZONE", "ARRAY<INT>", "MAP<STRING, BIGINT>", "MULTISET<STRING>", "ROW<A INT, b ARRAY<ROW<c DATE>>>", "BIGINT NOT NULL");
        for (int i = 0; i < types.size(); i++) {
            columns.add(column("c" + i, types.get(i), i % 3 == 0 ? "column " + i : null));
        }
        NewTable plain = new NewTable(columns.subList(0, 2), List.of(), List.of(), Map.of(), Optional.empty());
        return new Object[][] {
                {"plain", plain},
                {"types", new NewTable(columns, List.of(), List.of(), Map.of(), Optional.of("all types"))},
                {"keyed", Tables.keyed(Map.of("bucket", "2", "hive.foo", "bar", "file.format", "orc"))},
                {"two_keys", new NewTable(columns.subList(0, 4), List.of("dt"), List.of("dt", "id"), Map.of("bucket", "1"), Optional.empty())},
                {"bucketed", new NewTable(columns.subList(0, 4), List.of(), List.of(), Map.of("bucket", "2", "bucket-key", "dt,id"), Optional.empty())},
                {"days", Tables.partitioned(Map.of("metastore.partitioned-table", "true"))},
                {"unregistered_days", Tables.partitioned(Map.of("partition.expiration-time", "7 d"))},
                {"tags", Tables.keyed(Map.of("bucket", "1", "metastore.tag-to-partition", "day"))},
                {"external", Tables.keyed(Map.of("bucket", "1", "path", metastore.warehouse().resolve("elsewhere/@").toUri().toString()))},
                {"commented", new NewTable(
                        List.of(column("id", "INT", "one; two"), column("long", "INT", "x".repeat(255)), column("dt", "STRING", "öl 'quoted' \"twice\"")),
                        List.of(), List.of(), Map.of(), Optional.of("of 'tables' and \"quotes\""))},
        };
    }

    private static NewColumn column(String name, String type, String comment)
    {
        return new NewColumn(name, TypeText.parse(type), Optional.ofNullable(comment), Optional.empty());
    }

    @Test(dataProvider = "tables")
    public void whatIsRegisteredIsWhatPaimonRegisters(String name, NewTable table)
            throws Exception
    {
        varve.createTable(SHARED, name, at(SHARED, table));
        paimon.createTable(ALONE, name, at(ALONE, table));
        assertSameEntry(name, name + " after its creation");
        List<SchemaChange> changes = List.of(
                new SchemaChange.AddColumn(List.of("added"), TypeText.parse("DECIMAL(5, 1)"), Optional.of("a new one"), Optional.empty()),
                new SchemaChange.SetOption("snapshot.num-retained.min", "7"),
                new SchemaChange.SetTableComment(Optional.of("another comment")));
        varve.alterTable(SHARED, name, changes);
        paimon.alterTable(ALONE, name, changes);
        assertSameEntry(name, name + " after a change");
        varve.renameTable(SHARED, name, SHARED, name + "_2");
        paimon.run("rename", ALONE, name, ALONE, name + "_2");
        assertSameEntry(name + "_2", name + " after renaming");
        varve.dropTable(SHARED, name + "_2");
        assertThat(paimon.run("tables", SHARED).lines()).doesNotContain(line(name), line(name + "_2"));
        paimon.run("drop", ALONE, name + "_2");
    }

    /** External tables of both lie beside each other. */
    private static NewTable at(String database, NewTable table)
    {
        Map<String, String> options = new TreeMap<>(table.options());
        options.computeIfPresent("path", (key, value) -> value.replace("@", database + ".db/table"));
        return new NewTable(table.columns(), table.partitionKeys(), table.primaryKeys(), options, table.comment());
    }

    private static String line(String name)
    {
        return "[\"" + name + "\"]";
    }

    private void assertSameEntry(String name, String described)
            throws IOException
    {
        assertThat(entry(SHARED, name).differenceTo(entry(ALONE, name))).as(described).isEmpty();
    }

    /** Without statistics: metastores make them up from directories, and Paimon's catalog does not tell those of partitions. */
    private RowSet entry(String database, String name)
            throws IOException
    {
        return RowSet.ofLines(paimon.entry(database, name).stream()
                .map(line -> line.replace("/" + database + ".db/table", "/LOCATION"))
                .filter(line -> !line.matches(".*parameters\\.(numFiles|totalSize|numRows|totalBuckets|lastUpdateTime)\".*"))
                .toList());
    }

    /** A step of each is done to a table by one of both, and by Paimon alone to its twin: both must be registered alike, and have the same rows. */
    @Test(dataProvider = "kinds")
    public void theSameTableInTurn(String kind, NewTable created)
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("metastore turns: %s, %s, -Dvarve.seed=%s%n", release, kind, seed);
        TableTurns turns = new TableTurns(kind, created, new Random(seed));
        turns.create();
        for (int i = 0; i < STEPS; i++) {
            turns.step();
        }
        turns.drop(true);
    }

    @DataProvider
    public Object[][] kinds()
    {
        return new Object[][] {
                {"random_keyed", Tables.keyed(Map.of("bucket", "2"))},
                {"random_days", Tables.partitioned(Map.of("metastore.partitioned-table", "true"))},
                {"random_tags", Tables.keyed(Map.of("bucket", "1", "metastore.tag-to-partition", "day"))},
        };
    }

    /** A table that both work on, and what it must hold. */
    private final class TableTurns
    {
        private final String kind;
        private final NewTable created;
        private final Random random;
        private final List<String> added = new ArrayList<>();
        private final List<String> tags = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private int rows;
        private String name;
        private int number;

        TableTurns(String kind, NewTable created, Random random)
        {
            this.kind = kind;
            this.created = created;
            this.random = random;
            name = kind;
        }

        void create()
                throws Exception
        {
            if (byVarve("create")) {
                varve.createTable(SHARED, name, created);
            }
            else {
                paimon.createTable(SHARED, name, created);
            }
            paimon.createTable(ALONE, name, created);
            check();
        }

        void step()
                throws Exception
        {
            switch (random.nextInt(kind.equals("random_tags") ? 10 : 8)) {
                case 0, 1, 2 -> write();
                case 3, 4, 5 -> alter();
                case 6 -> rename();
                case 7 -> {
                    drop(random.nextBoolean());
                    create();
                }
                case 8 -> tag();
                default -> deleteTag();
            }
            check();
        }

        private boolean byVarve(String step)
        {
            boolean varve = random.nextBoolean();
            log.add((varve ? "Varve: " : "Paimon: ") + step);
            return varve;
        }

        private void write()
                throws Exception
        {
            int first = created.primaryKeys().isEmpty() ? rows : random.nextInt(5);
            String[] partitions = {"p" + random.nextInt(4), "2024/01 0" + random.nextInt(3)};
            List<String> written = List.of(first + ",row 0," + partitions[0], (first + 1) + ",row 1," + partitions[1]);
            if (byVarve("write " + written)) {
                assertThat(Tables.writeFrom(first, varve, varve.table(SHARED, name), partitions).listenerFailures()).isEmpty();
            }
            else {
                paimon.write(SHARED, name, written);
            }
            paimon.write(ALONE, name, written);
            rows += written.size();
        }

        private void alter()
                throws Exception
        {
            SchemaChange change = change();
            if (byVarve(change.toString())) {
                varve.alterTable(SHARED, name, List.of(change));
            }
            else {
                paimon.alterTable(SHARED, name, List.of(change));
            }
            paimon.alterTable(ALONE, name, List.of(change));
        }

        private SchemaChange change()
        {
            String last = added.isEmpty() ? "" : added.get(random.nextInt(added.size()));
            int choice = random.nextInt(last.isEmpty() ? 4 : 7);
            switch (choice) {
                case 0 -> {
                    return new SchemaChange.SetOption("snapshot.num-retained.min", Integer.toString(1 + random.nextInt(9)));
                }
                case 1 -> {
                    return new SchemaChange.RemoveOption("snapshot.num-retained.min");
                }
                case 2 -> {
                    return new SchemaChange.SetTableComment(Optional.of("comment " + number++));
                }
                case 3 -> {
                    added.add("c" + number++);
                    String type = List.of("INT", "BIGINT", "STRING", "DECIMAL(10, 2)", "TIMESTAMP(3)").get(random.nextInt(5));
                    return new SchemaChange.AddColumn(
                            List.of(added.getLast()), TypeText.parse(type), random.nextBoolean() ? Optional.of("column " + number) : Optional.empty(), Optional.empty());
                }
                case 4 -> {
                    added.remove(last);
                    return new SchemaChange.DropColumn(List.of(last));
                }
                case 5 -> {
                    added.set(added.indexOf(last), "c" + number++);
                    return new SchemaChange.RenameColumn(List.of(last), "c" + (number - 1));
                }
                default -> {
                    return new SchemaChange.SetColumnComment(List.of(last), Optional.of("comment " + number++));
                }
            }
        }

        private void rename()
                throws Exception
        {
            String target = kind + "_" + number++;
            if (byVarve("rename to " + target)) {
                varve.renameTable(SHARED, name, SHARED, target);
            }
            else {
                paimon.run("rename", SHARED, name, SHARED, target);
            }
            paimon.run("rename", ALONE, name, ALONE, target);
            name = target;
        }

        void drop(boolean byVarve)
                throws Exception
        {
            log.add((byVarve ? "Varve" : "Paimon") + ": drop");
            if (byVarve) {
                varve.dropTable(SHARED, name);
                assertThat(metastore.warehouse().resolve(SHARED + ".db/" + name)).doesNotExist();
            }
            else {
                paimon.run("drop", SHARED, name);
                removeLeftDirectory(SHARED);
            }
            paimon.run("drop", ALONE, name);
            removeLeftDirectory(ALONE);
            assertThat(varve.tables(SHARED)).as(this::toString).doesNotContain(name);
            assertThat(paimon.run("tables", SHARED).lines()).as(this::toString).doesNotContain(line(name));
            rows = 0;
            added.clear();
            tags.clear();
        }

        /** Paimon takes managed tables of Hive 4 for external ones. */
        private void removeLeftDirectory(String database)
                throws IOException
        {
            Path left = metastore.warehouse().resolve(database + ".db/" + name);
            assertThat(left.toFile().exists()).as(this::toString).isEqualTo(release == Release.HIVE_4);
            storage.deleteDirectory(StoragePath.of(left.toString()));
        }

        private void tag()
                throws Exception
        {
            if (varve.table(SHARED, name).snapshots().latest().isEmpty()) {
                return;
            }
            String tag = "2024-01-" + (10 + number++);
            if (byVarve("tag " + tag)) {
                Tags.of(varve.table(SHARED, name), storage).create(tag, VersionSelector.LATEST, Optional.empty());
                varve.refresh(varve.table(SHARED, name));
            }
            else {
                paimon.run("create-tag", SHARED, name, tag);
            }
            paimon.run("create-tag", ALONE, name, tag);
            tags.add(tag);
        }

        private void deleteTag()
                throws Exception
        {
            if (tags.isEmpty()) {
                return;
            }
            String tag = tags.remove(random.nextInt(tags.size()));
            if (byVarve("delete tag " + tag)) {
                Tags.of(varve.table(SHARED, name), storage).delete(tag, Progress.SILENT);
                varve.refresh(varve.table(SHARED, name));
            }
            else {
                paimon.run("delete-tag", SHARED, name, tag);
            }
            paimon.run("delete-tag", ALONE, name, tag);
        }

        private void check()
                throws Exception
        {
            assertThat(varve.tables(SHARED)).as(this::toString).contains(name);
            assertThat(paimon.run("tables", SHARED).lines()).as(this::toString).contains(line(name));
            assertSameEntry(name, toString());
            RowSet expected = paimon.read(ALONE, name);
            assertThat(paimon.read(SHARED, name).differenceTo(expected)).as(this::toString).isEmpty();
            List<Field> fields = varve.table(SHARED, name).latestSchema().fields().fields();
            List<DataType> types = fields.stream().map(Field::type).toList();
            ReadRequest request = new ReadRequest(
                    SHARED, name, Optional.empty(), new ReadVersion.Latest(), fields.stream().map(Field::name).toList(), Optional.empty());
            try (KernelReader reader = KernelReader.of(varve, metastore.warehouse())) {
                assertThat(RowSet.of(types, reader.read(request)).differenceTo(expected)).as(this::toString).isEmpty();
            }
            List<Difference> differences = new ArrayList<>();
            CatalogSync.of(varve, false, differences::add).run(SHARED, name);
            assertThat(differences).as(this::toString).allMatch(difference -> difference.repairable() && difference.text().startsWith("statistics"));
        }

        @Override
        public String toString()
        {
            return release + " " + kind + " " + log;
        }
    }

    @Test
    public void eachWaitsForTheLockThatTheOtherHolds()
            throws Exception
    {
        varve.createTable(SHARED, "locked", Tables.keyed(Map.of("bucket", "1")));
        LockedTable table = LockedTable.of(varve.table(SHARED, "locked"));
        MetastoreLock lock = MetastoreLock.of(client, Duration.ofSeconds(60), Duration.ofMillis(200));

        paimon.run("hold", SHARED, "locked", "2000");
        assertThatThrownBy(() -> MetastoreLock.of(client, Duration.ofMillis(300), Duration.ofMillis(100)).whileHeld(table, () -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be had within")
                .hasMessageContaining(System.getProperty("user.name"));
        long start = System.nanoTime();
        assertThat(lock.whileHeld(table, () -> true)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));

        AtomicBoolean released = new AtomicBoolean();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            CountDownLatch held = new CountDownLatch(1);
            Future<Boolean> holder = threads.submit(() -> lock.whileHeld(table, () -> {
                held.countDown();
                try {
                    Thread.sleep(2_000);
                }
                catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                released.set(true);
                return true;
            }));
            held.await();
            paimon.run("lock", SHARED, "locked");
            assertThat(released).isTrue();
            assertThat(holder.get()).isTrue();
        }
        assertThat(client.locks(SHARED, "locked")).isEmpty();
        varve.dropTable(SHARED, "locked");
    }
}
