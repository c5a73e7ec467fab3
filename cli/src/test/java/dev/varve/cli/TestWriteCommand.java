package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

public class TestWriteCommand
{
    private Path directory;
    private Path warehouse;

    @BeforeMethod
    public void createTable()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-write").toRealPath();
        warehouse = directory.resolve("lake");
        run("create-table", "a.t", "--column", "id INT", "--column", "v STRING DEFAULT 'none'", "--primary-key", "id", "--option", "bucket=2");
        run("create-table", "a.log", "--column", "dt DATE", "--column", "n BIGINT NOT NULL", "--column", "r ROW<x DOUBLE, y ARRAY<INT>>", "--partition-key", "dt");
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void upsertsAndDeletes()
            throws IOException
    {
        Path input = file("in.jsonl", "{\"id\":1,\"v\":\"a\"}\n{\"id\":2}\n{\"id\":3,\"v\":\"c\"}\n");
        assertThat(write("a.t", input)).isEqualTo(new CommandRun(0, "3 rows written to a.t, snapshot 1\n", ""));
        write("a.t", file("more.jsonl", "{\"id\":1,\"v\":\"A\"}\n{\"id\":3,\"_row_kind\":\"-D\"}\n"));
        assertThat(rows("t")).containsExactly("1,A", "2,none");
    }

    @Test
    public void appendsCsvToPartitions()
            throws IOException
    {
        Path input = file("in.csv", "n,dt,r\n1,2024-01-01,\"{\"\"x\"\":1.5,\"\"y\"\":[1,2]}\"\n2,2024-1-2,\n3,,\n");
        assertThat(write("a.log", input).exitCode()).isZero();
        assertThat(rows("log")).containsExactly("2024-01-01,1,{1.5, [1, 2]}", "2024-01-02,2,null", "null,3,null");
    }

    @Test
    public void commitsEveryFewRows()
            throws IOException
    {
        CommandRun run = write("a.log", file("in.jsonl", lines(0, 10)), "--commit-every", "3", "--no-compaction");
        assertThat(run.out()).isEqualTo("10 rows written to a.log, snapshot 4\n");
        assertThat(rows("log")).hasSize(10);
        assertThat(table("log").snapshots().ids()).hasSize(4);
    }

    @Test
    public void aBadLineCommitsNothingOfItsCommit()
            throws IOException
    {
        Path input = file("in.jsonl", lines(0, 5) + "{\"n\":\"x\"}\n" + lines(6, 8));
        CommandRun all = write("a.log", input);
        assertThat(all).isEqualTo(new CommandRun(1, "", "varve: Line 6 of in.jsonl: column 'n': 'x' is no whole number\n"));
        assertThat(table("log").snapshots().ids()).isEmpty();
        assertThat(dataFiles("log")).isEmpty();
        CommandRun some = write("a.log", input, "--commit-every", "2", "--no-compaction");
        assertThat(some.err()).isEqualTo("varve: Line 6 of in.jsonl: column 'n': 'x' is no whole number; the 4 rows before line 5 are committed (2 commits, the last is snapshot 2): to go on, give the input from there on, or next time --job\n");
        assertThat(rows("log")).hasSize(4);
    }

    @Test
    public void aJobGoesOnWhereItWasStopped()
            throws IOException
    {
        Path input = file("in.jsonl", lines(0, 5) + "oops\n");
        assertThat(write("a.log", input, "--job", "j", "--commit-every", "2").exitCode()).isEqualTo(1);
        assertThat(rows("log")).hasSize(4);
        Files.writeString(input, lines(0, 5) + lines(5, 9));
        assertThat(write("a.log", input, "--job", "j", "--commit-every", "2").out()).startsWith("5 rows written to a.log");
        assertThat(rows("log")).hasSize(9);
        assertThat(write("a.log", input, "--job", "j").out()).isEqualTo("Nothing new: job j has written all 9 lines of in.jsonl before\n");
        Files.writeString(input, lines(9, 10), StandardOpenOption.APPEND);
        assertThat(write("a.log", input, "--job", "j").out()).startsWith("1 rows written");
        assertThat(rows("log")).isEqualTo(expected(10));
        assertThat(write("a.log", file("other.jsonl", ""), "--job", "j").err())
                .isEqualTo("varve: Job 'j' read in.jsonl before, not other.jsonl: name the job of another input differently\n");
        Files.writeString(input, lines(0, 2));
        assertThat(write("a.log", input, "--job", "j").err()).contains("in.jsonl ends before byte");
        assertThat(write("a.log", input, "--job", "j", "--new-job").err()).contains("Job 'j' is not new");
    }

    @Test
    public void aJobGoesOnWithARepeatedPipe()
            throws IOException
    {
        pipe(new ByteArrayInputStream(lines(0, 4).getBytes(UTF_8)), "--job", "p");
        pipe(new ByteArrayInputStream(lines(0, 7).getBytes(UTF_8)), "--job", "p");
        assertThat(rows("log")).isEqualTo(expected(7));
    }

    @Test
    public void aJobWhoseCommitsMayHaveExpiredDoesNotStartAgain()
            throws IOException
    {
        Path input = file("in.jsonl", lines(0, 3));
        write("a.log", input);
        write("a.log", input);
        Path snapshots = warehouse.resolve("a.db/log/snapshot");
        Files.delete(snapshots.resolve("snapshot-1"));
        Files.deleteIfExists(snapshots.resolve("EARLIEST"));
        assertThat(write("a.log", input, "--job", "j").err()).contains("it is not known whether job 'j' wrote to it before").contains("--new-job");
        assertThat(write("a.log", input, "--job", "j", "--new-job").exitCode()).isZero();
        assertThat(write("a.log", input, "--job", "j").out()).startsWith("Nothing new");
    }

    /** Rows of a pipe that stays open become visible after the time. */
    @Test(timeOut = 60_000)
    public void commitsInTimeWhileThePipePauses()
            throws Exception
    {
        PipedInputStream in = new PipedInputStream();
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(() -> pipe(in, "--commit-every", "200 ms"));
            out.write(lines(0, 2).getBytes(UTF_8));
            out.flush();
            while (table("log").snapshots().ids().isEmpty()) {
                Thread.sleep(20);
            }
            assertThat(rows("log")).hasSize(2);
            out.write(lines(2, 3).getBytes(UTF_8));
            out.close();
            assertThat(run.get(30, TimeUnit.SECONDS).out()).startsWith("3 rows written");
        }
        assertThat(rows("log")).isEqualTo(expected(3));
    }

    @Test
    public void replacesRows()
            throws IOException
    {
        write("a.log", file("old.jsonl", "{\"n\":1,\"dt\":\"2024-01-01\"}\n{\"n\":2,\"dt\":\"2024-01-02\"}\n{\"n\":3}\n"));
        Path input = file("new.jsonl", "{\"n\":4,\"dt\":\"2024-01-02\"}\n");
        assertThat(write("a.log", input, "--overwrite", "dynamic").out()).isEqualTo("1 rows written to a.log, snapshot 2\n");
        assertThat(rows("log")).containsExactly("2024-01-01,1,null", "2024-01-02,4,null", "null,3,null");
        assertThat(write("a.log", input, "--overwrite", "dt=2024-01-01").err())
                .contains("Partition dt=2024-01-01 of table 'a.log' is to be overwritten, but there are rows of another");
        assertThat(write("a.log", file("one.jsonl", "{\"n\":5,\"dt\":\"2024-01-01\"}\n"), "--overwrite", "dt=2024-01-01").exitCode()).isZero();
        assertThat(rows("log")).containsExactly("2024-01-01,5,null", "2024-01-02,4,null", "null,3,null");
        assertThat(write("a.log", file("none.jsonl", ""), "--overwrite", "dynamic").out()).isEqualTo("0 rows written to a.log\n");
        assertThat(write("a.log", file("none.jsonl", ""), "--overwrite", "dt=__DEFAULT_PARTITION__").out()).isEqualTo("0 rows written to a.log, snapshot 4\n");
        assertThat(rows("log")).containsExactly("2024-01-01,5,null", "2024-01-02,4,null");
        assertThat(write("a.log", input, "--overwrite", "table").exitCode()).isZero();
        assertThat(rows("log")).containsExactly("2024-01-02,4,null");

        write("a.t", file("in.jsonl", "{\"id\":1,\"v\":\"a\"}\n{\"id\":2}\n"));
        assertThat(write("a.t", file("in.jsonl", "{\"id\":7,\"v\":\"b\"}\n"), "--overwrite", "table").exitCode()).isZero();
        assertThat(rows("t")).containsExactly("7,b");
        assertThat(write("a.t", input, "--overwrite", "dynamic").err()).isEqualTo("varve: The table has no partitions: --overwrite table replaces all of its rows\n");
        assertThat(write("a.log", input, "--overwrite", "table", "--job", "j").exitCode()).isEqualTo(2);
        assertThat(write("a.log", input, "--overwrite", "n=1").err())
                .isEqualTo("varve: 'n=1' is no partition: 'n' is none of the partition columns [dt]; write dt=VALUE\n");
    }

    /** The error says what failed, what is committed, and how to go on. */
    @Test
    public void aStoreThatFailsIsNamed()
            throws IOException
    {
        Path bucket = warehouse.resolve("a.db/log/dt=19724/bucket-0");
        Files.createDirectories(bucket.getParent());
        Files.writeString(bucket, "no directory");
        Path input = file("in.jsonl", "{\"n\":1,\"dt\":\"2024-01-01\"}\n{\"n\":2,\"dt\":\"2024-01-02\"}\n");
        CommandRun nothing = write("a.log", input);
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err())
                .startsWith("varve: Writing to table 'a.log' failed: File " + bucket + "/data-")
                .contains(" cannot be created: ")
                .endsWith("; no row of the input is committed\n");
        assertThat(write("a.log", input, "--job", "j", "--commit-every", "1").err())
                .contains(bucket.toString())
                .endsWith("; the 1 rows before line 2 are committed (1 commits, the last is snapshot 1): run the command again to go on there\n");
        Files.delete(bucket);
        assertThat(write("a.log", input, "--job", "j", "--commit-every", "1").out()).startsWith("1 rows written");
        assertThat(rows("log")).containsExactly("2024-01-01,1,null", "2024-01-02,2,null");
    }

    /** One run of a job at a time, until its process is gone, even if it was killed. */
    @Test(timeOut = 120_000)
    public void aJobIsRunOnceAtATime()
            throws Exception
    {
        Path input = file("in.jsonl", lines(0, 4));
        Process holder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Varve.class.getName(), "write", "a.log", "--warehouse", warehouse.toString(), "--input", "-", "--job", "j", "--commit-every", "1")
                .redirectErrorStream(true)
                .start();
        try {
            holder.getOutputStream().write(lines(0, 2).getBytes(UTF_8));
            holder.getOutputStream().flush();
            while (table("log").snapshots().ids().size() < 2) {
                assertThat(holder.isAlive()).isTrue();
                Thread.sleep(20);
            }
            assertThat(write("a.log", input, "--job", "j").err())
                    .isEqualTo("varve: Job 'j' is writing to table a.log already: wait until that run has ended, or, if this is another input, name its job differently. Nothing was written\n");
            assertThat(write("a.log", input, "--job", "other").exitCode()).isZero();
        }
        finally {
            holder.destroyForcibly().waitFor();
        }
        pipe(new ByteArrayInputStream(lines(0, 4).getBytes(UTF_8)), "--job", "j");
        assertThat(rows("log")).hasSize(8);
    }

    @Test
    public void refusesInOneSentence()
            throws IOException
    {
        assertThat(CommandRun.of("write", "a.log", "--warehouse", warehouse.toString(), "--input", "no-such.jsonl").err()).isEqualTo("varve: The file no-such.jsonl does not exist\n");
        assertThat(write("a.none", file("in.jsonl", "{}")).err()).startsWith("varve: Table 'a.none' does not exist");
        assertThat(write("a.log", file("in.jsonl", "{}"), "--commit-every", "often").exitCode()).isEqualTo(2);
        assertThat(write("a.log", file("in.jsonl", "{}"), "--new-job").exitCode()).isEqualTo(2);
        assertThat(write("a.log", file("empty.jsonl", "")).out()).isEqualTo("0 rows written to a.log\n");
    }

    private static String lines(int from, int to)
    {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        return lines.toString();
    }

    private static List<String> expected(int rows)
    {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            expected.add("null," + i + ",null");
        }
        expected.sort(String::compareTo);
        return expected;
    }

    private Path file(String name, String content)
            throws IOException
    {
        return Files.writeString(directory.resolve(name), content);
    }

    private CommandRun write(String table, Path input, String... arguments)
    {
        List<String> all = new ArrayList<>(List.of("write", table, "--input", input.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private CommandRun pipe(InputStream input, String... arguments)
    {
        InputStream before = System.in;
        System.setIn(input);
        try {
            return write("a.log", Path.of("-"), arguments);
        }
        finally {
            System.setIn(before);
        }
    }

    private CommandRun run(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", warehouse.toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private List<String> rows(String table)
            throws IOException
    {
        return TableRows.of(table(table));
    }

    private List<Path> dataFiles(String table)
            throws IOException
    {
        try (var files = Files.walk(warehouse.resolve("a.db").resolve(table))) {
            return files.filter(file -> file.getFileName().toString().startsWith("data-")).toList();
        }
    }

    private Table table(String name)
    {
        return FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString())).table("a", name);
    }
}
