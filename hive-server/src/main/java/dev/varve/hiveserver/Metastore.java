package dev.varve.hiveserver;

import dev.varve.process.RunDirectory;
import dev.varve.process.ServerPort;
import dev.varve.process.ServerStartException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A running Hive Metastore that speaks Thrift on the loopback interface, in a child JVM, over embedded Derby. It has the tables of
 * locks, too. Safe for use by several threads.
 */
public final class Metastore
        implements AutoCloseable
{
    /** The release that is started. */
    public static final String HIVE_VERSION = "4.2.1";

    private final URI uri;
    private final String warehouse;
    private final HiveProcess process;

    private Metastore(URI uri, String warehouse, HiveProcess process)
    {
        this.uri = requireNonNull(uri, "uri is null");
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
        this.process = requireNonNull(process, "process is null");
    }

    /**
     * Starts a metastore and returns when it answers.
     *
     * @param state where the process has its own directory for configuration and log
     * @param givenData directory of its database, made if it is missing; what an earlier metastore kept in it is there again. Without
     *         it the metastore is empty, and what it keeps goes away with it
     * @param givenWarehouse location of databases that are created without one, a URI; without it a directory beside the database
     * @param port the port, or 0 for a free one
     * @param jvmOptions options for the child beyond those that Hive needs; later ones win
     */
    public static Metastore start(
            HiveDistribution distribution,
            Path state,
            Optional<Path> givenData,
            Optional<String> givenWarehouse,
            int port,
            List<String> jvmOptions)
            throws ServerStartException, InterruptedException
    {
        int actualPort = ServerPort.claim(port);
        RunDirectory directory = HiveProcess.createDirectory(state);
        Path data = givenData.orElse(directory.path().resolve("data")).toAbsolutePath();
        String warehouse = givenWarehouse.orElse(data.resolve("warehouse").toUri().toString());
        try {
            Files.createDirectories(data);
        }
        catch (IOException e) {
            throw new ServerStartException("Directory %s for the metastore cannot be made: %s".formatted(data, e.getMessage()), e);
        }
        HiveProcess process = HiveProcess.start(
                "The metastore",
                distribution,
                directory,
                HiveSite.metastore(data, directory.path(), warehouse),
                jvmOptions,
                MetastoreMain.class,
                List.of(Integer.toString(actualPort)));
        return new Metastore(URI.create("thrift://127.0.0.1:" + actualPort), warehouse, process);
    }

    public URI uri()
    {
        return uri;
    }

    /** Location of databases that are created without one, a URI. */
    public String warehouse()
    {
        return warehouse;
    }

    public Path log()
    {
        return process.log();
    }

    /** Blocks until the metastore has stopped, which it does by itself only when something went wrong. */
    public void await()
            throws InterruptedException
    {
        process.await();
    }

    /** Ends it as a crash would. What it had committed is in its data directory. */
    public void kill()
            throws InterruptedException
    {
        process.kill();
    }

    /** Stops the metastore and removes its own directory, but not its data; further calls do nothing. */
    @Override
    public void close()
    {
        process.close();
    }
}
