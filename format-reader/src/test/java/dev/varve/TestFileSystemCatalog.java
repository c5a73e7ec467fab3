package dev.varve;

import dev.varve.error.VarveException.Kind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static dev.varve.TestTable.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

public class TestFileSystemCatalog
{
    private static final String SCHEMA = """
            {"version": 3, "id": %s, "fields": [{"id": 0, "name": "a", "type": "INT"}], "highestFieldId": 0,
             "partitionKeys": [], "primaryKeys": [], "options": {%s}}""";

    private final TemporaryDirectory temporary = TemporaryDirectory.create();

    @AfterClass(alwaysRun = true)
    public void deleteFiles()
            throws IOException
    {
        temporary.close();
    }

    @Test
    public void findsDatabasesAndTables()
            throws IOException
    {
        Path warehouse = temporary.directory();
        schema(warehouse, "b.db/t2", 0, "");
        schema(warehouse, "b.db/T1", 3, "");
        Files.createDirectories(warehouse.resolve("b.db/no_table/snapshot"));
        Files.createDirectories(warehouse.resolve("a.db"));
        Files.createDirectories(warehouse.resolve("no_database"));
        Files.createDirectories(warehouse.resolve(".db"));
        Catalog catalog = catalog(warehouse);

        assertThat(catalog.databases()).containsExactly("a", "b");
        assertThat(catalog.tables("a")).isEmpty();
        assertThat(catalog.tables("b")).containsExactly("T1", "t2");
        assertThat(catalog.table("b", "T1").latestSchema().id()).isEqualTo(3);
        assertThat(catalog.table("b", "t2")).hasToString("b.t2");
        assertThat(catalog.table("b", "t2").latest().snapshot()).isEmpty();
        assertFails(Kind.NOT_FOUND, () -> catalog.table("b", "no_table"), "Table 'b.no_table' does not exist");
        assertFails(Kind.NOT_FOUND, () -> catalog.table("c", "t"), "Database 'c' does not exist");
        assertFails(Kind.NOT_FOUND, () -> catalog.tables("c"), "Database 'c' does not exist");
    }

    @Test
    public void namesNeverLeadOutOfTheWarehouse()
            throws IOException
    {
        Path warehouse = temporary.directory();
        schema(warehouse, "b.db/t", 0, "");
        Catalog catalog = catalog(warehouse.resolve("b.db"));
        for (String name : new String[] {"", ".", "..", "../b.db/t", "a/b", "a\\b", "a\u0000b"}) {
            assertFails(Kind.NOT_FOUND, () -> catalog.table("b", name), "does not exist");
            assertFails(Kind.NOT_FOUND, () -> catalog.tables("../" + name), "does not exist");
        }
    }

    @Test
    public void namesAMissingWarehouse()
            throws IOException
    {
        Path missing = temporary.directory().resolve("missing");
        Catalog catalog = catalog(missing);
        assertFails(Kind.NOT_FOUND, catalog::databases, "Warehouse directory " + missing + " does not exist");
        assertFails(Kind.NOT_FOUND, () -> catalog.tables("d"), "Warehouse directory " + missing + " does not exist");
        assertFails(Kind.NOT_FOUND, () -> catalog.table("d", "t"), "Warehouse directory " + missing + " does not exist");
    }

    @Test
    public void refusesTablesOfOtherTypes()
            throws IOException
    {
        Path warehouse = temporary.directory();
        schema(warehouse, "b.db/t", 0, "\"type\": \"object-table\"");
        Table table = catalog(warehouse).table("b", "t");
        assertFails(Kind.UNSUPPORTED_FEATURE, table::latest, "object-table");
    }

    @Test
    public void reportsAnUnreachableStore()
    {
        Catalog catalog = FileSystemCatalog.open(new UnreachableStorage(), StoragePath.of("s3://nowhere/warehouse"));
        assertFails(Kind.STORAGE_FAILURE, catalog::databases, "s3://nowhere/warehouse");
        assertFails(Kind.STORAGE_FAILURE, () -> catalog.tables("d"), "s3://nowhere/warehouse/d.db");
        assertFails(Kind.STORAGE_FAILURE, () -> catalog.table("d", "t"), "d.t");
    }

    private static void schema(Path warehouse, String table, long id, String options)
            throws IOException
    {
        Path directory = Files.createDirectories(warehouse.resolve(table).resolve("schema"));
        Files.writeString(directory.resolve("schema-" + id), SCHEMA.formatted(id, options));
    }

    private static Catalog catalog(Path warehouse)
    {
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString()));
    }
}
