package dev.varve.cli;

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

/** What went wrong when commands were run in odd orders. */
public class TestMaintenanceCommands
{
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-maintenance").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    /** The snapshot that a branch begins with is the same changelog in both. */
    @Test
    public void anExpiredChangelogOfABranchLeavesThatOfTheTable()
            throws IOException
    {
        run(
                "create-table", "a.t", "--column", "id INT", "--primary-key", "id", "--option", "bucket=1",
                "--option", "changelog-producer=input",
                "--option", "snapshot.num-retained.min=1",
                "--option", "snapshot.num-retained.max=1",
                "--option", "snapshot.time-retained=1 ms",
                "--option", "changelog.num-retained.min=2",
                "--option", "changelog.num-retained.max=20");
        write("a.t", 1);
        write("a.t", 2);
        run("branch", "create", "a.t", "b", "--from-snapshot", "2");
        write("a.t", 3);
        assertThat(directory.resolve("lake/a.db/t/changelog/changelog-2")).exists();
        for (int i = 4; i < 9; i++) {
            write("a.t$branch_b", i);
        }
        assertThat(directory.resolve("lake/a.db/t/branch/branch-b/changelog/changelog-2")).doesNotExist();
        assertThat(run("fsck", "a.t")).endsWith(": 0 errors, 0 warnings\n");
    }

    @Test
    public void aTableThatWantsTagsGetsThem()
            throws IOException
    {
        run("create-table", "a.t", "--column", "id INT", "--option", "tag.automatic-creation=process-time", "--option", "tag.creation-period=hourly");
        write("a.t", 1);
        assertThat(run("tag", "list", "a.t")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d  snapshot 1\n");
        run("create-table", "a.left", "--column", "id INT", "--option", "tag.automatic-creation=process-time", "--option", "write-only=true");
        write("a.left", 1);
        assertThat(run("tag", "list", "a.left")).isEmpty();
        assertThat(run("expire", "a.left")).startsWith("1 tags created: ");
        run("create-table", "a.batch", "--column", "id INT", "--option", "tag.automatic-creation=batch", "--option", "tag.batch.customized-name=last");
        write("a.batch", 1);
        write("a.batch", 2);
        assertThat(run("tag", "list", "a.batch")).isEqualTo("last  snapshot 2\n");
    }

    /** What is lost is told: the branch began before it. */
    @Test
    public void fastForwardTellsWhatIsGone()
            throws IOException
    {
        run("create-table", "a.t", "--column", "id INT", "--primary-key", "id", "--option", "bucket=1");
        write("a.t", 1);
        run("branch", "create", "a.t", "b", "--from-snapshot", "1");
        write("a.t$branch_b", 2);
        assertThat(run("branch", "fast-forward", "a.t", "b")).isEqualTo("a.t is at snapshot 2 of branch b now\n");
        write("a.t", 3);
        run("tag", "create", "a.t", "v");
        write("a.t$branch_b", 4);
        assertThat(run("branch", "fast-forward", "a.t", "b"))
                .isEqualTo("a.t is at snapshot 3 of branch b now; gone are, as the branch has them not, its snapshots [3] and tags [v]\n");
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {new String[] {"bucket=-1"}},
                {new String[] {"bucket=-2"}},
                {new String[] {"bucket=1", "merge-engine=first-row"}},
                {new String[] {"bucket=-1", "merge-engine=first-row"}},
                {new String[] {"bucket=1", "deletion-vectors.enabled=true"}},
                {new String[] {"bucket=-1", "deletion-vectors.enabled=true", "file.format=orc"}},
                {new String[] {"bucket=1", "changelog-producer=lookup", "file.format=avro"}},
                {new String[] {"bucket=1", "data-file.thin-mode=true"}},
        };
    }

    @Test(dataProvider = "tables")
    public void aSoundTableOfAnyKindHasNoFindings(String[] options)
            throws IOException
    {
        List<String> create = new ArrayList<>(List.of("create-table", "a.t", "--column", "id INT", "--column", "v INT", "--primary-key", "id"));
        for (String option : options) {
            create.addAll(List.of("--option", option));
        }
        run(create.toArray(String[]::new));
        for (int i = 0; i < 3; i++) {
            Path input = Files.writeString(directory.resolve("in.jsonl"), "{\"id\":" + i + ",\"v\":1}\n{\"id\":7,\"v\":" + i + "}\n");
            run("write", "a.t", "--input", input.toString());
            assertThat(run("fsck", "a.t")).endsWith(": 0 errors, 0 warnings\n");
        }
        run("compact", "a.t", "--full");
        run("tag", "create", "a.t", "v");
        run("expire", "a.t", "--keep-min", "1", "--keep-max", "1");
        assertThat(run("fsck", "a.t")).endsWith(": 0 errors, 0 warnings\n");
    }

    @Test
    public void compactsOnePartition()
            throws IOException
    {
        run("create-table", "a.t", "--column", "day DATE", "--column", "n INT", "--partition-key", "day");
        for (int i = 0; i < 2; i++) {
            Path input = Files.writeString(directory.resolve("in.jsonl"), "{\"day\":\"2024-01-01\",\"n\":1}\n{\"day\":\"2024-01-02\",\"n\":2}\n");
            run("write", "a.t", "--input", input.toString(), "--no-compaction");
        }
        assertThat(run("compact", "a.t", "--full", "--partition", "day=2024-01-02")).isEqualTo("1 buckets of a.t compacted, snapshot 3\n");
        assertThat(run("compact", "a.t", "--full", "--partition", "day=2024-01-02")).isEqualTo("Nothing to compact in a.t\n");
        assertThat(run("compact", "a.t", "--full", "--partition", "day=2024-01-01", "--partition", "day=2024-01-02")).isEqualTo("1 buckets of a.t compacted, snapshot 4\n");
    }

    private void write(String table, int id)
            throws IOException
    {
        Path input = Files.writeString(directory.resolve("in.jsonl"), "{\"id\":" + id + "}\n");
        run("write", table, "--input", input.toString(), "--no-compaction");
    }

    private String run(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", directory.resolve("lake").toString()));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run.out();
    }
}
