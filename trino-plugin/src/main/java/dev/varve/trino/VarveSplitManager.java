package dev.varve.trino;

import dev.varve.TableChanges;
import dev.varve.TableVersion;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.trino.handle.WholeSplit;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.VarveRelationHandle;
import dev.varve.trino.handle.VarveTableHandle;
import com.google.inject.Inject;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.FixedSplitSource;

import java.util.Set;
import java.util.concurrent.ExecutorService;

import static java.util.Objects.requireNonNull;

/** Starts scans on the coordinator. */
public final class VarveSplitManager
        implements ConnectorSplitManager
{
    private final CatalogTables tables;
    private final ExecutorService executor;

    @Inject
    public VarveSplitManager(CatalogTables tables, @ForPlanning ExecutorService executor)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.executor = requireNonNull(executor, "executor is null");
    }

    @Override
    public ConnectorSplitSource getSplits(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorTableHandle table,
            Set<ColumnHandle> dynamicFilterColumns,
            Constraint constraint)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> splits(session, handle, dynamicFilterColumns);
            case VarveAnswerHandle _ -> new FixedSplitSource(new WholeSplit());
            case VarveChangesHandle changes -> changes.range().isEmpty() || changes.constraint().isNone()
                    ? FixedSplitSource.emptySplitSource()
                    : new VarveChangeSplitSource(new TableChanges(tables.forReading(session, changes.table()), changes.range()), changes.constraint(), executor);
            case SystemTableHandle system -> system.constraint().isNone() ? FixedSplitSource.emptySplitSource() : new FixedSplitSource(new WholeSplit());
        };
    }

    private ConnectorSplitSource splits(ConnectorSession session, VarveTableHandle handle, Set<ColumnHandle> dynamicFilterColumns)
    {
        if (handle.isEmpty() || handle.constraint().isNone()) {
            return FixedSplitSource.emptySplitSource();
        }
        TableVersion version = tables.version(session, handle);
        long wait = dynamicFilterColumns.isEmpty() ? 0 : VarveSessionProperties.dynamicFilteringWaitTimeout(session).toMillis();
        return new VarveSplitSource(version, handle, wait, executor);
    }
}
