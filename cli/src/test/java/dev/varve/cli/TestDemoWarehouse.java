package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tour says of the tables is true of those that Varve writes. */
public class TestDemoWarehouse
{
    @Test
    public void leavesTheTablesInTheirStates()
            throws Exception
    {
        Path directory = Files.createTempDirectory("varve-demo");
        try {
            DemoWarehouse.write(Path.of(System.getProperty("varve.test.home"), "demo"), directory.resolve("lake"));
            FileSystemCatalog catalog = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(directory.resolve("lake").toString()));
            assertThat(catalog.tables("shop")).containsExactly("customers", "inventory", "order_status", "orders", "page_views", "revenue");
            assertThat(catalog.table("shop", "orders").snapshots().ids()).containsExactly(1L, 2L, 3L, 4L);
            assertThat(catalog.table("shop", "orders").tags().tag("first-payments").snapshot().id()).isEqualTo(2);
            assertThat(TableRows.of(catalog.table("shop", "orders"))).hasSize(158);
            assertThat(TableRows.of(catalog.table("shop", "order_status"))).containsExactly(
                    "1001,2,120.00,card,1,bicycle,2026-03-05 09:30:00.000",
                    "1002,2,80.50,card,3,truck,2026-03-05 09:30:00.000",
                    "1003,1,45.90,card,2,train,2026-03-06 14:00:00.000");
            assertThat(TableRows.of(catalog.table("shop", "revenue"))).hasSize(20).contains("2026-03-02,PL,21,12078.52,869.84,[web, app, store]");
            assertThat(TableRows.of(catalog.table("shop", "customers"))).hasSize(30).contains("20,Ada U.,Berlin,2000,null", "28,Ida C.,Berlin,280000000000,{language -> de}");
            assertThat(TableRows.of(catalog.table("shop", "inventory"))).hasSize(55);
            assertThat(TableRows.of(catalog.table("shop", "page_views"))).hasSize(600);
            assertThat(List.of(catalog.table("shop", "customers").latestSchema().id(), catalog.table("shop", "orders").latestSchema().id())).containsExactly(2L, 0L);
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    @Test
    public void readsCommandsAsAShellDoes()
    {
        assertThat(CommandScript.parse("#!/bin/sh\n# it's a comment\n\n./varve a 'b c' \"d 'e'\" \\\n    f=\"$G\"h ''\n./varve i\n"))
                .containsExactly(List.of("a", "b c", "d 'e'", "f=$Gh", ""), List.of("i"));
    }
}
