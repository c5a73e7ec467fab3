package dev.varve.product.trino;

import dev.varve.process.ServerStartException;
import dev.varve.server.CatalogDefinition;
import dev.varve.server.Distribution;
import dev.varve.server.TrinoServer;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Trino server as {@code ./varve server} starts it, small and quick to start, in a time zone of its own. */
public final class ServerUnderTest
        implements AutoCloseable
{
    private static final Path DISTRIBUTION = Path.of(System.getProperty("varve.server", "../trino-server/target/dist"));
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx1500m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Duser.timezone=America/Bahia_Banderas");

    private final TrinoServer server;

    private ServerUnderTest(TrinoServer server)
    {
        this.server = server;
    }

    public static ServerUnderTest start(List<CatalogDefinition> catalogs)
            throws ServerStartException, InterruptedException
    {
        return start(catalogs, List.of());
    }

    /** @param jvmOptions that only some tests need */
    public static ServerUnderTest start(List<CatalogDefinition> catalogs, List<String> jvmOptions)
            throws ServerStartException, InterruptedException
    {
        List<String> allOptions = Stream.concat(JVM_OPTIONS.stream(), jvmOptions.stream()).toList();
        Distribution distribution = new Distribution(DISTRIBUTION);
        if (!distribution.isComplete()) {
            throw new IllegalStateException("The server is not packaged at %s: run the tests with a later phase than package, such as mvn verify".formatted(distribution.home()));
        }
        return new ServerUnderTest(TrinoServer.start(distribution, Path.of("target", "server").toAbsolutePath(), 0, allOptions, catalogs));
    }

    /** A catalog of the connector over a local warehouse. */
    public static CatalogDefinition catalog(String name, Path warehouse)
    {
        return new CatalogDefinition(name, Map.of("connector.name", "paimon", "warehouse", warehouse.toUri().toString()));
    }

    public TrinoClient client()
    {
        return client(ZoneId.systemDefault());
    }

    /** A client whose sessions are in a time zone. */
    public TrinoClient client(ZoneId zone)
    {
        return new TrinoClient(server.uri(), zone);
    }

    @Override
    public void close()
    {
        server.close();
    }
}
