package dev.varve.hiveserver;

import dev.varve.process.RunDirectory;
import dev.varve.process.ServerPort;
import dev.varve.process.ServerStartException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Hive with the storage handler in a child JVM, for statements of this process; queries run on Tez in that JVM. Safe for use by several threads.
 */
public final class HiveSql
        implements AutoCloseable
{
    private final int port;
    private final HiveProcess process;

    private HiveSql(int port, HiveProcess process)
    {
        this.port = port;
        this.process = requireNonNull(process, "process is null");
    }

    /**
     * Starts Hive and returns when it takes statements.
     *
     * @param metastore URI of the metastore that it uses; without it, one of its own that goes away with it
     * @param warehouse directory whose tables are registered in the metastore, a path or a URI
     * @param jvmOptions options for the child beyond those that Hive needs; later ones win
     */
    public static HiveSql start(
            HiveDistribution distribution,
            Path state,
            Optional<String> metastore,
            Optional<String> warehouse,
            List<String> jvmOptions)
            throws ServerStartException, InterruptedException
    {
        int port = ServerPort.claim(0);
        RunDirectory directory = HiveProcess.createDirectory(state);
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
        warehouse.ifPresent(arguments::add);
        HiveProcess process = HiveProcess.start(
                "Hive",
                distribution,
                directory,
                HiveSite.engine(metadata(metastore, directory.path()), directory.path()),
                jvmOptions,
                SqlMain.class,
                arguments);
        return new HiveSql(port, process);
    }

    static HiveSite metadata(Optional<String> metastore, Path directory)
    {
        return metastore.map(HiveSite::remoteMetastore)
                .orElseGet(() -> HiveSite.metastore(directory.resolve("data"), directory, directory.resolve("warehouse").toUri().toString()));
    }

    /** Starts a session; the caller closes it. */
    public HiveSession session()
            throws IOException
    {
        return new HiveSession(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    public Path log()
    {
        return process.log();
    }

    /** Stops Hive; further calls do nothing. */
    @Override
    public void close()
    {
        process.close();
    }
}
