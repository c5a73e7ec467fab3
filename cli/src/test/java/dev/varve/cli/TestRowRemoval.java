package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
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

/** The commands that remove rows: delete, truncate, drop-partition. */
public class TestRowRemoval
{
    private Path directory;
    private Path warehouse;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-removal").toRealPath();
        warehouse = directory.resolve("lake");
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {new String[] {}},
                {new String[] {"--option", "deletion-vectors.enabled=true"}},
                {new String[] {"--option", "bucket=2", "--option", "bucket-key=n"}},
                {new String[] {"--option", "file.format=orc"}},
                {new String[] {"--option", "file.format=avro"}},
        };
    }

    @Test(dataProvider = "tables")
    public void deletesRows(String[] options)
            throws IOException
    {
        createTable(options);
        assertThat(run("delete", "a.t", "--where", "n > 2 AND (s = 'c' OR s IS NULL)").out()).isEqualTo("2 rows deleted from a.t, snapshot 2\n");
        assertThat(rows()).containsExactly("2024-01-01,1,a", "2024-01-01,2,b", "null,5,e");
        assertThat(run("delete", "a.t", "--where", "dt = '2024-01-01'").out()).isEqualTo("2 rows deleted from a.t, snapshot 3\n");
        assertThat(run("delete", "a.t", "--where", "dt = '2024-01-01'").out()).isEqualTo("0 rows deleted from a.t\n");
        assertThat(rows()).containsExactly("null,5,e");
        assertThat(run("fsck", "a.t").out()).endsWith("0 errors, 0 warnings\n");
    }

    @Test
    public void truncates()
            throws IOException
    {
        createTable();
        assertThat(run("truncate", "a.t").out()).isEqualTo("a.t has no rows any more, snapshot 2\n");
        assertThat(rows()).isEmpty();
        assertThat(run("truncate", "a.t").exitCode()).isZero();
        assertThat(run("rollback", "a.t", "--snapshot", "1").exitCode()).isZero();
        assertThat(rows()).hasSize(5);
    }

    @Test
    public void dropsPartitions()
            throws IOException
    {
        createTable();
        assertThat(run("drop-partition", "a.t", "--partition", "dt=2024-01-01", "--partition", "dt=__DEFAULT_PARTITION__").out())
                .isEqualTo("2 partitions of a.t dropped: dt=2024-01-01, dt=__DEFAULT_PARTITION__, snapshot 2\n");
        assertThat(rows()).containsExactly("2024-01-02,3,c", "2024-01-02,4,null");
        assertThat(run("drop-partition", "a.t", "--partition", "dt=2024-01-01").out()).isEqualTo("Nothing to drop: a.t has no rows in dt=2024-01-01\n");
        assertThat(table().snapshots().ids()).hasSize(2);
        assertThat(run("drop-partition", "a.t").exitCode()).isEqualTo(2);
    }

    @Test
    public void partitionsOfSeveralColumns()
            throws IOException
    {
        run("create-table", "a.t", "--column", "y INT", "--column", "city STRING", "--column", "n INT", "--partition-key", "y,city");
        write("{\"y\":1,\"city\":\"a,b\",\"n\":1}\n{\"y\":1,\"city\":\"c=d\",\"n\":2}\n{\"y\":2,\"city\":\"a,b\",\"n\":3}\n{\"y\":2,\"city\":\"x\",\"n\":4}\n");
        assertThat(run("drop-partition", "a.t", "--partition", "city=a,b,y=1").exitCode()).isZero();
        assertThat(rows()).containsExactly("1,c=d,2", "2,a,b,3", "2,x,4");
        assertThat(run("drop-partition", "a.t", "--partition", "city=a,b", "--partition", "city=c=d").exitCode()).isZero();
        assertThat(rows()).containsExactly("2,x,4");
        assertThat(run("drop-partition", "a.t", "--partition", "y=2").exitCode()).isZero();
        assertThat(rows()).isEmpty();
        assertThat(run("drop-partition", "a.t", "--partition", "y=two").err()).isEqualTo("varve: 'y=two' is no partition: column 'y': 'two' is no whole number\n");
        assertThat(run("drop-partition", "a.t", "--partition", "y=1,y=2").err()).isEqualTo("varve: 'y=1,y=2' is no partition: y occurs twice\n");
        assertThat(run("drop-partition", "a.t", "--partition", "").err()).contains("is none of the partition columns [y, city]");
    }

    @Test
    public void refusesInOneSentence()
            throws IOException
    {
        createTable();
        assertThat(run("delete", "a.t", "--where", "m = 1").err())
                .isEqualTo("varve: The condition \"m = 1\" cannot be read: the table has no column 'm', only [dt, n, s] (character 1)\n");
        assertThat(run("delete", "a.t").exitCode()).isEqualTo(2);
        run("create-table", "a.k", "--column", "id INT", "--primary-key", "id");
        assertThat(run("delete", "a.k", "--where", "id = 1").err()).isEqualTo("varve: Table 'a.k' has a primary key: its rows are deleted by rows of kind -D\n");
        assertThat(run("drop-partition", "a.k", "--partition", "id=1").err()).isEqualTo("varve: The table has no partitions, so that 'id=1' is none\n");
        assertThat(run("truncate", "a.none").err()).startsWith("varve: Table 'a.none' does not exist");
    }

    private void createTable(String... options)
            throws IOException
    {
        List<String> create = new ArrayList<>(List.of("create-table", "a.t", "--column", "dt DATE", "--column", "n INT", "--column", "s STRING", "--partition-key", "dt"));
        create.addAll(List.of(options));
        assertThat(run(create.toArray(String[]::new)).exitCode()).isZero();
        write("""
                {"dt":"2024-01-01","n":1,"s":"a"}
                {"dt":"2024-01-01","n":2,"s":"b"}
                {"dt":"2024-01-02","n":3,"s":"c"}
                {"dt":"2024-01-02","n":4}
                {"n":5,"s":"e"}
                """);
    }

    private void write(String lines)
            throws IOException
    {
        Path input = Files.writeString(directory.resolve("in.jsonl"), lines);
        assertThat(run("write", "a.t", "--input", input.toString()).exitCode()).isZero();
    }

    private CommandRun run(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", warehouse.toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private List<String> rows()
            throws IOException
    {
        return TableRows.of(table());
    }

    private Table table()
    {
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("a", "t");
    }
}
