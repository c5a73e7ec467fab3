package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.trino.block.BlockEncoder;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveSplit;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.type.RowType;
import com.google.inject.Inject;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorTableCredentials;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.EmptyPageSource;
import io.trino.spi.connector.MemoryContext;
import io.trino.spi.predicate.TupleDomain;

import java.util.List;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/** Opens splits on the workers. */
public final class VarvePageSourceProvider
        implements ConnectorPageSourceProvider
{
    private final WarehouseTables tables;
    private final DataFileFormats formats;

    @Inject
    public VarvePageSourceProvider(WarehouseTables tables, DataFileFormats formats)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    @Override
    public ConnectorPageSource createPageSource(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorSplit split,
            ConnectorTableHandle table,
            Optional<ConnectorTableCredentials> credentials,
            List<ColumnHandle> columns,
            DynamicFilter dynamicFilter,
            MemoryContext memory)
    {
        VarveTableHandle handle = (VarveTableHandle) table;
        TupleDomain<VarveColumnHandle> wanted = handle.unenforced()
                .intersect(dynamicFilter.getCurrentPredicate().transformKeys(VarveColumnHandle.class::cast));
        if (wanted.isNone()) {
            return new EmptyPageSource();
        }
        TableVersion version = tables.forReading(session, handle);
        RowType fields = version.schema().fields();
        List<VarveColumnHandle> asked = columns.stream().map(VarveColumnHandle.class::cast).toList();
        ReadMetrics metrics = new ReadMetrics();
        TableReader reader = TableReader.of(
                version,
                formats,
                asked.stream().map(column -> fields.indexOfId(column.fieldId()).orElseThrow()).toList(),
                DomainPredicate.condition(wanted, fields),
                metrics);
        BatchSource batches = translating(() -> reader.open(((VarveSplit) split).decode()));
        return new VarvePageSource(
                batches,
                asked.stream().map(column -> BlockEncoder.of(column.type())).toList(),
                metrics,
                memory,
                handle.limit());
    }
}
