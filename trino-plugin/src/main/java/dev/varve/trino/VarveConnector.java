package dev.varve.trino;

import com.google.inject.Inject;
import io.airlift.bootstrap.LifeCycleManager;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.transaction.IsolationLevel;

import static java.util.Objects.requireNonNull;

/** One catalog. */
public final class VarveConnector
        implements Connector
{
    private final LifeCycleManager lifeCycle;
    private final VarveMetadata metadata;

    @Inject
    VarveConnector(LifeCycleManager lifeCycle, VarveMetadata metadata)
    {
        this.lifeCycle = requireNonNull(lifeCycle, "lifeCycle is null");
        this.metadata = requireNonNull(metadata, "metadata is null");
    }

    @Override
    public ConnectorTransactionHandle beginTransaction(IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit)
    {
        return VarveTransactionHandle.INSTANCE;
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction)
    {
        return metadata;
    }

    @Override
    public void shutdown()
    {
        lifeCycle.stop();
    }
}
