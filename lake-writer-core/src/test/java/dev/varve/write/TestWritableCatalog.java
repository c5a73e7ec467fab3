package dev.varve.write;

import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.schema.TableSchema;
import dev.varve.schema.TypeText;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.type.Field;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange.AddColumn;
import dev.varve.write.schema.SchemaChange.SetOption;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.types.DataTypes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestWritableCatalog
{
    private static final NewTable TABLE = new NewTable(
            List.of(NewColumn.of("id", TypeText.parse("BIGINT")), NewColumn.of("v", TypeText.parse("STRING"))),
            List.of(),
            List.of("id"),
            Map.of("bucket", "2"),
            Optional.of("a table"));

    private Path warehouse;
    private WritableCatalog catalog;

    @BeforeMethod
    public void open()
            throws IOException
    {
        warehouse = Files.createTempDirectory("varve-catalog");
        catalog = WritableCatalog.open(new LocalStorage(), StoragePath.of(warehouse.resolve("lake").toString()));
    }

    @AfterMethod(alwaysRun = true)
    public void delete()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(warehouse.toString()));
    }

    @Test
    public void createsAndDropsDatabases()
    {
        catalog.createDatabase("a");
        catalog.createDatabase("b");
        assertThat(catalog.databases()).containsExactly("a", "b");
        assertRefused(() -> catalog.createDatabase("a"), Kind.ALREADY_EXISTS, "'a' exists");
        catalog.createTable("a", "t", TABLE);
        assertRefused(() -> catalog.dropDatabase("a", false), Kind.INVALID_REQUEST, "[t]");
        catalog.dropDatabase("a", true);
        catalog.dropDatabase("b", false);
        assertThat(catalog.databases()).isEmpty();
        assertRefused(() -> catalog.dropDatabase("a", false), Kind.NOT_FOUND, "'a'");
    }

    @Test
    public void doesNotDropWhatIsNoTable()
            throws IOException
    {
        catalog.createDatabase("a");
        Files.writeString(warehouse.resolve("lake/a.db/notes.txt"), "keep");
        assertRefused(() -> catalog.dropDatabase("a", false), Kind.INVALID_REQUEST, "notes.txt");
    }

    @Test
    public void keepsEmptyDatabasesWhereThereAreNoDirectories()
    {
        WritableCatalog objects = WritableCatalog.open(new StorageWithoutDirectories(AtomicCreation.CONDITIONAL_CREATE), StoragePath.of(warehouse.resolve("lake").toString()));
        objects.createDatabase("a");
        assertThat(objects.databases()).containsExactly("a");
        objects.createTable("a", "t", TABLE);
        objects.dropTable("a", "t");
        assertThat(objects.tables("a")).isEmpty();
        objects.dropDatabase("a", false);
        assertThat(objects.databaseExists("a")).isFalse();
    }

    @Test
    public void refusesStoresThatCouldLoseAChange()
    {
        WritableCatalog unsafe = WritableCatalog.open(new StorageWithoutDirectories(AtomicCreation.UNSAFE), StoragePath.of(warehouse.resolve("lake").toString()));
        unsafe.createDatabase("a");
        assertRefused(() -> unsafe.createTable("a", "t", TABLE), Kind.UNSUPPORTED_FEATURE, "atomic rename");
    }

    /** Paimon creates some of these tables, of which then nothing can be written. */
    @Test
    public void refusesOptionsThatNoRowCouldBeWrittenWith()
    {
        catalog.createDatabase("a");
        Map<String, String> refused = Map.of(
                "path", "/elsewhere",
                "branch", "b",
                "num-sorted-run.compaction-trigger", "0",
                "num-levels", "1",
                "metadata.stats-mode", "truncate(x)",
                "metadata.stats-mode.per.level", "0:some",
                "target-file-size", "0",
                "file-index.bloom-filter.columns", "nope");
        refused.forEach((option, value) -> {
            Map<String, String> options = Map.of("bucket", "2", option, value);
            assertRefused(() -> catalog.createTable("a", "t", new NewTable(TABLE.columns(), List.of(), List.of("id"), options, Optional.empty())), Kind.INVALID_REQUEST, option);
        });
        catalog.createTable("a", "t", TABLE);
        assertRefused(() -> catalog.alterTable("a", "t", List.of(new SetOption("metadata.stats-mode", "some"))), Kind.INVALID_REQUEST, "metadata.stats-mode");
        assertThat(catalog.table("a", "t").latestSchema().id()).isZero();
    }

    @Test
    public void createsTables()
    {
        catalog.createDatabase("a");
        TableSchema schema = catalog.createTable("a", "t", TABLE);
        assertThat(catalog.table("a", "t").latestSchema()).isEqualTo(schema);
        assertThat(schema.column("id").type().nullable()).isFalse();
        assertRefused(() -> catalog.createTable("a", "t", TABLE), Kind.ALREADY_EXISTS, "'a.t' exists");
        assertRefused(() -> catalog.createTable("b", "t", TABLE), Kind.NOT_FOUND, "'b'");
        assertRefused(() -> catalog.createTable("a", "t$x", TABLE), Kind.INVALID_REQUEST, "$");
        assertRefused(() -> catalog.createTable("a", "../t", TABLE), Kind.INVALID_REQUEST, "'../t'");
        assertRefused(() -> catalog.createDatabase("sys"), Kind.INVALID_REQUEST, "'sys'");
    }

    @Test
    public void renamesAndDropsTables()
            throws IOException
    {
        catalog.createDatabase("a");
        catalog.createDatabase("b");
        catalog.createTable("a", "t", TABLE);
        catalog.createTable("a", "u", TABLE);
        assertRefused(() -> catalog.renameTable("a", "t", "a", "u"), Kind.ALREADY_EXISTS, "'a.u'");
        assertRefused(() -> catalog.renameTable("a", "t", "c", "u"), Kind.NOT_FOUND, "'c'");
        assertRefused(() -> catalog.renameTable("a", "x", "b", "u"), Kind.NOT_FOUND, "'a.x'");
        catalog.renameTable("a", "t", "b", "t");
        assertThat(catalog.tables("a")).containsExactly("u");
        assertThat(catalog.tables("b")).containsExactly("t");
        catalog.dropTable("b", "t");
        assertThat(catalog.tables("b")).isEmpty();
        assertThat(Files.exists(warehouse.resolve("lake/b.db/t"))).isFalse();
        assertRefused(() -> catalog.dropTable("b", "t"), Kind.NOT_FOUND, "'b.t'");
    }

    @Test
    public void losesNoChangeOfManyAtOnce()
            throws Exception
    {
        WritableCatalog catalog = WritableCatalog.open(
                new LocalStorage(), StoragePath.of(warehouse.resolve("lake").toString()), DataFileFormats.NONE, Optional.of(new PaimonsLock()));
        catalog.createDatabase("a");
        catalog.createTable("a", "t", TABLE);
        int writers = 4;
        int columns = 8;
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            String prefix = "w" + writer + "_";
            boolean paimon = writer == 0;
            tasks.add(() -> {
                for (int i = 0; i < columns; i++) {
                    if (paimon) {
                        addByPaimon(prefix + i);
                    }
                    else {
                        catalog.alterTable("a", "t", List.of(new AddColumn(List.of(prefix + i), TypeText.parse("INT"), Optional.empty(), Optional.empty())));
                    }
                }
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        finally {
            threads.shutdown();
        }
        TableSchema schema = catalog.table("a", "t").latestSchema();
        assertThat(schema.id()).isEqualTo(writers * columns);
        assertThat(schema.fields().size()).isEqualTo(2 + writers * columns);
        assertThat(schema.fields().fields()).extracting(Field::id).doesNotHaveDuplicates();
        assertThat(schema.highestFieldId()).isEqualTo(1 + writers * columns);
    }

    private void addByPaimon(String column)
            throws Exception
    {
        try (Catalog paimon = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.resolve("lake").toUri())))) {
            paimon.alterTable(Identifier.create("a", "t"), SchemaChange.addColumn(column, DataTypes.INT()), false);
        }
    }

    @Test
    public void altersBranches()
            throws IOException
    {
        catalog.createDatabase("a");
        catalog.createTable("a", "t", TABLE);
        Path table = warehouse.resolve("lake/a.db/t");
        Files.createDirectories(table.resolve("branch/branch-b/schema"));
        Files.copy(table.resolve("schema/schema-0"), table.resolve("branch/branch-b/schema/schema-0"));
        catalog.alterTable("a", "t", "b", List.of(new SetOption("bucket", "3")));
        assertThat(catalog.table("a", "t").branch("b").latestSchema().options()).containsEntry("bucket", "3");
        assertThat(catalog.table("a", "t").latestSchema().options()).containsEntry("bucket", "2");
        assertRefused(() -> catalog.alterTable("a", "t", "c", List.of(new SetOption("bucket", "3"))), Kind.NOT_FOUND, "'c'");
    }

    private static void assertRefused(ThrowingCallable action, Kind kind, String message)
    {
        assertThatThrownBy(action).isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(message);
    }
}
