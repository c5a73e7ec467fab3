package dev.varve.cli;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestWarehouse
{
    private Path directory;

    @BeforeClass
    public void create()
            throws IOException
    {
        directory = Files.createTempDirectory("ware house").toRealPath();
        Files.createDirectory(directory.resolve("lake"));
    }

    @AfterClass(alwaysRun = true)
    public void delete()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void localPathsBecomeAbsolute()
            throws CommandException
    {
        Path lake = directory.resolve("lake");
        assertThat(Warehouse.parse("lake", directory).location()).isEqualTo(lake.toString());
        assertThat(Warehouse.parse("./lake/../lake/", directory).location()).isEqualTo(lake.toString());
        assertThat(Warehouse.parse(lake.toString(), Path.of("elsewhere")).location()).isEqualTo(lake.toString());
        assertThat(Warehouse.parse(lake.toUri().toString(), directory).location()).isEqualTo(lake.toString());
        assertThat(Warehouse.parse("file:" + lake, directory).location()).isEqualTo(lake.toString());
    }

    @DataProvider
    public Object[][] remote()
    {
        return new Object[][] {{"s3://bucket/warehouse"}, {"gs://bucket/w"}, {"abfss://c@a.dfs.core.windows.net/w"}, {"hdfs://host:8020/w"}};
    }

    @Test(dataProvider = "remote")
    public void otherUrisAreLeftToTheConnector(String uri)
            throws CommandException
    {
        assertThat(Warehouse.parse(uri, directory).location()).isEqualTo(uri);
    }

    @Test
    public void aMissingDirectoryIsNamed()
    {
        assertThatThrownBy(() -> Warehouse.parse("nowhere", directory))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(directory.resolve("nowhere").toString())
                .hasMessageContaining("does not exist");
    }

    @Test
    public void aDatabaseOrATableIsNoWarehouse()
            throws IOException
    {
        Path table = directory.resolve("full/shop.db/orders");
        CommandRun.of("create-table", "shop.orders", "--column", "id INT", "--warehouse", directory.resolve("full").toString());
        Files.createDirectory(table.resolve("snapshot"));
        assertThatThrownBy(() -> Warehouse.local(table.getParent()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is a database");
        assertThatThrownBy(() -> Warehouse.local(table))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is a table");
    }

    @Test
    public void anEmptyLocationIsRefused()
    {
        assertThatThrownBy(() -> Warehouse.parse(" ", directory)).isInstanceOf(CommandException.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> Warehouse.parse("file:", directory)).isInstanceOf(CommandException.class);
    }
}
