package dev.varve.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.lang.ProcessBuilder.Redirect.appendTo;
import static java.util.Objects.requireNonNull;

/**
 * A running Trino server on the loopback interface, in a child JVM.
 *
 * <p>The child has its own copy of the configuration, its data and its log under one directory, which goes away with
 * it. It ignores the terminal's interrupt, which belongs to the shell in front of it, and ends when this process ends.
 * Safe for use by several threads.
 */
public final class TrinoServer
        implements AutoCloseable
{
    /** The release that this project builds against and starts. */
    public static final String TRINO_VERSION = "483";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final URI uri;
    private final Process process;
    private final Path directory;
    private final Thread shutdownHook;

    private TrinoServer(URI uri, Process process, Path directory)
    {
        this.uri = requireNonNull(uri, "uri is null");
        this.process = requireNonNull(process, "process is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.shutdownHook = Thread.ofPlatform().name("stop-trino").unstarted(this::stop);
    }

    /**
     * Starts a server and returns when it accepts queries.
     *
     * @param state where the server's own directory is made
     * @param port the port, or 0 for a free one
     * @param jvmOptions options for the child beyond those that Trino needs; later ones win
     */
    public static TrinoServer start(Distribution distribution, Path state, int port, List<String> jvmOptions, List<CatalogDefinition> catalogs)
            throws ServerStartException, InterruptedException
    {
        int actualPort = claimPort(port);
        URI uri = URI.create("http://127.0.0.1:" + actualPort);
        TrinoServer server;
        try {
            Path directory = createDirectory(state);
            writeConfiguration(directory, distribution, uri, catalogs);
            server = new TrinoServer(uri, launch(directory, distribution, jvmOptions), directory);
        }
        catch (IOException e) {
            throw new ServerStartException("Cannot start Trino: " + e.getMessage(), e);
        }
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
        try {
            server.awaitQueries();
        }
        catch (ServerStartException | InterruptedException e) {
            server.removeShutdownHook();
            server.process.destroyForcibly();
            throw e;
        }
        return server;
    }

    public URI uri()
    {
        return uri;
    }

    public Path log()
    {
        return log(directory);
    }

    /** Blocks until the server has stopped, which it does by itself only when something went wrong. */
    public void await()
            throws InterruptedException
    {
        process.waitFor();
    }

    /** Stops the server and removes its directory; further calls do nothing. */
    @Override
    public void close()
    {
        removeShutdownHook();
        stop();
    }

    private static int claimPort(int port)
            throws ServerStartException
    {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket.getLocalPort();
        }
        catch (IOException e) {
            throw new ServerStartException(
                    "Port %d is not free (%s): stop what uses it, or choose another with --port".formatted(port, e.getMessage()), e);
        }
    }

    private static Path createDirectory(Path state)
            throws IOException
    {
        Path run = state.resolve("run");
        Files.createDirectories(run);
        removeAbandoned(run);
        return Files.createTempDirectory(run.toAbsolutePath(), ProcessHandle.current().pid() + "-");
    }

    /** Directories are named after the process that made them; one that was killed leaves its own behind. */
    private static void removeAbandoned(Path run)
            throws IOException
    {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(run, "[0-9]*-*")) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
                if (ProcessHandle.of(pid).isEmpty()) {
                    deleteIfPossible(directory);
                }
            }
        }
    }

    private static void writeConfiguration(Path directory, Distribution distribution, URI uri, List<CatalogDefinition> catalogs)
            throws IOException
    {
        Path catalogDirectory = directory.resolve("etc/catalog");
        Files.createDirectories(catalogDirectory);
        for (CatalogDefinition catalog : catalogs) {
            catalog.write(catalogDirectory);
        }

        Properties config = new Properties();
        config.setProperty("node.environment", "varve");
        config.setProperty("node.id", "varve-" + uri.getPort());
        config.setProperty("node.bind-ip", "127.0.0.1");
        // Without it the exchange connects to the host's outer address, where nothing listens.
        config.setProperty("node.internal-address", "127.0.0.1");
        config.setProperty("coordinator", "true");
        config.setProperty("node-scheduler.include-coordinator", "true");
        config.setProperty("http-server.http.port", Integer.toString(uri.getPort()));
        config.setProperty("http-server.log.enabled", "false");
        config.setProperty("discovery.uri", uri.toString());
        config.setProperty("plugin.dir", distribution.plugins().toString());
        config.setProperty("catalog.config-dir", catalogDirectory.toString());
        try (Writer writer = Files.newBufferedWriter(configFile(directory))) {
            config.store(writer, null);
        }
    }

    private static Process launch(Path directory, Distribution distribution, List<String> jvmOptions)
            throws IOException
    {
        List<String> command = new ArrayList<>(List.of(
                // An ignored signal stays ignored in what is executed.
                "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxRAMPercentage=50",
                "-XX:ReservedCodeCacheSize=256M",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.attach.allowAttachSelf=true"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Dconfig=" + configFile(directory),
                "-Dnode.data-dir=" + directory.resolve("data"),
                "-cp", distribution.libraries().resolve("*").toString(),
                TrinoServerMain.class.getName(), TRINO_VERSION));
        ProcessBuilder child = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(appendTo(log(directory).toFile()));
        child.environment().put("NO_COLOR", "1");
        return child.start();
    }

    private void awaitQueries()
            throws ServerStartException, InterruptedException
    {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (StatementProbe probe = new StatementProbe(uri)) {
            Optional<StatementProbe.Refusal> refusal = probe.refusal();
            while (refusal.isPresent()) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    String reason = new ServerLog(log()).reason().orElse("exit code " + process.exitValue());
                    throw new ServerStartException("Trino stopped while it started: %s (log: %s)".formatted(reason, log()));
                }
                if (System.nanoTime() > deadline) {
                    throw new ServerStartException("Trino accepts no queries after %d s: %s (log: %s)".formatted(
                            START_LIMIT.toSeconds(), refusal.get().reason(), log()));
                }
                refusal = probe.refusal();
            }
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

    private static Path configFile(Path directory)
    {
        return directory.resolve("etc/config.properties");
    }

    private static Path log(Path directory)
    {
        return directory.resolve("server.log");
    }
}
