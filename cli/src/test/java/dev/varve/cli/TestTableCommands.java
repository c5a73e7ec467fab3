package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands that create and change tables, in the process of the test. */
public class TestTableCommands
{
    private Path directory;
    private Path warehouse;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-cli").toRealPath();
        warehouse = directory.resolve("lake");
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void createsATableAndItsDatabase()
    {
        CommandRun outcome = run(
                "create-table", "shop.orders",
                "--column", "id BIGINT NOT NULL COMMENT 'the key'",
                "--column", "dt STRING",
                "--column", "amount DECIMAL(10, 2) DEFAULT '0.00'",
                "--column", "`who: it` ROW<name STRING, tags ARRAY<STRING>>",
                "--primary-key", "id,dt",
                "--partition-key", "dt",
                "--option", "bucket=2",
                "--option", "merge-engine=partial-update",
                "--comment", "What was ordered");
        assertThat(outcome).isEqualTo(new CommandRun(0, "Database shop created\nTable shop.orders created\n", ""));
        TableSchema schema = schema("shop", "orders");
        assertThat(schema.fields().toString()).isEqualTo(
                "ROW<`id` BIGINT NOT NULL, `dt` STRING NOT NULL, `amount` DECIMAL(10, 2), `who: it` ROW<`name` STRING, `tags` ARRAY<STRING>>> NOT NULL");
        assertThat(schema.column("id").comment()).contains("the key");
        assertThat(schema.column("amount").defaultValue()).contains("'0.00'");
        assertThat(schema.primaryKeys()).containsExactly("id", "dt");
        assertThat(schema.partitionKeys()).containsExactly("dt");
        assertThat(schema.options()).containsEntry("bucket", "2").containsEntry("merge-engine", "partial-update");
        assertThat(schema.comment()).contains("What was ordered");
        assertThat(run("create-table", "shop.orders", "--column", "id INT").err()).isEqualTo("varve: Table 'shop.orders' exists already\n");
        assertThat(run("create-table", "shop.orders", "--column", "id INT", "--if-not-exists")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    public void altersInTheOrderOfTheCommandLine()
    {
        run("create-table", "a.t", "--column", "id INT", "--column", "v INT", "--column", "r ROW<x INT>");
        CommandRun outcome = run(
                "alter-table", "a.t",
                "--add-column", "w STRING COMMENT 'new' AFTER id",
                "--rename-column", "w=text",
                "--add-column", "r.y DOUBLE",
                "--change-type", "v BIGINT",
                "--move-column", "v FIRST",
                "--drop-column", "r.x",
                "--default", "text='none'",
                "--column-comment", "id=the key",
                "--set-option", "target-file-size=64 mb",
                "--comment", "changed");
        assertThat(outcome).isEqualTo(new CommandRun(0, "Table a.t altered: schema 1\n", ""));
        TableSchema schema = schema("a", "t");
        assertThat(schema.fields().toString()).isEqualTo("ROW<`v` BIGINT, `id` INT, `text` STRING, `r` ROW<`y` DOUBLE>> NOT NULL");
        assertThat(schema.column("text").comment()).contains("new");
        assertThat(schema.column("text").defaultValue()).contains("'none'");
        assertThat(schema.options()).containsEntry("target-file-size", "64 mb");
        assertThat(schema.comment()).contains("changed");
        assertThat(run("alter-table", "a.t", "--remove-default", "text", "--remove-option", "target-file-size", "--comment", "").exitCode()).isZero();
        assertThat(schema("a", "t").column("text").defaultValue()).isEmpty();
        assertThat(schema("a", "t").comment()).isEmpty();
        assertThat(schema("a", "t").options()).isEmpty();
    }

    @Test
    public void renamesAndDrops()
    {
        run("create-table", "a.t", "--column", "id INT");
        assertThat(run("rename-table", "a.t", "a.u").out()).isEqualTo("Table a.t is a.u now\n");
        assertThat(run("drop-table", "a.t").err()).startsWith("varve: Table 'a.t' does not exist");
        assertThat(run("drop-table", "a.t", "--if-exists")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(run("drop-database", "a").err()).isEqualTo("varve: Database 'a' cannot be dropped: it has the tables [u]\n");
        assertThat(run("drop-table", "a.u").out()).isEqualTo("Table a.u dropped\n");
        assertThat(run("drop-database", "a").out()).isEqualTo("Database a dropped\n");
        assertThat(run("create-database", "b").out()).isEqualTo("Database b created\n");
        assertThat(run("create-database", "b", "--if-not-exists")).isEqualTo(new CommandRun(0, "", ""));
    }

    @DataProvider
    public Object[][] refused()
    {
        return new Object[][] {
                {1, "There is no option 'buckets'; is 'bucket' meant?", new String[] {"create-table", "a.t", "--column", "id INT", "--option", "buckets=2"}},
                {1, "The primary key names column 'key'", new String[] {"create-table", "a.t", "--column", "id INT", "--primary-key", "key"}},
                {1, "Column 'x' does not exist", new String[] {"alter-table", "a.old", "--drop-column", "x"}},
                {1, "cannot be changed from INT to ARRAY<INT>", new String[] {"alter-table", "a.old", "--change-type", "id ARRAY<INT>"}},
                {1, "Table 'a.none' does not exist", new String[] {"alter-table", "a.none", "--drop-column", "x"}},
                {2, "'id' has no type", new String[] {"create-table", "a.t", "--column", "id"}},
                {2, "Type 'INTT' is not known", new String[] {"create-table", "a.t", "--column", "id INTT"}},
                {2, "'t' is not DATABASE.TABLE", new String[] {"create-table", "t", "--column", "id INT"}},
                {2, "says no place", new String[] {"alter-table", "a.old", "--move-column", "id"}},
                {2, "There is nothing to change", new String[] {"alter-table", "a.old"}},
        };
    }

    @Test(dataProvider = "refused")
    public void refusesInOneSentence(int exitCode, String message, String[] arguments)
    {
        run("create-table", "a.old", "--column", "id INT");
        CommandRun outcome = run(arguments);
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(outcome.err()).startsWith("varve: ").contains(message).doesNotContain("\tat ");
        assertThat(outcome.err().lines()).hasSize(exitCode);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    public void wantsAWarehouse()
    {
        CommandRun outcome = CommandRun.of("drop-table", "a.t");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--warehouse");
        assertThat(CommandRun.of("drop-table", "a.t", "--warehouse", directory.resolve("none").toString()).err()).contains("does not exist");
    }

    private TableSchema schema(String database, String table)
    {
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table(database, table).latestSchema();
    }

    private CommandRun run(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", warehouse.toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
