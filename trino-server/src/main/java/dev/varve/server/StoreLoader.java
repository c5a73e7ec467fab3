package dev.varve.server;

import dev.varve.storage.StoreProvider;
import dev.varve.storage.StoreProvider.OpenStore;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * Opens a warehouse in an object store or HDFS with what the installed server has for it: its plugin, loaded as Trino loads it, apart from
 * the program that asks, which may use other releases of the same libraries. Both have in common the seam to storages, and nothing else.
 */
public final class StoreLoader
{
    private static final Pattern COMMON = Pattern.compile("dev\\.varve\\.(storage|error)\\..*");
    /** What a server gives to its plugins. */
    private static final Pattern GIVEN_BY_SERVER = Pattern.compile("(trino-spi|slice|jackson-annotations|jts-core|opentelemetry-(api|api-incubator|common|context))-\\d.*\\.jar");

    private StoreLoader() {}

    /**
     * Opens the store of a warehouse. The class loader stays open, as Hadoop still wants classes when the process ends.
     *
     * @param warehouse a URI such as {@code s3://bucket/warehouse}
     * @param properties of a catalog, as Trino calls them
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if no file system is known for the warehouse, or a property is not known
     * @throws IOException if the server is not there
     */
    public static OpenStore open(Distribution server, String warehouse, Map<String, String> properties)
            throws IOException
    {
        URLClassLoader given = new GivenByServer(jars(server.libraries(), GIVEN_BY_SERVER));
        URLClassLoader plugin = new URLClassLoader("varve-plugin", jars(server.plugins().resolve("varve"), Pattern.compile(".*\\.jar")), given);
        StoreProvider provider = ServiceLoader.load(StoreProvider.class, plugin).findFirst()
                .orElseThrow(() -> new IOException("The server in %s cannot open stores: it is older than this program".formatted(server.home())));
        return provider.open(warehouse, properties);
    }

    private static URL[] jars(Path directory, Pattern name)
            throws IOException
    {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (name.matcher(file.getFileName().toString()).matches()) {
                    urls.add(file.toUri().toURL());
                }
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static final class GivenByServer
            extends URLClassLoader
    {
        private GivenByServer(URL[] jars)
        {
            super("varve-plugin-parent", jars, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name)
                throws ClassNotFoundException
        {
            return COMMON.matcher(name).matches() ? StoreLoader.class.getClassLoader().loadClass(name) : super.findClass(name);
        }
    }
}
