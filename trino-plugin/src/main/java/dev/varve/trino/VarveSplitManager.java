package dev.varve.trino;

import dev.varve.TableChanges;
import dev.varve.TableVersion;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.trino.handle.SystemSplit;
import dev.varve.trino.handle.SystemTableHandle;
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
    private final WarehouseTables tables;
    private final ExecutorService executor;

    @Inject
    public VarveSplitManager(WarehouseTables tables, @ForPlanning ExecutorService executor)
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
        if (table instanceof VarveChangesHandle changes) {
            return changes.range().isEmpty() || changes.constraint().isNone()
                    ? FixedSplitSource.emptySplitSource()
                    : new VarveChangeSplitSource(new TableChanges(tables.forReading(session, changes.table()), changes.range()), changes.constraint(), executor);
        }
        if (table instanceof SystemTableHandle system) {
            return system.constraint().isNone() ? FixedSplitSource.emptySplitSource() : new FixedSplitSource(new SystemSplit());
        }
        if (table instanceof VarveAnswerHandle) {
            return new FixedSplitSource(new SystemSplit());
        }
        VarveTableHandle handle = (VarveTableHandle) table;
        if (handle.isEmpty() || handle.constraint().isNone()) {
            return FixedSplitSource.emptySplitSource();
        }
        TableVersion version = tables.version(session, handle);
        long wait = dynamicFilterColumns.isEmpty() ? 0 : VarveSessionProperties.dynamicFilteringWaitTimeout(session).toMillis();
        return new VarveSplitSource(version, handle, wait, executor);
    }
}
