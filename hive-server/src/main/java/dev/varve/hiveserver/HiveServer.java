package dev.varve.hiveserver;

import dev.varve.process.RunDirectory;
import dev.varve.process.ServerPort;
import dev.varve.process.ServerStartException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** A running HiveServer2 with the storage handler, on the loopback interface, in a child JVM. Safe for use by several threads. */
public final class HiveServer
        implements AutoCloseable
{
    private final int port;
    private final HiveProcess process;

    private HiveServer(int port, HiveProcess process)
    {
        this.port = port;
        this.process = requireNonNull(process, "process is null");
    }

    /**
     * Starts a server and returns when it takes connections.
     *
     * @param metastore URI of the metastore that it uses; without it, one of its own that goes away with it
     * @param warehouse directory whose tables are registered in the metastore, a path or a URI
     * @param port the port, or 0 for a free one
     * @param jvmOptions options for the child beyond those that Hive needs; later ones win
     */
    public static HiveServer start(
            HiveDistribution distribution,
            Path state,
            Optional<String> metastore,
            Optional<String> warehouse,
            int port,
            List<String> jvmOptions)
            throws ServerStartException, InterruptedException
    {
        int actualPort = ServerPort.claim(port);
        RunDirectory directory = HiveProcess.createDirectory(state);
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(actualPort)));
        warehouse.ifPresent(arguments::add);
        HiveProcess process = HiveProcess.start(
                "HiveServer2",
                distribution,
                directory,
                HiveSite.engine(HiveSql.metadata(metastore, directory.path()), directory.path()),
                jvmOptions,
                ThriftServerMain.class,
                arguments);
        return new HiveServer(actualPort, process);
    }

    /** For {@code beeline -u}. */
    public String jdbcUrl()
    {
        return "jdbc:hive2://127.0.0.1:" + port + "/default";
    }

    public Path log()
    {
        return process.log();
    }

    /** Blocks until the server has stopped, which it does by itself only when something went wrong. */
    public void await()
            throws InterruptedException
    {
        process.await();
    }

    /** Stops the server; further calls do nothing. */
    @Override
    public void close()
    {
        process.close();
    }
}
