package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveFormat;
import dev.varve.hms.HiveLock;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HivePartition;
import dev.varve.hms.HiveTable;
import dev.varve.hms.MetastoreClient;
import dev.varve.schema.TypeText;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.type.DataType;
import dev.varve.write.maintain.Tags;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import static dev.varve.product.metastore.Tables.INT;
import static dev.varve.product.metastore.Tables.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The catalog over a metastore of Hive 4, and what the metastore holds after each operation. */
public class TestHiveMetastoreCatalog
{
    private MetastoreUnderTest metastore;
    private MetastoreClient client;
    private HiveMetastoreCatalog catalog;

    @BeforeClass
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        client = metastore.client();
        catalog = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        catalog.createDatabase("shop");
    }

    @AfterClass(alwaysRun = true)
    public void close()
    {
        if (client != null) {
            client.close();
        }
    }

    /** The values are those that Paimon's own catalog was seen to register. */
    @Test
    public void tablesAreRegisteredAsPaimonDoes()
            throws Exception
    {
        catalog.createTable("shop", "orders", Tables.keyed(Map.of("bucket", "2", "hive.foo", "bar")));
        HiveTable table = client.table("shop", "orders").orElseThrow();
        assertThat(table.format()).isEqualTo(HiveFormat.PAIMON);
        assertThat(table.isPaimon()).isTrue();
        assertThat(table.isManaged()).isTrue();
        assertThat(table.location()).contains("file:" + metastore.warehouse() + "/shop.db/orders");
        assertThat(table.columns()).containsExactly(
                new HiveColumn("id", "int", Optional.of("the key")),
                new HiveColumn("name", "string", Optional.empty()),
                new HiveColumn("dt", "string", Optional.empty()));
        assertThat(table.partitionKeys()).isEmpty();
        assertThat(table.owner()).contains(System.getProperty("user.name"));
        assertThat(table.parameters())
                .containsEntry("table_type", "PAIMON")
                .containsEntry("storage_handler", "org.apache.paimon.hive.PaimonStorageHandler")
                .containsEntry("bucket", "2")
                .containsEntry("hive.foo", "bar")
                .containsEntry("primary-key", "id")
                .containsEntry("bucket-key", "id")
                .containsEntry("comment", "a table")
                .doesNotContainKey("partition");
        catalog.dropTable("shop", "orders");
        assertThat(client.table("shop", "orders")).isEmpty();
        assertThat(metastore.warehouse().resolve("shop.db/orders")).doesNotExist();
    }

    @Test
    public void alteringTellsTheMetastoreAndRemovedOptionsGo()
            throws Exception
    {
        catalog.createTable("shop", "altered", Tables.keyed(Map.of("bucket", "1", "snapshot.num-retained.max", "20")));
        catalog.alterTable("shop", "altered", List.of(
                new SchemaChange.AddColumn(List.of("price"), INT, Optional.of("in cents\nor so"), Optional.empty()),
                new SchemaChange.RemoveOption("snapshot.num-retained.max"),
                new SchemaChange.SetOption("write-buffer-size", "64 mb"),
                new SchemaChange.SetTableComment(Optional.of("another"))));
        HiveTable table = client.table("shop", "altered").orElseThrow();
        assertThat(table.columns()).last().isEqualTo(new HiveColumn("price", "int", Optional.of("in cents or so")));
        assertThat(table.parameters())
                .containsEntry("write-buffer-size", "64 mb")
                .containsEntry("comment", "another")
                .doesNotContainKey("snapshot.num-retained.max");
        assertThatThrownBy(() -> catalog.alterTable("shop", "altered", List.of(new SchemaChange.SetOption("metastore.partitioned-table", "true"))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("metastore.partitioned-table");
        catalog.dropTable("shop", "altered");
    }

    /** Metastores compare the types of columns by their positions. */
    @Test
    public void columnsMayGoAndMoveWhateverTheirTypes()
            throws Exception
    {
        DataType array = TypeText.parse("ARRAY<INT>");
        NewTable table = new NewTable(
                List.of(NewColumn.of("a", array), NewColumn.of("b", STRING), NewColumn.of("c", INT), NewColumn.of("d", array), NewColumn.of("dt", STRING)),
                List.of("dt"), List.of(), Map.of("metastore.partitioned-table", "true"), Optional.empty());
        catalog.createTable("shop", "shifting", table);
        HiveTable created = client.table("shop", "shifting").orElseThrow();
        client.addPartitions(created, List.of(new HivePartition(List.of("p"), created.location().orElseThrow() + "/dt=p", Map.of())));
        catalog.alterTable("shop", "shifting", List.of(new SchemaChange.DropColumn(List.of("b"))));
        assertThat(columns("shifting")).containsExactly("a array<int>", "c int", "d array<int>");
        catalog.alterTable("shop", "shifting", List.of(new SchemaChange.MoveColumn("d", new SchemaChange.Position.First())));
        assertThat(columns("shifting")).containsExactly("d array<int>", "a array<int>", "c int");
        catalog.alterTable("shop", "shifting", List.of(new SchemaChange.DropColumn(List.of("a")), new SchemaChange.DropColumn(List.of("d"))));
        assertThat(columns("shifting")).containsExactly("c int");
        assertThat(client.partitions("shop", "shifting")).hasSize(1);
        catalog.dropTable("shop", "shifting");
    }

    private List<String> columns(String table)
            throws Exception
    {
        return client.table("shop", table).orElseThrow().columns().stream().map(column -> column.name() + " " + column.type()).toList();
    }

    @Test
    public void renamingMovesTheDirectoryOfAManagedTable()
            throws Exception
    {
        catalog.createDatabase("other");
        catalog.createTable("shop", "old_name", Tables.keyed(Map.of("bucket", "1")));
        Tables.write(catalog, catalog.table("shop", "old_name"), "a");
        catalog.renameTable("shop", "old_name", "other", "new_name");
        Table renamed = catalog.table("other", "new_name");
        assertThat(renamed.snapshots().latest()).isPresent();
        assertThat(metastore.warehouse().resolve("other.db/new_name/schema")).isDirectory();
        assertThat(metastore.warehouse().resolve("shop.db/old_name")).doesNotExist();
        assertThatThrownBy(() -> catalog.table("shop", "old_name")).isInstanceOf(VarveException.class).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> catalog.dropDatabase("other", false)).isInstanceOf(VarveException.class).hasMessageContaining("new_name");
        catalog.dropDatabase("other", true);
        assertThat(catalog.databaseExists("other")).isFalse();
        assertThat(metastore.warehouse().resolve("other.db")).doesNotExist();
    }

    @Test
    public void anExternalTableKeepsItsDataAndCanBeRegisteredAgain()
            throws Exception
    {
        Path location = metastore.warehouse().resolve("elsewhere/ext");
        NewTable table = Tables.keyed(Map.of("bucket", "1", "path", location.toString()));
        catalog.createTable("shop", "ext", table);
        assertThat(client.table("shop", "ext").orElseThrow().isManaged()).isFalse();
        Tables.write(catalog, catalog.table("shop", "ext"), "a");
        catalog.renameTable("shop", "ext", "shop", "ext2");
        assertThat(location.resolve("schema")).isDirectory();
        catalog.dropTable("shop", "ext2");
        assertThat(location.resolve("snapshot")).isDirectory();
        catalog.createTable("shop", "ext", table);
        assertThat(catalog.table("shop", "ext").snapshots().latest()).isPresent();
        assertThatThrownBy(() -> catalog.createTable("shop", "ext3", Tables.partitioned(Map.of("path", location.toString()))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("other columns or keys");
        catalog.dropTable("shop", "ext");
    }

    @Test
    public void locationsMayBeKeptInParameters()
            throws Exception
    {
        Path warehouse = metastore.warehouse().resolve("hidden");
        HiveMetastoreCatalog hidden = MetastoreUnderTest.catalog(
                client, CatalogSettings.DEFAULT.withWarehouse(warehouse.toString()).withLocationInProperties(true));
        hidden.createDatabase("hidden");
        hidden.createTable("hidden", "t", Tables.keyed(Map.of("bucket", "1")));
        assertThat(client.table("hidden", "t").orElseThrow().parameters()).containsEntry("paimon_location", warehouse + "/hidden.db/t");
        Tables.write(hidden, catalog.table("hidden", "t"), "a");
        assertThat(warehouse.resolve("hidden.db/t/snapshot")).isDirectory();
        assertThat(catalog.table("hidden", "t").snapshots().latest()).isPresent();
        catalog.dropDatabase("hidden", true);
        assertThat(warehouse.resolve("hidden.db/t")).doesNotExist();
    }

    @Test
    public void viewsAndTablesOfOtherFormatsAreToldApartAndLeftAlone()
            throws Exception
    {
        catalog.createDatabase("mixed");
        catalog.createTable("mixed", "ours", Tables.keyed(Map.of("bucket", "1")));
        HiveFormat text = new HiveFormat(
                "org.apache.hadoop.mapred.TextInputFormat",
                "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
        HiveTable foreign = new HiveTable(
                "mixed", "texts", HiveTable.EXTERNAL, Optional.empty(), List.of(new HiveColumn("c", "string", Optional.empty())), List.of(), text,
                Optional.of(metastore.warehouse().resolve("texts").toUri().toString()), Map.of("EXTERNAL", "TRUE"));
        client.createTable(foreign);
        client.createTable(new HiveTable(
                "mixed", "seen", "VIRTUAL_VIEW", Optional.empty(), foreign.columns(), List.of(), text, Optional.empty(), Map.of()));
        assertThat(catalog.tables("mixed")).containsExactly("ours");
        assertThatThrownBy(() -> catalog.table("mixed", "texts")).isInstanceOf(VarveException.class).hasMessageContaining("TextInputFormat");
        for (String other : List.of("texts", "seen")) {
            assertThatThrownBy(() -> catalog.dropTable("mixed", other)).isInstanceOf(VarveException.class).hasMessageContaining("no Paimon table");
            assertThatThrownBy(() -> catalog.renameTable("mixed", other, "mixed", "renamed")).isInstanceOf(VarveException.class).hasMessageContaining("no Paimon table");
            assertThatThrownBy(() -> catalog.alterTable("mixed", other, List.of(new SchemaChange.SetOption("bucket", "2")))).hasMessageContaining("no Paimon table");
            assertThatThrownBy(() -> catalog.renameTable("mixed", "ours", "mixed", other))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS));
        }
        assertThatThrownBy(() -> catalog.createTable("mixed", "texts", Tables.keyed(Map.of("bucket", "1"))))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS));
        assertThatThrownBy(() -> catalog.dropDatabase("mixed", false)).isInstanceOf(VarveException.class).hasMessageContaining("[ours, seen, texts]");
        assertThatThrownBy(() -> catalog.dropDatabase("mixed", true)).isInstanceOf(VarveException.class).hasMessageContaining("[seen, texts], which are not of this format");
        assertThat(catalog.tables("mixed")).containsExactly("ours");
        client.dropTable("mixed", "texts", false);
        client.dropTable("mixed", "seen", false);
        catalog.dropDatabase("mixed", true);
    }

    @Test
    public void namesThatDifferOnlyInCase()
    {
        catalog.createTable("shop", "cased", Tables.keyed(Map.of("bucket", "1")));
        assertThat(catalog.table("SHOP", "Cased").toString()).isEqualTo("shop.cased");
        assertThatThrownBy(() -> catalog.createTable("shop", "Cased", Tables.keyed(Map.of("bucket", "1"))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("lower case, such as 'cased'");
        NewTable twins = new NewTable(List.of(NewColumn.of("a", INT), NewColumn.of("A", STRING)), List.of(), List.of(), Map.of(), Optional.empty());
        assertThatThrownBy(() -> catalog.createTable("shop", "twins", twins))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("differs from another only in case");
        assertThat(metastore.warehouse().resolve("shop.db/twins")).doesNotExist();
        catalog.dropTable("Shop", "CASED");
    }

    @Test
    public void ofSeveralClientsThatCreateATableAtOnceOneSucceeds()
            throws Exception
    {
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            creations.add(() -> {
                try {
                    metastore.catalog().createTable("shop", "raced", Tables.keyed(Map.of("bucket", "1")));
                    return true;
                }
                catch (VarveException e) {
                    assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS);
                    return false;
                }
            });
        }
        assertThat(Tables.together(creations)).containsOnlyOnce(true);
        assertThat(catalog.table("shop", "raced").latestSchema().id()).isZero();

        List<Callable<Boolean>> changes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String column = "c" + i;
            changes.add(() -> {
                metastore.catalog().alterTable("shop", "raced", List.of(new SchemaChange.AddColumn(List.of(column), INT, Optional.empty(), Optional.empty())));
                return true;
            });
        }
        assertThat(Tables.together(changes)).containsOnly(true);
        // Whoever told the metastore last may have been an earlier one: the next commit sets that right.
        assertThat(Tables.write(catalog, catalog.table("shop", "raced"), "a").listenerFailures()).isEmpty();
        assertThat(client.table("shop", "raced").orElseThrow().columns()).hasSize(9);
        catalog.dropTable("shop", "raced");
    }

    /** Of the metastore, which a store needs that does not create files atomically. */
    @Test
    public void everyChangeIsMadeUnderTheLock()
            throws Exception
    {
        List<Integer> locksAtCreations = new ArrayList<>();
        WritableStorage unsafe = withoutAtomicCreation(() -> locksAtCreations.add((int) client.locks("shop", "guarded").stream().filter(HiveLock::acquired).count()));
        HiveMetastoreCatalog never = HiveMetastoreCatalog.of(client, unsafe, DefaultFormats.all(), CatalogSettings.DEFAULT.withLock(CatalogSettings.Lock.NEVER));
        assertThatThrownBy(() -> never.createTable("shop", "guarded", Tables.keyed(Map.of("bucket", "1"))))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("Use a catalog with a lock");
        assertThat(client.table("shop", "guarded")).isEmpty();

        HiveMetastoreCatalog locking = HiveMetastoreCatalog.of(client, unsafe, DefaultFormats.all(), CatalogSettings.DEFAULT);
        locking.createTable("shop", "guarded", Tables.keyed(Map.of("bucket", "1")));
        locking.alterTable("shop", "guarded", List.of(new SchemaChange.SetOption("snapshot.num-retained.min", "3")));
        Tables.write(locking, unsafe, locking.table("shop", "guarded"), "p");
        Tags.of(locking.table("shop", "guarded"), unsafe, locking.commitLock()).create("t", new VersionSelector.Latest(), Optional.empty());
        assertThat(locksAtCreations).containsExactly(1, 1, 1, 1);
        assertThat(client.locks("shop", "guarded")).isEmpty();
        locking.dropTable("shop", "guarded");
    }

    /** Local files whose store is said to create them without looking, and what is to happen before. */
    private static WritableStorage withoutAtomicCreation(Callable<?> before)
    {
        LocalStorage storage = new LocalStorage();
        return (WritableStorage) Proxy.newProxyInstance(WritableStorage.class.getClassLoader(), new Class<?>[] {WritableStorage.class}, (_, method, arguments) -> {
            if (method.getName().equals("atomicCreation")) {
                return AtomicCreation.UNSAFE;
            }
            if (method.getName().equals("createAtomically")) {
                before.call();
            }
            return method.invoke(storage, arguments);
        });
    }
}
