package dev.varve.cli;

import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The script {@code varve}, in a checkout of its own with a JDK and a Maven that only pretend. */
public class TestLauncher
{
    private static final String WORKING_MAVEN = """
            echo "$@" >>"$(dirname "$0")/maven-calls"
            echo "[INFO] Building Varve format reader 0.1.0-SNAPSHOT                        [2/5]"
            echo "[INFO] Compiling 60 source files"
            echo "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in dev.varve.TestX"
            echo "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 1"
            mkdir -p cli/target/lib
            """;

    private record Outcome(int exitCode, String out, String err) {}

    private Path checkout;
    private Path places;

    @BeforeMethod
    public void createCheckout()
            throws IOException
    {
        checkout = Files.createTempDirectory("checkout").toRealPath();
        places = Files.createDirectory(checkout.resolve("places"));
        Files.copy(Path.of(System.getProperty("varve.test.home"), "varve"), checkout.resolve("varve"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        for (String module : List.of("format-reader", "lake-writer-core", "hms-integration", "trino-plugin", "trino-server", "hive-storage-handler", "hive-server", "cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main/java"));
            Files.writeString(checkout.resolve(module).resolve("pom.xml"), "<project/>");
        }
    }

    @AfterMethod(alwaysRun = true)
    public void deleteCheckout()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void helpNeedsNothingAndNamesEveryCommand()
            throws Exception
    {
        Outcome help = launch("--help");
        assertThat(help.exitCode()).isZero();
        for (CommandLine command : Varve.commandLine().getSubcommands().values()) {
            String description = command.getCommandSpec().usageMessage().description()[0].replaceAll("\\.$", "");
            assertThat(help.out()).containsPattern("(?m)^  %s +\\Q%s\\E$".formatted(command.getCommandName(), description));
        }
        assertThat(help.out()).containsPattern("(?m)^  test ").containsPattern("(?m)^  bench read ");
        assertThat(launch("test", "--help").out()).startsWith("Usage: ./varve test");
        assertThat(launch("bench", "--help").out()).startsWith("Usage: ./varve bench read");
    }

    @Test
    public void anUnknownCommandIsAUsageError()
            throws Exception
    {
        Outcome outcome = launch("dmeo");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("varve: there is no command 'dmeo'; try './varve --help'\n");
    }

    @Test
    public void withoutAJdkOneSentenceSaysHowToGetOne()
            throws Exception
    {
        jdk("17.0.9");
        Outcome outcome = launch("sql");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines()).singleElement().asString()
                .startsWith("varve: JDK 25 is missing: install one")
                .contains("JAVA_HOME");
    }

    @Test
    public void withoutMavenOneSentenceSaysHowToGetIt()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.6.3", WORKING_MAVEN);
        Outcome outcome = launch("sql");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("varve: Maven 3.8 or newer is missing: install it");
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    public void theFirstStartBuildsWithVisibleProgressAndTheSecondDoesNot()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.8.7", WORKING_MAVEN);

        Outcome first = launch("sql", "-e", "SELECT 'a b'");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("dev.varve.cli.Varve|sql|-e|SELECT 'a b'|");
        assertThat(first.err()).contains("[2/5] Varve format reader").doesNotContain("Compiling");

        Outcome second = launch("sql");
        assertThat(second.out()).contains("dev.varve.cli.Varve|sql|");
        assertThat(second.err()).isEmpty();
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    public void aChangedSourceIsBuiltAgain()
            throws Exception
    {
        jdk("25.0.1");
        maven("4.0.0", WORKING_MAVEN);
        launch("sql");
        Path source = Files.writeString(checkout.resolve("trino-plugin/src/main/java/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        launch("sql");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    public void aFailedBuildShowsItsErrorsAndTheLogAndStartsNothing()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.8.7", """
                echo "[INFO] noise"
                echo "[ERROR] A.java:[1,1] ';' expected"
                exit 1
                """);
        Outcome outcome = launch("sql");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("';' expected")
                .contains("the whole output is in " + checkout.resolve(".varve/logs/build.log"))
                .doesNotContain("noise");
    }

    @Test
    public void aFailedDownloadIsToldAsSuch()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.8.7", """
                echo "[ERROR] Could not transfer artifact a:b:jar:1 from/to central: Unknown host"
                exit 1
                """);
        assertThat(launch("sql").err()).contains("check the network or the proxy");
    }

    @Test
    public void testsShowTheirSummariesAndKeepTheExitCode()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.8.7", WORKING_MAVEN + "exit 3\n");
        Outcome outcome = launch("test", "-pl", "cli");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out())
                .contains("-- in dev.varve.TestX")
                .contains("All modules: tests run: 7, failures: 0, errors: 0, skipped: 1");
        assertThat(mavenCalls()).singleElement().asString().endsWith("verify -pl cli");
    }

    @Test
    public void aLinkToTheScriptFindsTheCheckout()
            throws Exception
    {
        jdk("25.0.1");
        maven("3.8.7", WORKING_MAVEN);
        Path link = Files.createSymbolicLink(places.resolve("v"), Path.of("../varve"));
        assertThat(run(link, "sql").out()).contains("-Dvarve.home=" + checkout + "|");
    }

    private void jdk(String version)
            throws IOException
    {
        Path bin = Files.createDirectories(places.resolve("jdk-" + version + "/bin"));
        Files.writeString(bin.resolveSibling("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            program(bin.resolve(program), "printf '%s|' \"$@\"\necho\n");
        }
    }

    private void maven(String version, String body)
            throws IOException
    {
        program(places.resolve("mvn"), """
                if [ "$1" = --version ]; then echo "Apache Maven %s (abc)"; exit 0; fi
                """.formatted(version) + body);
    }

    private static void program(Path file, String body)
            throws IOException
    {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> mavenCalls()
            throws IOException
    {
        Path calls = places.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Outcome launch(String... arguments)
            throws Exception
    {
        return run(checkout.resolve("varve"), arguments);
    }

    private Outcome run(Path script, String... arguments)
            throws Exception
    {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        Path out = places.resolve("out");
        Path err = places.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("VARVE_JDK_PLACES", places.resolve("jdk-17.0.9") + " " + places.resolve("jdk-25.0.1"));
        builder.environment().put("VARVE_MAVEN_PLACES", places.resolve("mvn").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
