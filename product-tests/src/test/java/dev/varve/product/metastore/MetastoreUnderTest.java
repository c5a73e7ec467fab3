package dev.varve.product.metastore;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.Metastore;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.thrift.MetastoreAddress;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import dev.varve.process.ServerStartException;
import dev.varve.product.peers.Peer;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A metastore in a process of its own with a data directory of its own, which can be killed and started again: that of Hive 4, as {@code ./varve metastore}
 * starts it, or one of Hive 3.1, which needs the Maven profile {@code peers}. {@code -Dvarve.metastore.release=3.1} makes all tests use the latter.
 */
final class MetastoreUnderTest
        implements AutoCloseable
{
    private static final HiveDistribution DISTRIBUTION = new HiveDistribution(Path.of(System.getProperty("varve.hive", "../hive-server/target/dist")));
    private static MetastoreUnderTest shared;

    private final Release release;
    private final Path directory;
    private Server server;

    enum Release
    {
        HIVE_3_1,
        HIVE_4,
    }

    private interface Server
    {
        int port();

        void kill()
                throws InterruptedException;

        void close()
                throws InterruptedException;
    }

    private MetastoreUnderTest(Release release, Path directory)
    {
        this.release = release;
        this.directory = directory;
    }

    /** One for all tests of this process, which it ends with. */
    static synchronized MetastoreUnderTest shared()
            throws Exception
    {
        if (shared == null) {
            shared = start(System.getProperty("varve.metastore.release", "").equals("3.1") ? Release.HIVE_3_1 : Release.HIVE_4);
        }
        return shared;
    }

    static MetastoreUnderTest start(Release release)
            throws Exception
    {
        if (!DISTRIBUTION.isComplete()) {
            throw new IllegalStateException("Hive is not packaged at %s: run the tests with a later phase than package, such as mvn verify".formatted(DISTRIBUTION.home()));
        }
        MetastoreUnderTest started = new MetastoreUnderTest(release, Files.createTempDirectory("metastore-test").toRealPath());
        Runtime.getRuntime().addShutdownHook(new Thread(started::close));
        started.start(0);
        return started;
    }

    Release release()
    {
        return release;
    }

    private void start(int port)
            throws Exception
    {
        server = release == Release.HIVE_4 ? startHive4(port) : startHive3(port);
    }

    private Server startHive4(int port)
            throws ServerStartException, InterruptedException
    {
        Metastore metastore = Metastore.start(
                DISTRIBUTION, directory.resolve("state"), Optional.of(directory.resolve("data")), Optional.of(warehouse().toUri().toString()), port, List.of("-Xmx512m"));
        return new Server()
        {
            @Override
            public int port()
            {
                return metastore.uri().getPort();
            }

            @Override
            public void kill()
                    throws InterruptedException
            {
                metastore.kill();
            }

            @Override
            public void close()
            {
                metastore.close();
            }
        };
    }

    private Server startHive3(int givenPort)
            throws IOException
    {
        int port = givenPort == 0 ? freePort() : givenPort;
        Files.createDirectories(directory.resolve("data"));
        Peer peer = Peer.start("hive", "dev.varve.product.peer.hive.Hive3Metastore", List.of(
                Integer.toString(port), directory.resolve("data").toString(), warehouse().toUri().toString()));
        return new Server()
        {
            @Override
            public int port()
            {
                return port;
            }

            @Override
            public void kill()
                    throws InterruptedException
            {
                peer.kill();
            }

            @Override
            public void close()
                    throws InterruptedException
            {
                peer.close();
            }
        };
    }

    private static int freePort()
            throws IOException
    {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends it as a crash would. */
    void kill()
            throws InterruptedException
    {
        server.kill();
    }

    void restart()
            throws Exception
    {
        int port = server.port();
        server.close();
        start(port);
    }

    Path warehouse()
    {
        return directory.resolve("warehouse");
    }

    int port()
    {
        return server.port();
    }

    String uri()
    {
        return "thrift://127.0.0.1:" + server.port();
    }

    MetastoreClient client()
    {
        return client(uri());
    }

    static MetastoreClient client(String uri)
    {
        return ThriftMetastoreClient.of(MetastoreAddress.parse(uri).withPatience(Duration.ofMillis(500)).withCallTimeout(Duration.ofSeconds(30)));
    }

    HiveMetastoreCatalog catalog()
    {
        return catalog(client(), CatalogSettings.DEFAULT);
    }

    static HiveMetastoreCatalog catalog(MetastoreClient client, CatalogSettings settings)
    {
        return HiveMetastoreCatalog.of(client, new LocalStorage(), DefaultFormats.all(), settings);
    }

    @Override
    public void close()
    {
        try {
            if (server != null) {
                server.close();
            }
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
        catch (IOException e) {
            // It is in the directory for temporary files.
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
