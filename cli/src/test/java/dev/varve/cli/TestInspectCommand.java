package dev.varve.cli;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

public class TestInspectCommand
{
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-inspect").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void overlappingFilesAreRuns()
            throws IOException
    {
        createTable("bucket=1");
        write("{\"id\":\"a\",\"v\":1}\n{\"id\":\"c\",\"v\":1}\n");
        write("{\"id\":\"b\",\"v\":2}\n{\"id\":\"d\",\"v\":2}\n");
        write("{\"id\":\"x\",\"v\":3}\n{\"id\":\"y\",\"_row_kind\":\"-D\"}\n");

        assertThat(run("inspect", "a.t").out())
                .contains("Table      a.t, primary key id")
                .contains("History    3 snapshots, 1 to 3")
                .contains("6 rows, 17 % of them deletions or deleted")
                .contains("merges 2.0 runs on average, 2 at worst")
                .containsPattern("\\{} +0 +2 +3 +6 .* 17 %  L0: 3\n");
    }

    @Test
    public void aCompactedTableHasOneRun()
            throws IOException
    {
        createTable("bucket=1");
        write("{\"id\":\"a\",\"v\":1}\n");
        write("{\"id\":\"a\",\"v\":2}\n");
        run("compact", "a.t", "--full");

        assertThat(run("inspect", "a.t").out()).contains("merges 1.0 runs on average, 1 at worst").containsPattern(" 1 +1 +1 .* 0 % +0 %  L5: 1\n");
    }

    @Test
    public void hiddenLevelsAreTold()
            throws IOException
    {
        createTable("bucket=1", "deletion-vectors.enabled=true");
        write("{\"id\":\"a\",\"v\":1}\n");

        assertThat(run("inspect", "a.t").out()).contains("merges nothing; what is in level 0 is seen once it is compacted");
    }

    @Test
    public void aTableWithoutFilesHasNoBuckets()
            throws IOException
    {
        createTable("bucket=1");
        Path page = directory.resolve("page.html");
        run("inspect", "a.t", "--html", page.toString());
        assertThat(Files.readString(page)).contains("There are no files").doesNotContain("<svg");

        assertThat(run("inspect", "a.t").out()).contains("Snapshot   none").contains("0 in 0 buckets").doesNotContain("partition ");
    }

    /** Names and keys are whatever users make them. */
    @Test
    public void thePageStandsAloneAndIsWellFormed()
            throws Exception
    {
        createTable("bucket=2");
        write("{\"id\":\"<b>&\",\"v\":1}\n{\"id\":\"\\\"q\",\"v\":1}\n{\"id\":\"z\",\"v\":1}\n");
        write("{\"id\":\"m\",\"v\":1}\n{\"id\":\"z\",\"_row_kind\":\"-D\"}\n");
        Path page = directory.resolve("page.html");

        assertThat(run("inspect", "a.t", "--html", page.toString()).out()).isEqualTo("Written to " + page + "\n");
        String html = Files.readString(page);
        assertThat(html).doesNotContain("http").doesNotContain("<b>").contains("<svg").contains("<title>data-").contains("prefers-color-scheme: dark").endsWith("</html>\n");
        assertThat(html.split("<rect class", -1).length - 1).isEqualTo(html.split("\nlevel 0, ", -1).length - 1).isPositive();
        assertThat(html.split("<svg", -1)).hasSameSizeAs(html.split("</svg>", -1));
    }

    @Test
    public void badArgumentsAreRefused()
    {
        createTable("bucket=1");

        assertThat(run("inspect", "a.t", "--buckets", "-1").err()).contains("--buckets must not be negative");
        assertThat(run("inspect", "a.nothing").err()).contains("does not exist");
    }

    private void createTable(String... options)
    {
        String[] arguments = new String[8 + 2 * options.length];
        System.arraycopy(new String[] {"create-table", "a.t", "--column", "id STRING", "--column", "v INT", "--primary-key", "id"}, 0, arguments, 0, 8);
        for (int i = 0; i < options.length; i++) {
            arguments[8 + 2 * i] = "--option";
            arguments[9 + 2 * i] = options[i];
        }
        assertThat(run(arguments).exitCode()).isZero();
    }

    private void write(String lines)
            throws IOException
    {
        Path input = Files.writeString(directory.resolve("input.jsonl"), lines);
        assertThat(run("write", "a.t", "--input", input.toString(), "--no-compaction").exitCode()).isZero();
    }

    private CommandRun run(String... arguments)
    {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--warehouse";
        all[arguments.length + 1] = directory.resolve("lake").toString();
        return CommandRun.of(all);
    }
}
