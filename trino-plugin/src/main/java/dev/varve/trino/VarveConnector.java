package dev.varve.trino;

import dev.varve.trino.handle.VarveTransactionHandle;
import com.google.inject.Inject;
import io.airlift.bootstrap.LifeCycleManager;
import io.trino.plugin.base.classloader.ClassLoaderSafeConnectorMetadata;
import io.trino.plugin.base.classloader.ClassLoaderSafeConnectorPageSourceProvider;
import io.trino.plugin.base.classloader.ClassLoaderSafeConnectorSplitManager;
import io.trino.plugin.base.classloader.ClassLoaderSafeConnectorTableFunction;
import io.trino.plugin.base.classloader.ClassLoaderSafeNodePartitioningProvider;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorCapabilities;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorNodePartitioningProvider;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.function.table.ConnectorTableFunction;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.transaction.IsolationLevel;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;

import static io.trino.spi.transaction.IsolationLevel.READ_COMMITTED;
import static io.trino.spi.transaction.IsolationLevel.checkConnectorSupports;
import static java.util.Objects.requireNonNull;

/** One catalog. */
public final class VarveConnector
        implements Connector
{
    private final LifeCycleManager lifeCycle;
    private final ExecutorService planningExecutor;
    private final ConnectorMetadata metadata;
    private final ConnectorSplitManager splitManager;
    private final ConnectorPageSourceProvider pageSourceProvider;
    private final ConnectorNodePartitioningProvider nodePartitioning;
    private final VarveSessionProperties sessionProperties;
    private final VarveSchemaProperties schemaProperties;
    private final VarveTableProperties tableProperties;
    private final Set<ConnectorTableFunction> tableFunctions;

    @Inject
    public VarveConnector(
            LifeCycleManager lifeCycle,
            @ForPlanning ExecutorService planningExecutor,
            VarveMetadata metadata,
            VarveSplitManager splitManager,
            VarvePageSourceProvider pageSourceProvider,
            VarveNodePartitioning nodePartitioning,
            VarveSessionProperties sessionProperties,
            VarveSchemaProperties schemaProperties,
            VarveTableProperties tableProperties,
            TableChangesFunction tableChanges)
    {
        this.lifeCycle = requireNonNull(lifeCycle, "lifeCycle is null");
        this.planningExecutor = requireNonNull(planningExecutor, "planningExecutor is null");
        // The libraries of object stores look for services in the class loader of the thread.
        ClassLoader plugin = VarveConnector.class.getClassLoader();
        this.metadata = new ClassLoaderSafeConnectorMetadata(metadata, plugin);
        this.splitManager = new ClassLoaderSafeConnectorSplitManager(splitManager, plugin);
        this.pageSourceProvider = new ClassLoaderSafeConnectorPageSourceProvider(pageSourceProvider, plugin);
        this.nodePartitioning = new ClassLoaderSafeNodePartitioningProvider(nodePartitioning, plugin);
        this.sessionProperties = requireNonNull(sessionProperties, "sessionProperties is null");
        this.schemaProperties = requireNonNull(schemaProperties, "schemaProperties is null");
        this.tableProperties = requireNonNull(tableProperties, "tableProperties is null");
        tableFunctions = Set.of(new ClassLoaderSafeConnectorTableFunction(tableChanges, getClass().getClassLoader()));
    }

    @Override
    public ConnectorTransactionHandle beginTransaction(IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit)
    {
        checkConnectorSupports(READ_COMMITTED, isolationLevel);
        return VarveTransactionHandle.INSTANCE;
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction)
    {
        return metadata;
    }

    @Override
    public ConnectorSplitManager getSplitManager()
    {
        return splitManager;
    }

    @Override
    public ConnectorPageSourceProvider getPageSourceProvider()
    {
        return pageSourceProvider;
    }

    @Override
    public ConnectorNodePartitioningProvider getNodePartitioningProvider()
    {
        return nodePartitioning;
    }

    @Override
    public Set<ConnectorTableFunction> getTableFunctions()
    {
        return tableFunctions;
    }

    @Override
    public List<PropertyMetadata<?>> getSessionProperties()
    {
        return sessionProperties.properties();
    }

    @Override
    public List<PropertyMetadata<?>> getSchemaProperties()
    {
        return schemaProperties.properties();
    }

    @Override
    public List<PropertyMetadata<?>> getTableProperties()
    {
        return tableProperties.properties();
    }

    @Override
    public Set<ConnectorCapabilities> getCapabilities()
    {
        return Set.of(ConnectorCapabilities.NOT_NULL_COLUMN_CONSTRAINT);
    }

    @Override
    public void shutdown()
    {
        planningExecutor.shutdownNow();
        lifeCycle.stop();
    }
}
