package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.cli.DocumentedCalls.Call;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** The examples of {@code docs/cli.md} and {@code docs/maintenance.md}. */
public class TestDocumentedCommands
{
    /** What each command prints. */
    private static final List<Map.Entry<String, String>> EXPECTED = List.of(
            entry("create-table", "Database shop created\nTable shop.orders created\n"),
            entry("write", "3 rows written to shop.orders, snapshot 1\n"),
            entry("write", "2 rows written to shop.orders, snapshot 2\n"),
            entry("write", "3 rows written to shop.orders, snapshot 4\n"),
            entry("write", "Nothing new: job import has written all 3 lines of standard input before\n"),
            entry("create-table", "Table shop.visits created\n"),
            entry("write", "4 rows written to shop.visits, snapshot 1\n"),
            entry("delete", "1 rows deleted from shop.visits, snapshot 2\n"),
            entry("write", "1 rows written to shop.visits, snapshot 3\n"),
            entry("drop-partition", "1 partitions of shop.visits dropped: day=2024-01-30, snapshot 4\n"),
            entry("truncate", "shop.visits has no rows any more, snapshot 5\n"),
            entry("drop-table", "Table shop.visits dropped\n"),
            entry("alter-table", "Table shop.orders altered: schema 1\n"),
            entry("rename-table", "Table shop.orders is shop.sales now\n"),
            entry("compact", "2 buckets of shop.sales compacted, snapshot 5\n"),
            entry("expire", "2 snapshots expired: 1 to 2, FILES\n0 changelogs expired\n0 tags expired\n"),
            entry("tag", "Tag v1 of shop.sales is snapshot 5\n"),
            entry("tag", "Tag before of shop.sales is snapshot 4\n"),
            entry("tag", "before  snapshot 4\nv1  snapshot 5, kept for PT720H\n"),
            entry("branch", "Branch trial of shop.sales created\n"),
            entry("write", "1 rows written to shop.sales$branch_trial, snapshot 6\n"),
            entry("branch", "shop.sales is at snapshot 6 of branch trial now\n"),
            entry("branch", "Branch trial of shop.sales deleted\n"),
            entry("rollback", "shop.sales is at snapshot 5 now\n"),
            entry("tag", "Tag v1 of shop.sales deleted\n"),
            entry("rollback", "shop.sales is at snapshot 4 now\n"),
            entry("remove-orphans", "0 files with 0 bytes could be removed\n"),
            entry("analyze", "shop.sales analyzed, snapshot 5\n"),
            entry("fsck", "4 states and N data files checked: 0 errors, 0 warnings\n"),
            entry("drop-table", "Table shop.sales dropped\n"),
            entry("drop-database", "Database shop dropped\n"));

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-docs").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void theExamplesDoWhatTheySay()
            throws Exception
    {
        List<Call> calls = DocumentedCalls.of("cli.md", directory);
        assertThat(calls).extracting(Call::command).isEqualTo(EXPECTED.stream().map(Map.Entry::getKey).toList());
        for (int i = 0; i < calls.size(); i++) {
            CommandRun run = run(calls.get(i));
            assertThat(run.err()).as("%s", calls.get(i)).isEmpty();
            assertThat(run.out().replaceAll("\\d+ files removed", "FILES").replaceAll("\\d+ data files checked", "N data files checked")).as("%s", calls.get(i)).isEqualTo(EXPECTED.get(i).getValue());
            if (calls.get(i).command().equals("compact")) {
                assertThat(TableRows.of(FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse())).table("shop", "sales"))).containsExactly(
                        "1,null,new,12.50,2024-01-31 12:00:00.000",
                        "2,null,paid,7.90,2024-01-31 12:34:56.789",
                        "3,null,new,99.00,2024-02-01 00:00:00.000");
            }
        }
    }

    @Test
    public void automaticTagsComeAsDocumented()
            throws Exception
    {
        List<Call> calls = DocumentedCalls.of("maintenance.md", directory);
        assertThat(calls).extracting(Call::command).containsExactly("create-table", "write", "tag");
        assertThat(run(calls.get(0)).out()).isEqualTo("Database shop created\nTable shop.daily created\n");
        // A table without snapshots has nothing that could be tagged.
        assertThat(run(calls.get(2)).out()).isEmpty();
        assertThat(CommandRun.of("expire", "shop.daily", "--warehouse", warehouse()).exitCode()).isZero();
        assertThat(CommandRun.of("write", "shop.daily", "--warehouse", warehouse(), "--input", "/dev/null").out()).isEqualTo("0 rows written to shop.daily\n");
        assertThat(run(calls.get(2)).out()).isEmpty();
        assertThat(run(calls.get(1)).out()).isEqualTo("1 rows written to shop.daily, snapshot 1\n");
        assertThat(run(calls.get(2)).out()).matches("20\\d\\d-\\d\\d-\\d\\d \\d\\d  snapshot 1\n");
    }

    private String warehouse()
    {
        return directory.resolve("lake").toString();
    }

    private CommandRun run(Call call)
    {
        return call.run(argument -> {
            if (argument.equals("/tmp/lake")) {
                return warehouse();
            }
            return argument.endsWith(".jsonl") || argument.endsWith(".csv") ? directory.resolve(argument).toString() : argument;
        });
    }
}
