package dev.varve.server;

import dev.varve.process.ChildJvm;
import dev.varve.process.RunDirectory;
import dev.varve.process.ServerPort;
import dev.varve.process.ServerStartException;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

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
    private final ChildJvm child;
    private final Path log;

    private TrinoServer(URI uri, ChildJvm child, Path log)
    {
        this.uri = requireNonNull(uri, "uri is null");
        this.child = requireNonNull(child, "child is null");
        this.log = requireNonNull(log, "log is null");
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
        URI uri = URI.create("http://127.0.0.1:" + ServerPort.claim(port));
        RunDirectory directory = RunDirectory.create(state.resolve("run"));
        TrinoServer server;
        try {
            writeConfiguration(directory.path(), distribution, uri, catalogs);
            server = new TrinoServer(uri, launch(directory, distribution, jvmOptions), log(directory));
        }
        catch (IOException e) {
            throw new ServerStartException("Cannot start Trino: " + e.getMessage(), e);
        }
        try {
            server.awaitQueries();
        }
        catch (ServerStartException | InterruptedException e) {
            server.child.kill();
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
        return log;
    }

    /** Blocks until the server has stopped, which it does by itself only when something went wrong. */
    public void await()
            throws InterruptedException
    {
        child.await();
    }

    /** Stops the server and removes its directory; further calls do nothing. */
    @Override
    public void close()
    {
        child.close();
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

    private static ChildJvm launch(RunDirectory directory, Distribution distribution, List<String> jvmOptions)
            throws IOException
    {
        List<String> arguments = new ArrayList<>(List.of(
                "-XX:MaxRAMPercentage=50",
                "-XX:ReservedCodeCacheSize=256M",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.attach.allowAttachSelf=true"));
        arguments.addAll(jvmOptions);
        arguments.addAll(List.of(
                "-Dconfig=" + configFile(directory.path()),
                "-Dnode.data-dir=" + directory.path().resolve("data"),
                "-cp", distribution.libraries().resolve("*").toString(),
                TrinoServerMain.class.getName(), TRINO_VERSION));
        ProcessBuilder command = ChildJvm.command(arguments)
                .redirectErrorStream(true)
                .redirectOutput(appendTo(log(directory).toFile()));
        command.environment().put("NO_COLOR", "1");
        return ChildJvm.start(command, directory);
    }

    private void awaitQueries()
            throws ServerStartException, InterruptedException
    {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (StatementProbe probe = new StatementProbe(uri)) {
            Optional<StatementProbe.Refusal> refusal = probe.refusal();
            while (refusal.isPresent()) {
                if (child.process().waitFor(100, TimeUnit.MILLISECONDS)) {
                    String reason = new ServerLog(log).reason().orElse("exit code " + child.process().exitValue());
                    throw new ServerStartException("Trino stopped while it started: %s (log: %s)".formatted(reason, log));
                }
                if (System.nanoTime() > deadline) {
                    throw new ServerStartException("Trino accepts no queries after %d s: %s (log: %s)".formatted(
                            START_LIMIT.toSeconds(), refusal.get().reason(), log));
                }
                refusal = probe.refusal();
            }
        }
    }

    private static Path configFile(Path directory)
    {
        return directory.resolve("etc/config.properties");
    }

    private static Path log(RunDirectory directory)
    {
        return directory.path().resolve("server.log");
    }
}
