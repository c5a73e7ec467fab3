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
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A metastore as {@code ./varve metastore} starts it, with a data directory of its own, which can be killed and started again. */
final class MetastoreUnderTest
        implements AutoCloseable
{
    private static final HiveDistribution DISTRIBUTION = new HiveDistribution(Path.of(System.getProperty("varve.hive", "../hive-server/target/dist")));
    private static MetastoreUnderTest shared;

    private final Path directory;
    private Metastore metastore;

    private MetastoreUnderTest(Path directory)
    {
        this.directory = directory;
    }

    /** One for all tests of this process, which it ends with. */
    static synchronized MetastoreUnderTest shared()
            throws Exception
    {
        if (shared == null) {
            if (!DISTRIBUTION.isComplete()) {
                throw new IllegalStateException("Hive is not packaged at %s: run the tests with a later phase than package, such as mvn verify".formatted(DISTRIBUTION.home()));
            }
            MetastoreUnderTest started = new MetastoreUnderTest(Files.createTempDirectory("metastore-test").toRealPath());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            started.start(0);
            shared = started;
        }
        return shared;
    }

    private void start(int port)
            throws ServerStartException, InterruptedException
    {
        metastore = Metastore.start(
                DISTRIBUTION, directory.resolve("state"), Optional.of(directory.resolve("data")), Optional.of(warehouse().toUri().toString()), port, List.of("-Xmx512m"));
    }

    /** Ends it as a crash would. */
    void kill()
            throws InterruptedException
    {
        metastore.kill();
    }

    void restart()
            throws ServerStartException, InterruptedException
    {
        int port = metastore.uri().getPort();
        metastore.close();
        start(port);
    }

    Path warehouse()
    {
        return directory.resolve("warehouse");
    }

    int port()
    {
        return metastore.uri().getPort();
    }

    String uri()
    {
        return metastore.uri().toString();
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
        if (metastore != null) {
            metastore.close();
        }
        try {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
        catch (IOException e) {
            // It is in the directory for temporary files.
        }
    }
}
