package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.CatalogSync;
import dev.varve.hms.CatalogSync.Difference;
import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HivePartition;
import dev.varve.hms.HiveTable;
import dev.varve.hms.MetastoreClient;
import dev.varve.product.metastore.FaultyProxy.Fault;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.Tags;
import dev.varve.write.schema.SchemaChange;
import io.airlift.slice.Slices;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each operation, and the connection to the metastore breaks at each of its changes: before the metastore hears of it, or after it is done. What is
 * registered then is a table as it was or as it should be, and doing it again, or syncing, completes it. {@code -Dvarve.metastore.kills=true} ends
 * the metastore's process in the middle instead, and starts it again.
 */
@Test(singleThreaded = true)
public class TestMetastoreCrashes
{
    private static final boolean KILLS = Boolean.getBoolean("varve.metastore.kills");
    private static final String DATABASE = "crashes";
    private static final String TABLE = "t";

    private final LocalStorage storage = new LocalStorage();
    private MetastoreUnderTest metastore;
    private FaultyProxy proxy;
    private MetastoreClient client;
    /** Speaks to the metastore through the proxy. */
    private HiveMetastoreCatalog faulty;
    private HiveMetastoreCatalog direct;

    @BeforeClass
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        proxy = FaultyProxy.start(metastore.port());
        proxy.onKill(metastore::kill);
        client = MetastoreUnderTest.client(proxy.uri());
        faulty = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        direct = metastore.catalog();
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (client != null) {
            client.close();
            proxy.close();
        }
    }

    private interface Step
    {
        void run()
                throws Exception;
    }

    /**
     * @param prepare what must be there before
     * @param done what must be there in the end
     */
    private record Operation(String name, List<String> calls, Step prepare, Step run, Step done)
    {
        @Override
        public String toString()
        {
            return name;
        }
    }

    @DataProvider
    public Object[][] operations()
    {
        List<Operation> operations = List.of(
                new Operation("create a database", List.of("create_database"),
                        () -> {},
                        () -> faulty.createDatabase(DATABASE),
                        () -> assertThat(direct.databases()).contains(DATABASE)),
                new Operation("create a table", List.of("create_table"),
                        () -> direct.createDatabase(DATABASE),
                        () -> faulty.createTable(DATABASE, TABLE, Tables.keyed(Map.of("bucket", "1"))),
                        () -> assertThat(direct.table(DATABASE, TABLE).latestSchema().id()).isZero()),
                new Operation("alter a table", List.of("alter_table_with_environment_context"),
                        this::createKeyed,
                        () -> faulty.alterTable(DATABASE, TABLE, List.of(new SchemaChange.SetOption("snapshot.num-retained.min", "3"))),
                        () -> assertThat(registered().parameters()).containsEntry("snapshot.num-retained.min", "3")),
                new Operation("move a column", List.of("alter_table_with_environment_context"),
                        this::createDays,
                        () -> {
                            if (direct.table(DATABASE, TABLE).latestSchema().id() == 0) {
                                faulty.alterTable(DATABASE, TABLE, List.of(new SchemaChange.MoveColumn("name", new SchemaChange.Position.First())));
                            }
                            else {
                                CatalogSync.of(faulty, false, difference -> {}).run(DATABASE, TABLE);
                            }
                        },
                        () -> assertThat(registered().columns()).extracting(HiveColumn::name).containsExactly("name", "id")),
                new Operation("rename a table", List.of("alter_table_with_environment_context"),
                        this::createKeyed,
                        () -> faulty.renameTable(DATABASE, TABLE, DATABASE, "renamed"),
                        () -> {
                            assertThat(direct.tables(DATABASE)).containsExactly("renamed");
                            assertThat(direct.table(DATABASE, "renamed").snapshots().latest()).isPresent();
                        }),
                new Operation("drop a table", List.of("drop_table_with_environment_context"),
                        this::createKeyed,
                        () -> faulty.dropTable(DATABASE, TABLE),
                        () -> assertThat(direct.tables(DATABASE)).isEmpty()),
                new Operation("drop a database", List.of("drop_database"),
                        () -> direct.createDatabase(DATABASE),
                        () -> faulty.dropDatabase(DATABASE, false),
                        () -> assertThat(direct.databases()).doesNotContain(DATABASE)),
                new Operation("commit rows", List.of("get_table_req", "add_partitions_req", "alter_partitions_with_environment_context"),
                        this::createDays,
                        () -> Tables.write(faulty, direct.table(DATABASE, TABLE), "p"),
                        () -> assertThat(partition("p").parameters()).containsEntry("numRows", rows())),
                new Operation("drop a partition", List.of("drop_partition"),
                        () -> {
                            createDays();
                            Tables.write(direct, direct.table(DATABASE, TABLE), "p", "q");
                        },
                        () -> TableCommit.open(direct.table(DATABASE, TABLE), storage, "user", faulty.commitLock(), faulty.commitListeners())
                                .dropPartitions(CommitRequest.BATCH, List.of(new PartitionSpec(Map.of("dt", Optional.of(Slices.utf8Slice("q")))))),
                        () -> {
                            direct.refresh(direct.table(DATABASE, TABLE));
                            assertThat(partitions()).containsExactly("p");
                        }),
                new Operation("create a tag", List.of("add_partitions_req"),
                        this::createTagged,
                        () -> {
                            Table table = direct.table(DATABASE, TABLE);
                            if (table.tags().names().isEmpty()) {
                                Tags.of(table, storage).create("2024-01-01", VersionSelector.LATEST, Optional.empty());
                            }
                            faulty.refresh(table);
                        },
                        () -> assertThat(partitions()).containsExactly("2024-01-01")),
                new Operation("delete a tag", List.of("drop_partition"),
                        () -> {
                            createTagged();
                            Tags.of(direct.table(DATABASE, TABLE), storage).create("2024-01-01", VersionSelector.LATEST, Optional.empty());
                            direct.refresh(direct.table(DATABASE, TABLE));
                        },
                        () -> {
                            Table table = direct.table(DATABASE, TABLE);
                            if (!table.tags().names().isEmpty()) {
                                Tags.of(table, storage).delete("2024-01-01", Progress.SILENT);
                            }
                            faulty.refresh(table);
                        },
                        () -> assertThat(partitions()).isEmpty()),
                new Operation("sync", List.of("create_table", "add_partitions_req"),
                        () -> {
                            createDays();
                            Tables.write(direct, direct.table(DATABASE, TABLE), "p", "q");
                            try (MetastoreClient forgetting = metastore.client()) {
                                forgetting.dropTable(DATABASE, TABLE, false);
                            }
                        },
                        () -> CatalogSync.of(faulty, false, difference -> {}).run(DATABASE, TABLE),
                        () -> assertThat(partitions()).containsExactly("p", "q")));
        List<Object[]> cases = new ArrayList<>();
        for (Operation operation : operations) {
            for (String call : operation.calls()) {
                for (Fault fault : KILLS ? List.of(Fault.KILL) : List.of(Fault.BEFORE, Fault.AFTER)) {
                    cases.add(new Object[] {operation, call, fault});
                }
            }
        }
        return cases.toArray(Object[][]::new);
    }

    @Test(dataProvider = "operations")
    public void isCompletedByRepeatingIt(Operation operation, String call, Fault fault)
            throws Exception
    {
        operation.prepare().run();
        proxy.breakAt(fault, call);
        try {
            operation.run().run();
        }
        catch (VarveException e) {
            assertThat(e.kind()).isEqualTo(Kind.METASTORE_FAILURE);
            assertThat(e).hasMessageContaining(proxy.uri());
        }
        finally {
            proxy.heal();
            if (fault == Fault.KILL) {
                metastore.restart();
            }
        }
        assertThat(proxy.broken()).isPositive();
        if (direct.databaseExists(DATABASE)) {
            assertThat(direct.tables(DATABASE)).allSatisfy(table -> assertThat(direct.table(DATABASE, table).latestSchema().id()).isNotNegative());
        }
        try {
            operation.run().run();
        }
        catch (VarveException e) {
            // It has happened.
            assertThat(e.kind()).isIn(Kind.ALREADY_EXISTS, Kind.NOT_FOUND);
        }
        operation.done().run();
        if (direct.databaseExists(DATABASE)) {
            List<Difference> differences = new ArrayList<>();
            CatalogSync.of(direct, true, differences::add).run(Optional.of(DATABASE));
            // A metastore that dies when it has forgotten a table leaves its directory.
            assertThat(differences).allMatch(difference -> fault == Fault.KILL && operation.name().startsWith("drop a table"));
            direct.dropDatabase(DATABASE, true);
        }
    }

    private void createKeyed()
            throws Exception
    {
        direct.createDatabase(DATABASE);
        direct.createTable(DATABASE, TABLE, Tables.keyed(Map.of("bucket", "1")));
        Tables.write(direct, direct.table(DATABASE, TABLE), "a");
    }

    private void createDays()
    {
        direct.createDatabase(DATABASE);
        direct.createTable(DATABASE, TABLE, Tables.partitioned(Map.of("metastore.partitioned-table", "true", "bucket", "-1")));
    }

    private void createTagged()
            throws Exception
    {
        direct.createDatabase(DATABASE);
        direct.createTable(DATABASE, TABLE, Tables.keyed(Map.of("bucket", "1", "metastore.tag-to-partition", "day")));
        Tables.write(direct, direct.table(DATABASE, TABLE), "a");
    }

    private HiveTable registered()
            throws Exception
    {
        return client.table(DATABASE, TABLE).orElseThrow();
    }

    private List<String> partitions()
            throws Exception
    {
        return client.partitions(DATABASE, TABLE).stream().map(partition -> partition.values().get(0)).sorted().toList();
    }

    private HivePartition partition(String value)
            throws Exception
    {
        return client.partitions(registered(), List.of(List.of(value))).get(0);
    }

    /** Each commit has one row. */
    private String rows()
            throws Exception
    {
        return Long.toString(direct.table(DATABASE, TABLE).snapshots().latest().orElseThrow().id());
    }
}
