package dev.varve.cli;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.cli.rows.InputPosition;
import dev.varve.cli.rows.JsonLines;
import dev.varve.cli.rows.RowInput;
import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestInterruptedJobs
{
    private static final int ROWS = 60;
    private static final String NAME = "in.jsonl";

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {new String[] {"--column", "n INT"}},
                {new String[] {"--column", "n INT", "--primary-key", "n", "--option", "bucket=1", "--option", "num-sorted-run.compaction-trigger=3"}},
        };
    }

    /** However often a job is interrupted, and wherever, in the end each row of its input is there once. */
    @Test(dataProvider = "tables")
    public void losesAndRepeatsNothing(String[] definition)
            throws Exception
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("varve-job");
        try {
            String warehouse = directory.resolve("lake").toString();
            List<String> create = new ArrayList<>(List.of("create-table", "a.t", "--warehouse", warehouse));
            create.addAll(List.of(definition));
            assertThat(CommandRun.of(create.toArray(String[]::new)).exitCode()).isZero();
            int interruptions = 0;
            while (interruptions < 40) {
                InterruptedStorage storage = new InterruptedStorage(1 + random.nextInt(25), random.nextBoolean());
                try {
                    run(warehouse, storage, 1 + random.nextInt(10));
                    break;
                }
                catch (VarveException | IOException e) {
                    assertThat(storage.interrupted()).as("seed %s: %s", seed, e).isTrue();
                    interruptions++;
                }
            }
            assertThat(interruptions).as("seed %s", seed).isPositive();
            run(warehouse, new LocalStorage(), ROWS);
            assertThat(run(warehouse, new LocalStorage(), ROWS)).as("seed %s", seed).isZero();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                expected.add(String.valueOf(i));
            }
            expected.sort(String::compareTo);
            Table table = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse)).table("a", "t");
            assertThat(TableRows.of(table)).as("seed %s", seed).isEqualTo(expected);
            // The merge would hide what an upsert repeats.
            assertThat(added(table)).as("seed %s", seed).isEqualTo(ROWS);
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    /** A job that is told to stop leaves only what it committed. */
    @Test
    public void leavesNothingUncommitted()
            throws Exception
    {
        Path directory = Files.createTempDirectory("varve-job");
        try {
            String warehouse = directory.resolve("lake").toString();
            CommandRun.of("create-table", "a.t", "--warehouse", warehouse, "--column", "n INT");
            Table table = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse)).table("a", "t");
            WriteJob job = WriteJob.named("j", NAME, table, false);
            try (RowInput rows = JsonLines.open(table.latestSchema(), NAME, new ByteArrayInputStream("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n".getBytes(UTF_8)));
                    TableLoad load = TableLoad.open(table, new LocalStorage(), Optional.empty(), List.of(), job, new CommitInterval(1, Optional.empty()), LoadMode.ADDING, false, new PrintWriter(Writer.nullWriter()))) {
                assertThat(load.run(rows, millis -> true, () -> rows.position().line() == 2)).isFalse();
            }
            assertThat(TableRows.of(table)).containsExactly("1", "2");
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("data-"))).hasSize(2);
            }
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    /** Two runs that began at the same place: whoever commits second is refused, though both call their commits alike. */
    @Test
    public void ofTwoRunsOneIsRefused()
            throws Exception
    {
        Path directory = Files.createTempDirectory("varve-job");
        try {
            String warehouse = directory.resolve("lake").toString();
            CommandRun.of("create-table", "a.t", "--warehouse", warehouse, "--column", "n INT");
            Table table = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse)).table("a", "t");
            run(warehouse, new LocalStorage(), 1, 1);
            WriteJob first = WriteJob.named("j", NAME, table, false);
            WriteJob second = WriteJob.named("j", NAME, table, false);
            assertThat(second.nextIdentifier()).isEqualTo(first.nextIdentifier());
            assertThat(load(table, new LocalStorage(), second, 2, 5)).isEqualTo(4);
            assertThatThrownBy(() -> load(table, new LocalStorage(), first, 3, 6))
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining("another run of the job made snapshot 3 meanwhile, which has rows of the same input");
            run(warehouse, new LocalStorage(), 7, 7);
            assertThat(TableRows.of(table)).containsExactly("0", "1", "2", "3", "4", "5", "6");
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("data-"))).hasSize(4);
            }
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    /** How many rows the commits that added rows added. */
    private static long added(Table table)
            throws IOException
    {
        long rows = 0;
        for (long id : table.snapshots().ids()) {
            rows += switch (table.snapshots().snapshot(id).commit().kind()) {
                case APPEND -> table.snapshots().snapshot(id).deltaRecordCount();
                default -> 0;
            };
        }
        return rows;
    }

    /** Writes what the job has not written yet; returns the number of rows. */
    private static long run(String warehouse, WritableStorage storage, long commitEvery)
            throws CommandException, IOException
    {
        return run(warehouse, storage, commitEvery, ROWS);
    }

    private static long run(String warehouse, WritableStorage storage, long commitEvery, int rows)
            throws CommandException, IOException
    {
        Table table = FileSystemCatalog.open(storage, StoragePath.of(warehouse)).table("a", "t");
        return load(table, storage, WriteJob.named("j", NAME, table, false), commitEvery, rows);
    }

    /** @param inputRows of the whole input, those included that are written already */
    private static long load(Table table, WritableStorage storage, WriteJob job, long commitEvery, int inputRows)
            throws IOException
    {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < inputRows; i++) {
            input.append("{\"n\":").append(i).append("}\n");
        }
        try (RowInput rows = JsonLines.open(table.latestSchema(), NAME, new ByteArrayInputStream(input.toString().getBytes(UTF_8)))) {
            if (!job.position().equals(InputPosition.START)) {
                rows.skipTo(job.position());
            }
            TableLoad load = TableLoad.open(table, storage, Optional.empty(), List.of(), job, new CommitInterval(commitEvery, Optional.empty()), LoadMode.ADDING, false, new PrintWriter(Writer.nullWriter()));
            try (load) {
                load.run(rows, millis -> true, () -> false);
            }
            return load.rows();
        }
    }
}
