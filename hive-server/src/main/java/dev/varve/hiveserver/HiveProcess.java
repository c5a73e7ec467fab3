package dev.varve.hiveserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final Process process;
    private final Path directory;
    private final Thread shutdownHook;

    private HiveProcess(String name, Process process, Path directory)
    {
        this.name = requireNonNull(name, "name is null");
        this.process = requireNonNull(process, "process is null");
        this.directory = requireNonNull(directory, "directory is null");
        shutdownHook = Thread.ofPlatform().name("stop-hive").unstarted(this::stop);
    }

    /**
     * @param name what messages call it
     * @param directory made by {@link #createDirectory}, for this process alone
     * @param main a class of this package that prints {@link #READY} when it serves
     */
    static HiveProcess start(
            String name,
            HiveDistribution distribution,
            Path directory,
            HiveSite site,
            List<String> jvmOptions,
            Class<?> main,
            List<String> arguments)
            throws HiveStartException, InterruptedException
    {
        HiveProcess started;
        try {
            Path configuration = Files.createDirectories(directory.resolve("conf"));
            site.write(configuration.resolve("hive-site.xml"));
            Files.writeString(configuration.resolve("log4j2.properties"), LOGGING);
            started = new HiveProcess(name, launch(distribution, directory, configuration, jvmOptions, main, arguments), directory);
        }
        catch (IOException e) {
            throw new HiveStartException("Cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
        Runtime.getRuntime().addShutdownHook(started.shutdownHook);
        try {
            started.awaitReady();
        }
        catch (HiveStartException | InterruptedException e) {
            started.removeShutdownHook();
            started.process.destroyForcibly();
            throw e;
        }
        return started;
    }

    Path log()
    {
        return directory.resolve("hive.log");
    }

    void await()
            throws InterruptedException
    {
        process.waitFor();
    }

    /** Ends the process at once, as a crash would, and leaves its directory. */
    void kill()
            throws InterruptedException
    {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close()
    {
        removeShutdownHook();
        stop();
    }

    private static Process launch(
            HiveDistribution distribution,
            Path directory,
            Path configuration,
            List<String> jvmOptions,
            Class<?> main,
            List<String> arguments)
            throws IOException
    {
        List<String> command = new ArrayList<>(List.of(
                // An ignored signal stays ignored in what is executed.
                "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        for (String opened : OPENED) {
            command.add("--add-opens");
            command.add(opened + "=ALL-UNNAMED");
        }
        command.add("-Dderby.stream.error.file=" + directory.resolve("derby.log"));
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", configuration + ":" + distribution.libraries().resolve("*"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(appendTo(directory.resolve("hive.log").toFile()))
                .start();
    }

    private void awaitReady()
            throws HiveStartException, InterruptedException
    {
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("hive-output").start(() -> readOutput(ready));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.await(100, TimeUnit.MILLISECONDS)) {
            if (!process.isAlive()) {
                throw new HiveStartException("%s stopped while it started%s (log: %s)".formatted(name, reason(), log()));
            }
            if (System.nanoTime() > deadline) {
                throw new HiveStartException("%s is not ready after %d s (log: %s)".formatted(name, START_LIMIT.toSeconds(), log()));
            }
        }
    }

    /** To its end, or else the child would block when it prints something later. */
    private void readOutput(CountDownLatch ready)
    {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
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
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> line.startsWith("Caused by: ")).reduce((_, last) -> last)
                    .map(line -> ": " + line.substring("Caused by: ".length()))
                    .orElse("");
        }
        catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private void removeShutdownHook()
    {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        }
        catch (IllegalStateException e) {
            // the JVM is going down and runs it
        }
    }

    /** The shutdown of the JVM and a {@code close} that it wakes up may come here at once. */
    private synchronized void stop()
    {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            deleteIfPossible(directory);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int claimPort(int port)
            throws HiveStartException
    {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket.getLocalPort();
        }
        catch (IOException e) {
            throw new HiveStartException(
                    "Port %d is not free (%s): stop what uses it, or choose another with --port".formatted(port, e.getMessage()), e);
        }
    }

    /** Makes a directory for one process under {@code state}, and removes those that killed ones left. */
    static Path createDirectory(Path state)
            throws HiveStartException
    {
        try {
            Path run = Files.createDirectories(state.toAbsolutePath().resolve("hive"));
            removeAbandoned(run);
            return Files.createTempDirectory(run, ProcessHandle.current().pid() + "-");
        }
        catch (IOException e) {
            throw new HiveStartException("Cannot make a directory for Hive in %s: %s".formatted(state, e.getMessage()), e);
        }
    }

    /** Directories are named after the process that made them. */
    private static void removeAbandoned(Path run)
            throws IOException
    {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(run, "[0-9]*-*")) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('-')))).isEmpty()) {
                    deleteIfPossible(directory);
                }
            }
        }
    }

    private static void deleteIfPossible(Path directory)
    {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
        catch (IOException | UncheckedIOException e) {
            // the next start removes what is left
        }
    }
}
