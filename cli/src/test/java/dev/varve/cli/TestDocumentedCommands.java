package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** The examples of {@code docs/cli.md}: a real shell reads them, and what it would start runs here, one after the other. */
public class TestDocumentedCommands
{
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

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

    /**
     * What the shell would start.
     *
     * @param input its standard input
     */
    private record Call(List<String> arguments, byte[] input) {}

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
        String page = Files.readString(Path.of(System.getProperty("varve.test.home"), "docs/cli.md"));
        StringBuilder script = new StringBuilder("set -eu\n");
        for (Matcher block = BLOCK.matcher(page); block.find(); ) {
            script.append(block.group(1));
        }
        List<Call> calls = shell(script.toString());
        assertThat(calls).extracting(call -> call.arguments().get(0)).isEqualTo(EXPECTED.stream().map(Map.Entry::getKey).toList());
        for (int i = 0; i < calls.size(); i++) {
            CommandRun run = run(calls.get(i));
            assertThat(run.err()).as("%s", calls.get(i)).isEmpty();
            assertThat(run.out().replaceAll("\\d+ files removed", "FILES").replaceAll("\\d+ data files checked", "N data files checked")).as("%s", calls.get(i)).isEqualTo(EXPECTED.get(i).getValue());
            if (calls.get(i).arguments().get(0).equals("compact")) {
                assertThat(TableRows.of(FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse())).table("shop", "sales"))).containsExactly(
                        "1,null,new,12.50,2024-01-31 12:00:00.000",
                        "2,null,paid,7.90,2024-01-31 12:34:56.789",
                        "3,null,new,99.00,2024-02-01 00:00:00.000");
            }
        }
    }

    private String warehouse()
    {
        return directory.resolve("lake").toString();
    }

    private CommandRun run(Call call)
    {
        List<String> arguments = call.arguments().stream()
                .map(argument -> argument.equals("/tmp/lake") ? warehouse() : argument)
                .map(argument -> argument.endsWith(".jsonl") || argument.endsWith(".csv") ? directory.resolve(argument).toString() : argument)
                .toList();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(call.input()));
        try {
            return CommandRun.of(arguments.toArray(String[]::new));
        }
        finally {
            System.setIn(before);
        }
    }

    /** Runs the script with a program {@code varve} that only writes down how it is called. */
    private List<Call> shell(String script)
            throws Exception
    {
        Path calls = Files.createDirectory(directory.resolve("calls"));
        Path program = Files.writeString(directory.resolve("varve"), """
                #!/bin/sh
                n=$(printf %%03d $(ls '%1$s' | wc -l))
                printf '%%s\\0' "$@" > '%1$s/'$n.arguments
                cat > '%1$s/'$n.input
                """.formatted(calls));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        List<Call> result = new ArrayList<>();
        try (Stream<Path> files = Files.list(calls)) {
            for (Path arguments : files.filter(file -> file.toString().endsWith(".arguments")).sorted().toList()) {
                Path input = Path.of(arguments.toString().replace(".arguments", ".input"));
                result.add(new Call(List.of(Files.readString(arguments).split("\0")), Files.readAllBytes(input)));
            }
        }
        return result;
    }
}
