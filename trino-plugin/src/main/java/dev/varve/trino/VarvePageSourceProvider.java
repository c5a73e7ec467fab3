package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveChangeSplit;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.schema.TableSchema;
import dev.varve.system.SystemTable;
import dev.varve.trino.block.BlockEncoder;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveSplit;
import dev.varve.trino.handle.VarveRelationHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.RowType;
import dev.varve.view.DataView;
import dev.varve.view.ViewReader;
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
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.TypeManager;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/** Opens splits on the workers. */
public final class VarvePageSourceProvider
        implements ConnectorPageSourceProvider
{
    private final CatalogTables tables;
    private final DataFileFormats formats;
    private final TypeMapping types;
    private final SystemMetadata systemTables;

    @Inject
    public VarvePageSourceProvider(CatalogTables tables, DataFileFormats formats, TypeManager typeManager)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.formats = requireNonNull(formats, "formats is null");
        types = TypeMapping.of(typeManager);
        systemTables = new SystemMetadata(tables, types);
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
        List<VarveColumnHandle> asked = columns.stream().map(VarveColumnHandle.class::cast).toList();
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> tablePageSource(session, handle, (VarveSplit) split, asked, dynamicFilter, memory);
            case VarveAnswerHandle answer -> AnswerPages.open(tables.forReading(session, answer.table()), formats, answer, asked);
            case VarveChangesHandle changes -> ChangePages.open(
                    changes.name(), tables.forReading(session, changes.table()), formats, types, (VarveChangeSplit) split, changes.constraint(), asked, memory);
            case SystemTableHandle system -> systemPageSource(session, system, asked, memory);
        };
    }

    private ConnectorPageSource tablePageSource(
            ConnectorSession session,
            VarveTableHandle handle,
            VarveSplit split,
            List<VarveColumnHandle> asked,
            DynamicFilter dynamicFilter,
            MemoryContext memory)
    {
        TupleDomain<VarveColumnHandle> wanted = handle.unenforced()
                .intersect(dynamicFilter.getCurrentPredicate().transformKeys(VarveColumnHandle.class::cast));
        if (wanted.isNone()) {
            return new EmptyPageSource();
        }
        TableVersion version = tables.forReading(session, handle);
        Optional<DataView> view = handle.view();
        if (view.isPresent() && !view.get().showsRowsOnly()) {
            return viewPageSource(handle, view.get(), version, split, wanted, asked, memory);
        }
        TableSchema schema = view.map(shown -> shown.schema(version.schema())).orElse(version.schema());
        // A row without members that are not asked for may read as null.
        Set<Integer> conditions = wanted.getDomains().orElseThrow().keySet().stream().map(VarveColumnHandle::fieldId).collect(Collectors.toUnmodifiableSet());
        ColumnReads reads = ColumnReads.of(handle.name(), schema, asked, conditions, types);
        ReadMetrics metrics = new ReadMetrics();
        TableReader reader = TableReader.of(
                TableVersion.of(version.table(), reads.schema(), Optional.empty()),
                formats,
                reads.columns(),
                DomainPredicate.condition(wanted, reads.schema().fields()),
                metrics);
        BatchSource batches = translating(() -> reader.open(split.decode()));
        return new VarvePageSource(
                batches,
                reads.pageColumns(),
                metrics,
                memory,
                handle.limit());
    }

    /** The rows of a view that shows more than rows. */
    private ConnectorPageSource viewPageSource(
            VarveTableHandle handle,
            DataView view,
            TableVersion version,
            VarveSplit split,
            TupleDomain<VarveColumnHandle> wanted,
            List<VarveColumnHandle> asked,
            MemoryContext memory)
    {
        ReadMetrics metrics = new ReadMetrics();
        RowType fields = view.schema(version.schema()).fields();
        List<Integer> columns = asked.stream().map(column -> fields.indexOfId(column.fieldId()).orElseThrow()).toList();
        ViewReader reader = ViewReader.of(view, version, formats, columns, DomainPredicate.condition(wanted, fields), metrics);
        return new VarvePageSource(translating(() -> reader.open(split.decode())), wholeColumns(handle.name(), asked), metrics, memory, handle.limit());
    }

    private static List<PageColumn> wholeColumns(SchemaTableName table, List<VarveColumnHandle> asked)
    {
        return IntStream.range(0, asked.size())
                .mapToObj(i -> new PageColumn(i, BlockEncoder.of(asked.get(i).type()), List.of(), ColumnReads.range(table, asked.get(i))))
                .toList();
    }

    private ConnectorPageSource systemPageSource(ConnectorSession session, SystemTableHandle handle, List<VarveColumnHandle> asked, MemoryContext memory)
    {
        SystemTable table = systemTables.table(session, handle);
        BatchSource batches = translating(() -> table.read(
                asked.stream().map(VarveColumnHandle::fieldId).toList(),
                SystemMetadata.condition(handle, table.type())));
        return new VarvePageSource(batches, wholeColumns(handle.name(), asked), new ReadMetrics(), memory, handle.limit());
    }
}
