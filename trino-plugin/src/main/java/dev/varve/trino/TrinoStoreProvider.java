package dev.varve.trino;

import com.google.common.reflect.AbstractInvocationHandler;
import com.google.common.reflect.Reflection;
import com.google.inject.CreationException;
import com.google.inject.Injector;
import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;
import dev.varve.storage.StoreProvider;
import dev.varve.storage.WritableStorage;
import dev.varve.trino.file.AtomicCreations;
import dev.varve.trino.file.TrinoWritableStorage;
import io.airlift.bootstrap.ApplicationConfigurationException;
import io.airlift.bootstrap.Bootstrap;
import io.airlift.bootstrap.LifeCycleManager;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.filesystem.manager.FileSystemModule;
import io.trino.spi.BlocksHashFactory;
import io.trino.spi.HostAddress;
import io.trino.spi.Node;
import io.trino.spi.NodeManager;
import io.trino.spi.PageIndexerFactory;
import io.trino.spi.PageSorter;
import io.trino.spi.VersionEmbedder;
import io.trino.spi.classloader.ThreadContextClassLoader;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorExpressionEvaluator;
import io.trino.spi.connector.MetadataProvider;
import io.trino.spi.security.ConnectorIdentity;
import io.trino.spi.type.TypeManager;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static io.airlift.configuration.ConfigBinder.configBinder;

/** Trino's file systems in a process that is no Trino server, with the properties that a catalog has. */
public final class TrinoStoreProvider
        implements StoreProvider
{
    private static final String NAME = "store";

    @Override
    public OpenStore open(String warehouse, Map<String, String> properties)
    {
        Map<String, String> all = new HashMap<>(properties);
        all.put("warehouse", warehouse);
        ProcessContext context = new ProcessContext();
        try (var _ = new ThreadContextClassLoader(TrinoStoreProvider.class.getClassLoader())) {
            Injector injector = new Bootstrap(
                    "dev.varve.trino." + NAME,
                    new FileSystemModule(NAME, context, false),
                    binder -> {
                        binder.bind(OpenTelemetry.class).toInstance(context.getOpenTelemetry());
                        binder.bind(Tracer.class).toInstance(context.getTracer());
                        // Properties of a catalog that say nothing about the store are understood, too.
                        configBinder(binder).bindConfig(VarveConfig.class);
                    })
                    .doNotInitializeLogging()
                    .disableSystemProperties()
                    .quiet()
                    .setRequiredConfigurationProperties(FileSystemProperties.complete(all))
                    .initialize();
            TrinoFileSystem fileSystem = injector.getInstance(TrinoFileSystemFactory.class).create(ConnectorIdentity.ofUser(System.getProperty("user.name")));
            StoragePath root = StoragePath.of(FileSystemProperties.location(warehouse));
            return new Store(TrinoWritableStorage.of(fileSystem, AtomicCreations.of(Optional.of(root))), root, injector.getInstance(LifeCycleManager.class));
        }
        catch (ApplicationConfigurationException | IllegalArgumentException e) {
            throw misconfigured(warehouse, e.getMessage());
        }
        catch (CreationException e) {
            throw misconfigured(warehouse, e.getErrorMessages().iterator().next().getMessage());
        }
    }

    private static VarveException misconfigured(String warehouse, String problem)
    {
        return VarveException.invalid("The store of warehouse " + warehouse + " is not configured as it must be: " + problem);
    }

    private record Store(WritableStorage storage, StoragePath warehouse, LifeCycleManager connections)
            implements OpenStore
    {
        @Override
        public void close()
        {
            connections.stop();
        }
    }

    /** What a server tells its plugins. Much of it the file systems want to be given and never use. */
    private static final class ProcessContext
            implements ConnectorContext
    {
        @Override
        public OpenTelemetry getOpenTelemetry()
        {
            return OpenTelemetry.noop();
        }

        @Override
        public Tracer getTracer()
        {
            return getOpenTelemetry().getTracer(NAME);
        }

        @Override
        public Node getCurrentNode()
        {
            return new ProcessNode();
        }

        @Override
        public NodeManager getNodeManager()
        {
            return unused(NodeManager.class);
        }

        @Override
        public VersionEmbedder getVersionEmbedder()
        {
            return unused(VersionEmbedder.class);
        }

        @Override
        public TypeManager getTypeManager()
        {
            return unused(TypeManager.class);
        }

        @Override
        public MetadataProvider getMetadataProvider()
        {
            return unused(MetadataProvider.class);
        }

        @Override
        public PageSorter getPageSorter()
        {
            return unused(PageSorter.class);
        }

        @Override
        public PageIndexerFactory getPageIndexerFactory()
        {
            return unused(PageIndexerFactory.class);
        }

        @Override
        public BlocksHashFactory getBlocksHashFactory()
        {
            return unused(BlocksHashFactory.class);
        }

        @Override
        public ConnectorExpressionEvaluator getExpressionEvaluator()
        {
            return unused(ConnectorExpressionEvaluator.class);
        }

        private static <T> T unused(Class<T> type)
        {
            return Reflection.newProxy(type, new AbstractInvocationHandler() {
                @Override
                protected Object handleInvocation(Object proxy, Method method, Object[] arguments)
                {
                    throw new UnsupportedOperationException("There is no server that could be asked for " + method);
                }
            });
        }
    }

    private static final class ProcessNode
            implements Node
    {
        @Override
        public String getHost()
        {
            return "127.0.0.1";
        }

        @Override
        public HostAddress getHostAndPort()
        {
            return HostAddress.fromParts(getHost(), 0);
        }

        @Override
        public String getNodeIdentifier()
        {
            return NAME;
        }

        @Override
        public String getVersion()
        {
            return "";
        }

        @Override
        public boolean isCoordinator()
        {
            return true;
        }
    }
}
