package dev.varve.cli;

import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged program as the script starts it, with a real server over the demo warehouse. Expected rows are those that Paimon read
 * when it had written the same tables.
 */
public class TestEndToEnd
{
    private static final Path HOME = Path.of(System.getProperty("varve.test.home")).toAbsolutePath().normalize();
    private static final String LIBRARIES = System.getProperty("varve.test.libraries");
    private static final Pattern READY = Pattern.compile("Varve is ready: (http://127\\.0\\.0\\.1:\\d+)");

    private record Outcome(int exitCode, String out, String err) {}

    private Process server;
    private String url;
    private Path directory;

    @BeforeClass
    public void startServer()
            throws IOException
    {
        directory = Files.createTempDirectory("end-to-end");
        server = program(directory, "server", "--port", "0")
                .redirectError(directory.resolve("server.err").toFile())
                .start();
        BufferedReader out = server.inputReader();
        String line = out.readLine();
        assertThat(line).as(() -> read(directory.resolve("server.err"))).isNotNull();
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as(line).isTrue();
        url = ready.group(1);
    }

    /** The last test in fact: a server that is told to end leaves no child behind. */
    @AfterClass(alwaysRun = true)
    public void stopServer()
            throws InterruptedException
    {
        List<ProcessHandle> children = server.children().toList();
        server.destroy();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(children).isNotEmpty();
        for (ProcessHandle child : children) {
            child.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @Test
    public void tablesAreTheDefaultFormat()
            throws Exception
    {
        Outcome outcome = sql("-e", "SELECT order_id, carrier FROM shop.order_status ORDER BY order_id");
        assertThat(outcome.err()).isEmpty();
        assertThat(withoutTrailingSpaces(outcome.out())).isEqualTo("""
                 order_id | carrier
                ----------+---------
                     1001 | bicycle
                     1002 | truck
                     1003 | train
                (3 rows)
                """);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    public void csvHasAHeaderAndSeveralStatementsRunInOrder()
            throws Exception
    {
        Outcome outcome = sql("--schema", "shop", "--format", "CSV", "-e",
                "SELECT day, amount FROM revenue WHERE country = 'DE' AND orders = 14; SELECT count(*) AS pieces FROM inventory");
        assertThat(outcome.out()).isEqualTo("""
                "day","amount"
                "2026-03-02","9954.46"
                "pieces"
                "55"
                """);
    }

    @Test
    public void jsonShowsNestedValuesAndUseHolds()
            throws Exception
    {
        Outcome outcome = sql("--format", "JSON", "-e",
                "USE lake.shop; SELECT customer_id, town, points, settings FROM customers WHERE customer_id IN (5, 28) ORDER BY customer_id");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo("""
                {"customer_id":5,"town":"Hamburg","points":null,"settings":null}
                {"customer_id":28,"town":"Berlin","points":280000000000,"settings":{"language":"de"}}
                """);
    }

    @Test
    public void statementsComeFromAFileOrFromStandardInput()
            throws Exception
    {
        Path file = Files.writeString(directory.resolve("query.sql"), "-- a comment\nSELECT count(*) AS n\nFROM shop.orders;\n");
        assertThat(sql("--format", "CSV", "-f", file.toString()).out()).isEqualTo("\"n\"\n\"158\"\n");

        Process process = program(directory, "sql", "--server", url, "--format", "CSV").redirectInput(file.toFile()).start();
        assertThat(outcome(process).out()).isEqualTo("\"n\"\n\"158\"\n");
    }

    @Test
    public void aFailedStatementEndsTheRunWithItsErrorAndAnExitCode()
            throws Exception
    {
        for (String format : List.of("TABLE", "CSV", "JSON")) {
            Outcome outcome = sql("--format", format, "-e", "SELECT 1; SELECT nothing FROM shop.orders; SELECT 2");
            assertThat(outcome.exitCode()).as(format).isEqualTo(1);
            assertThat(outcome.err()).as(format).contains("Column 'nothing' cannot be resolved").doesNotContain("\tat ");
            assertThat(outcome.out()).as(format).contains("1").doesNotContain("2");
        }
    }

    @Test
    public void theExamplesOfTheReadmeDoWhatItSays()
            throws Exception
    {
        Path stub = directory.resolve("varve");
        Files.writeString(stub, "#!/bin/sh\ncommand=$1\nshift\nexec %s \"$command\" --server %s --schema shop \"$@\"\n".formatted(
                String.join(" ", program(directory).command().stream().map(word -> "'" + word + "'").toList()), url));
        Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));

        List<Example> examples = examples(Files.readString(HOME.resolve("README.md")));
        assertThat(examples).hasSizeGreaterThanOrEqualTo(5);
        for (Example example : examples) {
            Process process = new ProcessBuilder("sh", "-c", example.command()).directory(directory.toFile()).start();
            Outcome outcome = outcome(process);
            assertThat(withoutTrailingSpaces(outcome.out())).as(example.command() + "\n" + outcome.err()).isEqualTo(example.output());
        }
    }

    @Test
    public void theDemoWalksItsWholeTour()
            throws Exception
    {
        Outcome outcome = outcome(program(directory, "demo", "--no-shell").start());
        Tour tour = Tour.read(HOME.resolve("demo/tour.sql"));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("[%1$d/%1$d] ".formatted(tour.stops().size()))
                .contains("CREATE TABLE lake.shop.orders")
                .containsPattern("new +\\| +151 ")
                .containsPattern("1041 \\| paid")
                .containsPattern("FOR TIMESTAMP AS OF TIMESTAMP '20[^']* UTC';?\\s+orders\\s+-+\\s+120\\s")
                .containsPattern("20 \\| Ada U\\. +\\| Berlin +\\| +2000 \\| NULL")
                .containsPattern("PL +\\| +21 \\| 12078\\.52 \\| +869\\.84 \\| \\[app, store, web\\]")
                .containsPattern("/mirror +\\| +26 \\|");
    }

    private record Example(String command, String output) {}

    /** Blocks of kind console: a command after a dollar sign, then what it prints. */
    private static List<Example> examples(String markdown)
    {
        List<Example> examples = new ArrayList<>();
        Matcher block = Pattern.compile("^```console\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL).matcher(markdown);
        while (block.find()) {
            Matcher example = Pattern.compile("^\\$ (.*)\\n((?:[^$].*\\n|\\n)*)", Pattern.MULTILINE).matcher(block.group(1));
            while (example.find()) {
                examples.add(new Example(example.group(1), example.group(2)));
            }
        }
        return examples;
    }

    private Outcome sql(String... arguments)
            throws Exception
    {
        List<String> all = new ArrayList<>(List.of("sql", "--server", url));
        all.addAll(List.of(arguments));
        return outcome(program(directory, all.toArray(String[]::new)).start());
    }

    private static ProcessBuilder program(Path directory, String... arguments)
    {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-Dvarve.home=" + HOME,
                "-cp", LIBRARIES + "/*",
                Varve.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("VARVE_SERVER_OPTS", "-Xmx1g -XX:TieredStopAtLevel=1");
        return builder;
    }

    private static Outcome outcome(Process process)
            throws Exception
    {
        StringBuilder messages = new StringBuilder();
        Thread drain = Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(line -> messages.append(line).append('\n')));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        drain.join();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), out, messages.toString());
    }

    private static String withoutTrailingSpaces(String text)
    {
        return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String read(Path file)
    {
        try {
            return Files.readString(file);
        }
        catch (IOException e) {
            return e.toString();
        }
    }
}
