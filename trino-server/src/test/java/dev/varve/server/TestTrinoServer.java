package dev.varve.server;

import dev.varve.process.ServerStartException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Starts the packaged server; what its plugin reads is judged elsewhere. */
public class TestTrinoServer
{
    /** Starts fast, runs slowly: right for a few statements. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private Distribution distribution;
    private Path state;

    @BeforeClass
    public void locate()
            throws IOException
    {
        distribution = new Distribution(Path.of(System.getProperty("varve.test.distribution")));
        state = Files.createTempDirectory("trino-server");
    }

    @AfterClass(alwaysRun = true)
    public void deleteState()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void acceptsQueriesUntilItIsClosedAndLeavesNothingBehind()
            throws Exception
    {
        URI uri;
        try (TrinoServer server = start(0, List.of())) {
            uri = server.uri();
            assertThat(server.log()).exists();
            assertThat(get(uri.resolve("/v1/info"))).contains("\"coordinator\":true").contains(TrinoServer.TRINO_VERSION);
            assertThat(get(uri.resolve("/ui/"))).contains("<html");
        }
        assertThatThrownBy(() -> get(uri.resolve("/v1/info"))).isInstanceOf(IOException.class);
        assertThat(runs()).isEmpty();
    }

    @Test
    public void aTakenPortIsNamed()
            throws Exception
    {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> start(taken.getLocalPort(), List.of()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is not free")
                    .hasMessageContaining("--port");
        }
    }

    @Test
    public void anImpossibleCatalogStopsTheStartWithItsReasonAndTheLog()
    {
        CatalogDefinition catalog = new CatalogDefinition("lake", Map.of("connector.name", "puddle"));
        assertThatThrownBy(() -> start(0, List.of(catalog)))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("puddle")
                .hasMessageContaining("server.log");
    }

    private TrinoServer start(int port, List<CatalogDefinition> catalogs)
            throws ServerStartException, InterruptedException
    {
        return TrinoServer.start(distribution, state, port, JVM_OPTIONS, catalogs);
    }

    /** Directories of servers that closed; those that failed keep theirs for the log. */
    private List<Path> runs()
            throws IOException
    {
        try (Stream<Path> directories = Files.list(state.resolve("run"))) {
            return directories.filter(directory -> !isFailure(directory)).toList();
        }
    }

    private static boolean isFailure(Path directory)
    {
        return Files.exists(directory.resolve("etc/catalog/lake.properties"));
    }

    private static String get(URI uri)
            throws IOException, InterruptedException
    {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }
}
