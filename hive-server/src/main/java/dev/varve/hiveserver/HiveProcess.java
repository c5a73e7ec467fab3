package dev.varve.hiveserver;

import dev.varve.process.ChildJvm;
import dev.varve.process.RunDirectory;
import dev.varve.process.ServerStartException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.lang.ProcessBuilder.Redirect.appendTo;
import static java.util.Objects.requireNonNull;

/**
 * A child JVM with all of Hive on its class path. It has its configuration and its log in a directory that goes away with it, ignores
 * the terminal's interrupt, which belongs to the shell in front of it, and ends when this process ends. Safe for use by several threads.
 */
final class HiveProcess
        implements AutoCloseable
{
    /** What the child prints when it serves. */
    static final String READY = "varve-hive-ready";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Hive serializes plans and reads fields of the JDK by reflection; this is the list that its own tests open. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io", "java.base/java.lang", "java.base/java.lang.reflect", "java.base/java.net", "java.base/java.nio", "java.base/java.text",
            "java.base/java.util", "java.base/java.util.concurrent", "java.base/java.util.concurrent.atomic", "java.base/java.util.regex", "java.sql/java.sql");

    private static final String LOGGING = """
            status = error
            appender.err.type = Console
            appender.err.name = err
            appender.err.target = SYSTEM_ERR
            appender.err.layout.type = PatternLayout
            appender.err.layout.pattern = %d{ISO8601} %p %c{1} %m%n
            rootLogger.level = warn
            rootLogger.appenderRef.err.ref = err
            """;

    private final String name;
    private final ChildJvm child;
    private final Path log;

    private HiveProcess(String name, ChildJvm child, Path log)
    {
        this.name = requireNonNull(name, "name is null");
        this.child = requireNonNull(child, "child is null");
        this.log = requireNonNull(log, "log is null");
    }

    /**
     * @param name what messages call it
     * @param directory made by {@link #createDirectory}, for this process alone
     * @param main a class of this package that prints {@link #READY} when it serves
     */
    static HiveProcess start(
            String name,
            HiveDistribution distribution,
            RunDirectory directory,
            HiveSite site,
            List<String> jvmOptions,
            Class<?> main,
            List<String> arguments)
            throws ServerStartException, InterruptedException
    {
        HiveProcess started;
        try {
            Path configuration = Files.createDirectories(directory.path().resolve("conf"));
            site.write(configuration.resolve("hive-site.xml"));
            Files.writeString(configuration.resolve("log4j2.properties"), LOGGING);
            started = new HiveProcess(name, launch(distribution, directory, configuration, jvmOptions, main, arguments), log(directory));
        }
        catch (IOException e) {
            throw new ServerStartException("Cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
        try {
            started.awaitReady();
        }
        catch (ServerStartException | InterruptedException e) {
            started.kill();
            throw e;
        }
        return started;
    }

    Path log()
    {
        return log;
    }

    void await()
            throws InterruptedException
    {
        child.await();
    }

    /** Ends the process at once, as a crash would, and leaves its directory. */
    void kill()
            throws InterruptedException
    {
        child.kill();
    }

    @Override
    public void close()
    {
        child.close();
    }

    private static ChildJvm launch(
            HiveDistribution distribution,
            RunDirectory directory,
            Path configuration,
            List<String> jvmOptions,
            Class<?> main,
            List<String> arguments)
            throws IOException
    {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                // A library of the storage handler would look at this JVM from another one, for two seconds, to learn how large objects are.
                "-Djol.skipHotspotSAAttach=true",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        for (String opened : OPENED) {
            options.add("--add-opens");
            options.add(opened + "=ALL-UNNAMED");
        }
        options.add("-Dderby.stream.error.file=" + directory.path().resolve("derby.log"));
        options.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.path().resolve("tmp")));
        options.addAll(jvmOptions);
        options.addAll(List.of("-cp", configuration + ":" + distribution.classPath(), main.getName()));
        options.addAll(arguments);
        return ChildJvm.start(ChildJvm.command(options).redirectError(appendTo(log(directory).toFile())), directory);
    }

    private void awaitReady()
            throws ServerStartException, InterruptedException
    {
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("hive-output").start(() -> readOutput(ready));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.await(100, TimeUnit.MILLISECONDS)) {
            if (!child.process().isAlive()) {
                throw new ServerStartException("%s stopped while it started%s (log: %s)".formatted(name, reason(), log));
            }
            if (System.nanoTime() > deadline) {
                throw new ServerStartException("%s is not ready after %d s (log: %s)".formatted(name, START_LIMIT.toSeconds(), log));
            }
        }
    }

    /** To its end, or else the child would block when it prints something later. */
    private void readOutput(CountDownLatch ready)
    {
        try (BufferedReader lines = child.process().inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                if (line.equals(READY)) {
                    ready.countDown();
                }
                line = lines.readLine();
            }
        }
        catch (IOException e) {
            // the child is gone, which its end tells
        }
    }

    private String reason()
    {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("Caused by: ")).reduce((_, last) -> last)
                    .map(line -> ": " + line.substring("Caused by: ".length()))
                    .orElse("");
        }
        catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private static Path log(RunDirectory directory)
    {
        return directory.path().resolve("hive.log");
    }

    /** Makes a directory for one process under {@code state}. */
    static RunDirectory createDirectory(Path state)
            throws ServerStartException
    {
        return RunDirectory.create(state.resolve("hive"));
    }
}
