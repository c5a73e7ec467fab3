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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTailCommand
{
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-tail").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void tellsAllRowsAndThenChanges()
            throws IOException
    {
        run("create-table", "a.t", "--column", "id INT", "--column", "v STRING", "--primary-key", "id", "--option", "bucket=1", "--option", "changelog-producer=lookup");
        write("a.t", "{\"id\":1,\"v\":\"a\"}\n{\"id\":2,\"v\":\"b\"}\n");
        CommandRun all = run("tail", "a.t", "--once");
        assertThat(all.out()).isEqualTo("""
                {"_row_kind":"+I","_snapshot_id":2,"id":1,"v":"a"}
                {"_row_kind":"+I","_snapshot_id":2,"id":2,"v":"b"}
                """);
        assertThat(all.err()).isEqualTo("To go on: --from 3\n");
        write("a.t", "{\"id\":1,\"v\":\"A\"}\n{\"id\":2,\"_row_kind\":\"-D\"}\n");
        assertThat(run("tail", "a.t", "--once", "--from", "3").out()).isEqualTo("""
                {"_row_kind":"-U","_snapshot_id":4,"id":1,"v":"a"}
                {"_row_kind":"+U","_snapshot_id":4,"id":1,"v":"A"}
                {"_row_kind":"-D","_snapshot_id":4,"id":2,"v":"b"}
                """);
        assertThat(run("tail", "a.t", "--from", "3", "--until", "4").err()).isEqualTo("To go on: --from 5\n");
        assertThat(run("tail", "a.t", "--once", "--from", "9")).isEqualTo(new CommandRun(1, "", "varve: Table 'a.t': snapshot 9 is to come next, but the newest is 4: the table was rolled back or made anew\n"));
        assertThat(run("tail", "a.t", "--once", "--from", "0").exitCode()).isEqualTo(1);
    }

    @Test
    public void followsATable()
            throws Exception
    {
        run("create-table", "a.log", "--column", "n INT");
        CompletableFuture<CommandRun> tail = CompletableFuture.supplyAsync(() -> run("tail", "a.log", "--until", "2", "--interval", "20 ms"));
        write("a.log", "{\"n\":1}\n");
        write("a.log", "{\"n\":2}\n");
        CommandRun run = tail.get(60, TimeUnit.SECONDS);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("\"_snapshot_id\":\\d,", ""))).containsExactly("{\"_row_kind\":\"+I\",\"n\":1}", "{\"_row_kind\":\"+I\",\"n\":2}");
    }

    @Test
    public void saysThatChangesHaveExpired()
            throws IOException
    {
        run("create-table", "a.log", "--column", "n INT");
        for (int i = 0; i < 4; i++) {
            write("a.log", "{\"n\":" + i + "}\n");
        }
        assertThat(run("expire", "a.log", "--keep-max", "2", "--keep-min", "1").err()).isEmpty();
        CommandRun run = run("tail", "a.log", "--once", "--from", "1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("varve: Table 'a.log': snapshot 1 has expired, and its changes with it: the table has those of 3 to 4");
    }

    /** Whoever falls behind is told so; what was told before is complete. */
    @Test
    public void neverSkipsWhatExpiresMeanwhile()
            throws Exception
    {
        run("create-table", "a.log", "--column", "n INT");
        int commits = 8;
        CompletableFuture<CommandRun> tail = CompletableFuture.supplyAsync(
                () -> run("tail", "a.log", "--from", "1", "--until", Integer.toString(commits), "--interval", "1 ms"));
        for (int n = 1; n <= commits; n++) {
            write("a.log", "{\"n\":" + n + "}\n");
            run("expire", "a.log", "--keep-max", "1", "--keep-min", "1");
        }
        CommandRun run = tail.get(60, TimeUnit.SECONDS);
        List<String> told = run.out().lines().toList();
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).isEqualTo("{\"_row_kind\":\"+I\",\"_snapshot_id\":%s,\"n\":%1$s}".formatted(i + 1));
        }
        if (told.size() < commits) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).containsAnyOf("has expired", "may have expired");
        }
        else {
            assertThat(run.err()).isEqualTo("To go on: --from " + (commits + 1) + "\n");
        }
    }

    @Test
    public void tellsNewColumnsOnceTheyAreThere()
            throws Exception
    {
        run("create-table", "a.log", "--column", "n INT", "--column", "old INT");
        CompletableFuture<CommandRun> tail = CompletableFuture.supplyAsync(() -> run("tail", "a.log", "--from", "1", "--until", "2", "--interval", "1 ms"));
        write("a.log", "{\"n\":1,\"old\":7}\n");
        assertThat(run("alter-table", "a.log", "--add-column", "m STRING", "--drop-column", "old").err()).isEmpty();
        write("a.log", "{\"n\":2,\"m\":\"new\"}\n");
        List<String> told = tail.get(60, TimeUnit.SECONDS).out().lines().map(line -> line.replaceAll("\"_row_kind\":\"\\+I\",\"_snapshot_id\":\\d,", "")).toList();
        // The first snapshot is told with the columns of when it is read.
        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).isIn("{\"n\":1,\"old\":7}", "{\"n\":1,\"m\":null}");
        assertThat(told.getLast()).isEqualTo("{\"n\":2,\"m\":\"new\"}");
    }

    /** Who was killed goes on with the snapshot of the last line, which is told as a whole again. */
    @Test
    public void goesOnFromTheLastLine()
            throws IOException
    {
        run("create-table", "a.log", "--column", "n INT");
        write("a.log", "{\"n\":1}\n{\"n\":2}\n");
        write("a.log", "{\"n\":3}\n");
        String all = run("tail", "a.log", "--once", "--from", "1").out();
        assertThat(all.lines()).hasSize(3);
        assertThat(run("tail", "a.log", "--once", "--from", "1", "--until", "1").out() + run("tail", "a.log", "--once", "--from", "2").out()).isEqualTo(all);
        assertThat(run("tail", "a.log", "--once", "--from", "3").out()).isEmpty();
    }

    /** Killed in the middle of anything, it goes on where its last whole line says: nothing is lost, and nothing told twice. */
    @Test
    public void losesAndRepeatsNothingWhenItIsKilled()
            throws Exception
    {
        run("create-table", "a.log", "--column", "n INT");
        Path told = directory.resolve("told.jsonl");
        Process tail = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Varve.class.getName(), "tail", "a.log", "--from", "1", "--interval", "1 ms", "--warehouse", directory.resolve("lake").toString())
                .redirectOutput(told.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int commits = 0;
        try {
            for (long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); lines(told).size() < 10; ) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                if (commits < 400) {
                    write("a.log", "{\"n\":" + 2 * commits + "}\n{\"n\":" + (2 * commits + 1) + "}\n");
                    commits++;
                }
            }
        }
        finally {
            tail.destroyForcibly().waitFor();
        }
        List<String> before = lines(told);
        String last = before.getLast().replaceAll(".*\"_snapshot_id\":(\\d+),.*", "$1");
        List<String> all = new ArrayList<>(before.stream().filter(line -> !line.contains("\"_snapshot_id\":" + last + ",")).toList());
        all.addAll(run("tail", "a.log", "--once", "--from", last).out().lines().toList());
        assertThat(all).isEqualTo(run("tail", "a.log", "--once", "--from", "1").out().lines().toList()).hasSize(2 * commits);
    }

    /** Those that end; the last one may have been cut. */
    private static List<String> lines(Path file)
            throws IOException
    {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    @DataProvider
    public Object[][] changelogs()
    {
        return new Object[][] {{"input"}, {"lookup"}, {"full-compaction"}};
    }

    /** All rows and then the changes, as compactions find them out, make what the table is: whenever the tail began. */
    @Test(dataProvider = "changelogs")
    public void changesMakeTheTable(String producer)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        run("create-table", "a.t", "--column", "id INT", "--column", "v INT", "--primary-key", "id", "--option", "bucket=1", "--option", "changelog-producer=" + producer, "--option", "write-only=" + !producer.equals("input"));
        Map<String, String> rows = new TreeMap<>();
        String next = null;
        for (int step = 0; step < 8; step++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                // The changelog of the input has what it is told, and so is only as good as that.
                boolean deletes = random.nextInt(4) == 0 && !producer.equals("input");
                lines.append("{\"id\":%s,\"v\":%s,\"_row_kind\":\"%s\"}\n".formatted(random.nextInt(6), step, deletes ? "-D" : "+I"));
            }
            write("a.t", lines.toString());
            if (random.nextInt(3) == 0) {
                run("compact", "a.t", "--full");
            }
            if (random.nextBoolean() || step == 0) {
                next = follow(rows, next, seed);
            }
        }
        run("compact", "a.t", "--full");
        follow(rows, next, seed);
        assertThat(rows.values()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(sorted(run("tail", "a.t", "--once").out()).stream().map(TestTailCommand::row).toList());
    }

    /** Applies what is new to the rows; what to go on with. */
    private String follow(Map<String, String> rows, String next, long seed)
    {
        CommandRun tail = next == null ? run("tail", "a.t", "--once") : run("tail", "a.t", "--once", "--from", next);
        assertThat(tail.exitCode()).as("seed %s: %s", seed, tail.err()).isZero();
        for (String line : tail.out().lines().toList()) {
            String id = line.replaceAll(".*\"id\":(\\d+),.*", "$1");
            if (line.contains("\"_row_kind\":\"-")) {
                assertThat(rows.remove(id)).as("seed %s: %s", seed, line).isEqualTo(row(line));
            }
            else {
                rows.put(id, row(line));
            }
        }
        return tail.err().replaceAll("(?s).*--from (\\d+).*", "$1");
    }

    private static String row(String line)
    {
        return line.substring(line.indexOf("\"id\""));
    }

    /** What tail prints of one table, write makes the same table of. */
    @Test
    public void writesWhatItTells()
            throws IOException
    {
        List<String> columns = List.of(
                "id INT", "b BOOLEAN", "f FLOAT", "d DOUBLE", "n DECIMAL(20, 3)", "c CHAR(5)", "s STRING", "x BINARY(2)", "y VARBINARY(9)", "day DATE", "t TIME(3)",
                "ts TIMESTAMP(9)", "l TIMESTAMP(6) WITH LOCAL TIME ZONE", "a ARRAY<BIGINT>", "m MAP<STRING, DOUBLE>", "r ROW<p TINYINT, q ARRAY<ROW<z SMALLINT>>>", "j VARIANT");
        for (String table : List.of("a.one", "a.two")) {
            List<String> arguments = new ArrayList<>(List.of("create-table", table, "--primary-key", "id", "--option", "bucket=2"));
            columns.forEach(column -> arguments.addAll(List.of("--column", column)));
            assertThat(run(arguments.toArray(String[]::new)).err()).isEmpty();
        }
        write("a.one", """
                {"id":1,"b":true,"f":1.5,"d":"NaN","n":"12.5","c":"ab","s":"\\"q\\"\\u0001\\u2028ü","x":"0x0a0b","y":"0x","day":"2024-01-31","t":"12:34:56.789","ts":"1969-12-31T23:59:59.123456789","l":"2024-01-31T00:00:00Z","a":[1,null],"m":[["k",1e300],["",null]],"r":{"p":1,"q":[{"z":2},null]},"j":{"k":[1,null,"x"],"e":{}}}
                {"id":2}
                {"id":3,"f":"-Infinity","d":-0.0,"n":-12345678901234567.125,"a":[],"m":[],"r":{"p":null,"q":[]},"day":"-0001-01-01","j":"\\"text\\""}
                """);
        write("a.one", "{\"id\":2,\"_row_kind\":\"-D\"}\n{\"id\":4,\"s\":\"new\",\"j\":\"null\"}\n");
        String told = run("tail", "a.one", "--once", "--from", "1").out();
        assertThat(told).contains("\"_row_kind\":\"-D\"", "\"j\":{\"e\":{},\"k\":[1,null,\"x\"]}", "\"j\":\"\\\"text\\\"\"", "\"j\":\"null\"", "\"j\":null");
        assertThat(write("a.two", told).err()).isEmpty();
        assertThat(sorted(run("tail", "a.two", "--once").out())).isEqualTo(sorted(run("tail", "a.one", "--once").out())).hasSize(3);
    }

    private static List<String> sorted(String lines)
    {
        return lines.lines().map(line -> line.replaceAll("\"_snapshot_id\":\\d+,", "")).sorted().toList();
    }

    private CommandRun write(String table, String lines)
            throws IOException
    {
        return run("write", table, "--input", Files.writeString(directory.resolve("rows.jsonl"), lines).toString());
    }

    private CommandRun run(String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", directory.resolve("lake").toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
