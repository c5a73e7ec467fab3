package dev.varve.trino;

import com.google.common.collect.ImmutableMap;
import dev.varve.TemporaryDirectory;
import io.trino.Session;
import io.trino.testing.DistributedQueryRunner;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import static io.trino.testing.TestingSession.testSessionBuilder;

/** A Trino in this process, with a catalog {@code lake} over a warehouse. */
public final class VarveQueryRunner
{
    public static final String CATALOG = "lake";

    private VarveQueryRunner() {}

    /**
     * @param schema the one of the session
     * @param properties of the catalog, beside the warehouse
     */
    public static DistributedQueryRunner create(Path warehouse, String schema, int workers, Map<String, String> properties)
            throws Exception
    {
        return create(warehouse, schema, workers, properties, Map.of());
    }

    private static DistributedQueryRunner create(Path warehouse, String schema, int workers, Map<String, String> properties, Map<String, String> serverProperties)
            throws Exception
    {
        Session session = testSessionBuilder().setCatalog(CATALOG).setSchema(schema).build();
        TemporaryDirectory files = TemporaryDirectory.create();
        DistributedQueryRunner runner = DistributedQueryRunner.builder(session)
                .setWorkerCount(workers)
                .setBaseDataDir(Optional.of(files.path()))
                .registerResource(files)
                .setCoordinatorProperties(serverProperties)
                .build();
        try {
            runner.installPlugin(new VarvePlugin());
            runner.createCatalog(CATALOG, "varve", ImmutableMap.<String, String>builder()
                    .put("warehouse", warehouse.toAbsolutePath().toString())
                    .putAll(properties)
                    .buildOrThrow());
            return runner;
        }
        catch (Throwable e) {
            runner.close();
            throw e;
        }
    }

    /** Serves the warehouse directory that is the first argument on port 8080 until stopped. */
    public static void main(String[] arguments)
            throws Exception
    {
        if (arguments.length != 1) {
            System.err.println("Usage: VarveQueryRunner <warehouse directory>");
            System.exit(1);
        }
        DistributedQueryRunner runner = create(Path.of(arguments[0]), "default", 0, Map.of(), Map.of("http-server.http.port", "8080"));
        System.err.println("Ready: " + runner.getCoordinator().getBaseUrl());
    }
}
