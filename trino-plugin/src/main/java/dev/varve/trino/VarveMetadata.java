package dev.varve.trino;

import com.google.inject.Inject;
import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.schema.TableSchema;
import dev.varve.system.GlobalTables;
import dev.varve.trino.handle.BucketedScan;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarvePartitioningHandle;
import dev.varve.trino.handle.VarveRelationHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.type.TypeMapping;
import dev.varve.view.DataView;
import io.airlift.log.Logger;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.AggregateFunction;
import io.trino.spi.connector.AggregationApplicationResult;
import io.trino.spi.connector.Assignment;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ColumnPosition;
import io.trino.spi.connector.ColumnSchema;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorPartitioningHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTablePartitioning;
import io.trino.spi.connector.ConnectorTableProperties;
import io.trino.spi.connector.ConnectorTableSchema;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.ConstraintApplicationResult;
import io.trino.spi.connector.LimitApplicationResult;
import io.trino.spi.connector.ProjectionApplicationResult;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.RelationCommentMetadata;
import io.trino.spi.connector.SaveMode;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SortItem;
import io.trino.spi.connector.TableFunctionApplicationResult;
import io.trino.spi.connector.TopNApplicationResult;
import io.trino.spi.expression.ConnectorExpression;
import io.trino.spi.function.table.ConnectorTableFunctionHandle;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.security.TrinoPrincipal;
import io.trino.spi.statistics.TableStatistics;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static java.util.Objects.requireNonNull;

/** Schemas, tables and columns, and what of a query is pushed down. */
public final class VarveMetadata
        implements ConnectorMetadata
{
    private static final Logger log = Logger.get(VarveMetadata.class);

    private final CatalogTables tables;
    private final SchemaStatements statements;
    private final TypeMapping types;
    private final SystemMetadata systemTables;
    private final PinnedTables pinnedTables;
    private final AggregationPushdown aggregations;
    private final BucketedExecution buckets;
    private final TopNPushdown topRows;

    @Inject
    VarveMetadata(CatalogTables tables, SchemaStatements statements, TypeManager typeManager)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.statements = requireNonNull(statements, "statements is null");
        types = TypeMapping.of(typeManager);
        systemTables = new SystemMetadata(tables, types);
        pinnedTables = new PinnedTables(tables, systemTables);
        aggregations = new AggregationPushdown(tables);
        buckets = new BucketedExecution(tables);
        topRows = new TopNPushdown(tables);
    }

    @Override
    public List<String> listSchemaNames(ConnectorSession session)
    {
        Stream<String> databases = tables.databases(session).stream().map(VarveMetadata::sqlName);
        return Stream.concat(databases, Stream.of(GlobalTables.DATABASE)).distinct().toList();
    }

    @Override
    public boolean schemaExists(ConnectorSession session, String schemaName)
    {
        return schemaName.equals(GlobalTables.DATABASE) || !tables.databases(session, schemaName).isEmpty();
    }

    @Override
    public Map<String, Object> getSchemaProperties(ConnectorSession session, String schemaName)
    {
        return schemaName.equals(GlobalTables.DATABASE)
                ? Map.of()
                : VarveSchemaProperties.of(translating(() -> tables.registry().chosenLocation(session, schemaName)));
    }

    @Override
    public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schemaName)
    {
        List<SchemaTableName> listed = new ArrayList<>(tables.list(session, schemaName).keySet());
        if (schemaName.isEmpty() || schemaName.get().equals(GlobalTables.DATABASE)) {
            listed.addAll(SystemMetadata.globalTables());
        }
        return listed;
    }

    @Override
    public Iterator<RelationColumnsMetadata> streamRelationColumns(
            ConnectorSession session,
            Optional<String> schemaName,
            UnaryOperator<Set<SchemaTableName>> relationFilter)
    {
        return schemas(session, schemaName, relationFilter)
                .map(table -> RelationColumnsMetadata.forTable(table.getKey(), TableColumns.of(table.getKey(), table.getValue(), types).metadata()))
                .iterator();
    }

    @Override
    public Iterator<RelationCommentMetadata> streamRelationComments(
            ConnectorSession session,
            Optional<String> schemaName,
            UnaryOperator<Set<SchemaTableName>> relationFilter)
    {
        return schemas(session, schemaName, relationFilter)
                .map(table -> RelationCommentMetadata.forRelation(table.getKey(), comment(table.getValue())))
                .iterator();
    }

    /** The newest schemas of the tables that the filter lets pass, and that can be used: the others must not keep them from being listed. */
    private Stream<Map.Entry<SchemaTableName, TableSchema>> schemas(
            ConnectorSession session,
            Optional<String> schemaName,
            UnaryOperator<Set<SchemaTableName>> relationFilter)
    {
        Map<SchemaTableName, List<CatalogTables.RealName>> listed = tables.list(session, schemaName);
        return relationFilter.apply(listed.keySet()).stream()
                .flatMap(name -> listable(session, name, listed.getOrDefault(name, List.of())).map(schema -> Map.entry(name, schema)).stream());
    }

    private Optional<TableSchema> listable(ConnectorSession session, SchemaTableName name, List<CatalogTables.RealName> realNames)
    {
        try {
            Optional<TableSchema> schema = CatalogTables.single("tables", name.getTableName(), realNames)
                    .map(realName -> translating(() -> realName.open(tables.catalog(session)).latestSchema()));
            schema.ifPresent(found -> TableColumns.of(name, found, types));
            return schema;
        }
        catch (TrinoException e) {
            log.warn("Table %s is left out of a listing: %s", name, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> comment(TableSchema schema)
    {
        return schema.comment().filter(comment -> !comment.isEmpty());
    }

    @Override
    public ConnectorTableHandle getTableHandle(
            ConnectorSession session,
            SchemaTableName name,
            Optional<ConnectorTableVersion> startVersion,
            Optional<ConnectorTableVersion> endVersion)
    {
        if (startVersion.isPresent()) {
            throw new TrinoException(NOT_SUPPORTED, "A table has one version in a query: FOR ... AS OF, not a range");
        }
        return pinnedTables.find(session, name, endVersion.map(asOf -> TableVersions.selector(session, asOf))).orElse(null);
    }

    @Override
    public SchemaTableName getTableName(ConnectorSession session, ConnectorTableHandle table)
    {
        return ((VarveRelationHandle) table).name();
    }

    @Override
    public ConnectorTableMetadata getTableMetadata(ConnectorSession session, ConnectorTableHandle table)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> metadata(session, handle);
            case VarveAnswerHandle answer -> metadata(session, answer.table());
            case VarveChangesHandle changes -> new ConnectorTableMetadata(changes.name(), ChangeColumns.metadata(changes.name(), tables.schema(session, changes.table()), types));
            case SystemTableHandle system -> systemTables.metadata(session, system);
        };
    }

    private ConnectorTableMetadata metadata(ConnectorSession session, VarveTableHandle handle)
    {
        TableSchema schema = tables.schema(session, handle);
        if (handle.view().isPresent()) {
            return new ConnectorTableMetadata(handle.name(), columns(handle, schema).metadata());
        }
        return new ConnectorTableMetadata(
                handle.name(),
                TableColumns.withHidden(handle.name(), schema, types).metadata(),
                VarveTableProperties.of(schema, chosenLocation(session, handle)),
                comment(schema));
    }

    private Optional<String> chosenLocation(ConnectorSession session, VarveTableHandle handle)
    {
        return tables.open(session, handle.name()).flatMap(table -> translating(() -> tables.registry().chosenLocation(session, table)));
    }

    /** Asked for whenever a query names a table, and does without what only SHOW CREATE TABLE needs to know. */
    @Override
    public ConnectorTableSchema getTableSchema(ConnectorSession session, ConnectorTableHandle table)
    {
        if (!(table instanceof VarveTableHandle handle)) {
            return getTableMetadata(session, table).getTableSchema();
        }
        List<ColumnSchema> columns = columns(handle, tables.schema(session, handle)).metadata().stream().map(ColumnMetadata::getColumnSchema).toList();
        return new ConnectorTableSchema(handle.name(), columns);
    }

    @Override
    public Map<String, ColumnHandle> getColumnHandles(ConnectorSession session, ConnectorTableHandle table)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> columns(handle, tables.schema(session, handle)).handles();
            case VarveAnswerHandle answer -> answer.columns().stream().collect(Collectors.toMap(VarveColumnHandle::name, column -> column));
            case VarveChangesHandle changes -> ChangeColumns.handles(changes.name(), tables.schema(session, changes.table()), types);
            case SystemTableHandle system -> systemTables.columns(session, system);
        };
    }

    private TableColumns columns(VarveTableHandle handle, TableSchema schema)
    {
        boolean showsOrigins = handle.view().isEmpty() || handle.view().get() == DataView.READ_OPTIMIZED;
        return showsOrigins ? TableColumns.withHidden(handle.name(), schema, types) : TableColumns.of(handle.name(), schema, types);
    }

    @Override
    public ColumnMetadata getColumnMetadata(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column)
    {
        VarveColumnHandle handle = (VarveColumnHandle) column;
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle ofTable -> TableColumns.metadata(handle, tables.schema(session, ofTable));
            case VarveAnswerHandle _ -> new ColumnMetadata(handle.name(), handle.type());
            case VarveChangesHandle changes -> ChangeColumns.isTold(handle)
                    ? new ColumnMetadata(handle.name(), handle.type())
                    : TableColumns.metadata(handle, tables.schema(session, changes.table()));
            case SystemTableHandle system -> systemTables.metadata(session, system, handle);
        };
    }

    @Override
    public ConnectorTableProperties getTableProperties(ConnectorSession session, ConnectorTableHandle table)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> new ConnectorTableProperties(
                    handle.enforced().transformKeys(ColumnHandle.class::cast), handle.bucketed().map(VarveMetadata::partitioning), Optional.empty(), List.of());
            case VarveAnswerHandle _, VarveChangesHandle _, SystemTableHandle _ -> new ConnectorTableProperties();
        };
    }

    private static ConnectorTablePartitioning partitioning(BucketedScan scan)
    {
        return new ConnectorTablePartitioning(scan.partitioning(), List.copyOf(scan.columns()));
    }

    @Override
    public Optional<ConnectorTableHandle> applyPartitioning(
            ConnectorSession session,
            ConnectorTableHandle table,
            Optional<ConnectorPartitioningHandle> partitioning,
            List<ColumnHandle> columns)
    {
        return table instanceof VarveTableHandle handle
                ? buckets.apply(session, handle, partitioning, columns).map(ConnectorTableHandle.class::cast)
                : Optional.empty();
    }

    @Override
    public Optional<ConnectorPartitioningHandle> getCommonPartitioningHandle(ConnectorSession session, ConnectorPartitioningHandle left, ConnectorPartitioningHandle right)
    {
        return ((VarvePartitioningHandle) left).common((VarvePartitioningHandle) right).map(ConnectorPartitioningHandle.class::cast);
    }

    @Override
    public Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(ConnectorSession session, ConnectorTableHandle table, Constraint constraint)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> applyFilter(handle, constraint);
            case VarveAnswerHandle _ -> Optional.empty();
            case VarveChangesHandle changes -> applyFilter(changes, constraint);
            case SystemTableHandle system -> SystemMetadata.filter(system, constraint);
        };
    }

    private static Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(VarveTableHandle handle, Constraint constraint)
    {
        if (handle.limit().isPresent() || handle.top().isPresent()) {
            return Optional.empty();
        }
        TupleDomain<VarveColumnHandle> asked = constraint.getSummary().transformKeys(VarveColumnHandle.class::cast);
        TupleDomain<VarveColumnHandle> enforced = handle.enforced().intersect(asked.filter((column, _) -> isEnforceable(column)));
        TupleDomain<VarveColumnHandle> remaining = asked.filter((column, _) -> !isEnforceable(column));
        TupleDomain<VarveColumnHandle> unenforced = handle.unenforced().intersect(remaining.filter((column, _) -> !column.isMember()));
        if (enforced.equals(handle.enforced()) && unenforced.equals(handle.unenforced())) {
            return Optional.empty();
        }
        return Optional.of(new ConstraintApplicationResult<>(
                handle.withConstraint(enforced, unenforced),
                remaining.transformKeys(ColumnHandle.class::cast),
                constraint.getExpression(),
                false));
    }

    private static Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(VarveChangesHandle changes, Constraint constraint)
    {
        TupleDomain<VarveColumnHandle> asked = constraint.getSummary().transformKeys(VarveColumnHandle.class::cast);
        TupleDomain<VarveColumnHandle> known = changes.constraint().intersect(asked);
        if (known.equals(changes.constraint())) {
            return Optional.empty();
        }
        return Optional.of(new ConstraintApplicationResult<>(
                changes.withConstraint(known),
                constraint.getSummary(),
                constraint.getExpression(),
                false));
    }

    /** All rows of a split have one value in the column, so its splits can be chosen exactly. */
    private static boolean isEnforceable(VarveColumnHandle column)
    {
        // NaN belongs to no range of numbers.
        return HiddenColumns.isOfWholeSplits(column)
                || column.partitionKey() && !(column.type() instanceof RealType || column.type() instanceof DoubleType);
    }

    @Override
    public Optional<ProjectionApplicationResult<ConnectorTableHandle>> applyProjection(
            ConnectorSession session,
            ConnectorTableHandle table,
            List<ConnectorExpression> projections,
            Map<String, ColumnHandle> assignments)
    {
        if (!(table instanceof VarveTableHandle handle)) {
            return Optional.empty();
        }
        TableSchema schema = tables.schema(session, handle);
        boolean readsMembers = handle.view().map(DataView::showsRowsOnly).orElse(true);
        MemberProjection projection = readsMembers && MemberProjection.isPossible(schema)
                ? MemberProjection.of(schema, projections, assignments)
                : new MemberProjection(projections, columns(assignments));
        Set<VarveColumnHandle> columns = new LinkedHashSet<>();
        projection.assignments().forEach(assignment -> columns.add((VarveColumnHandle) assignment.getColumn()));
        if (handle.projection().map(Set::copyOf).equals(Optional.of(columns))) {
            return Optional.empty();
        }
        return Optional.of(new ProjectionApplicationResult<>(handle.withProjection(List.copyOf(columns)), projection.projections(), projection.assignments(), false));
    }

    private static List<Assignment> columns(Map<String, ColumnHandle> assignments)
    {
        List<Assignment> assigned = new ArrayList<>();
        assignments.forEach((variable, column) -> assigned.add(new Assignment(variable, column, ((VarveColumnHandle) column).type())));
        return assigned;
    }

    @Override
    public Optional<LimitApplicationResult<ConnectorTableHandle>> applyLimit(ConnectorSession session, ConnectorTableHandle table, long limit)
    {
        return switch ((VarveRelationHandle) table) {
            case VarveTableHandle handle -> applyLimit(handle, limit);
            case VarveAnswerHandle _, VarveChangesHandle _ -> Optional.empty();
            case SystemTableHandle system -> SystemMetadata.limit(system, limit);
        };
    }

    private static Optional<LimitApplicationResult<ConnectorTableHandle>> applyLimit(VarveTableHandle handle, long limit)
    {
        if (handle.limit().orElse(Long.MAX_VALUE) <= limit || !handle.unenforced().isAll() || handle.isEnforced(HiddenColumns::contains)) {
            return Optional.empty();
        }
        return Optional.of(new LimitApplicationResult<>(handle.withLimit(limit), false, false));
    }

    @Override
    public Optional<TopNApplicationResult<ConnectorTableHandle>> applyTopN(
            ConnectorSession session,
            ConnectorTableHandle table,
            long count,
            List<SortItem> order,
            Map<String, ColumnHandle> assignments)
    {
        return table instanceof VarveTableHandle handle
                ? topRows.apply(session, handle, count, order, assignments).map(top -> new TopNApplicationResult<>(top, false, false))
                : Optional.empty();
    }

    @Override
    public Optional<AggregationApplicationResult<ConnectorTableHandle>> applyAggregation(
            ConnectorSession session,
            ConnectorTableHandle table,
            List<AggregateFunction> aggregates,
            Map<String, ColumnHandle> assignments,
            List<List<ColumnHandle>> groupingSets)
    {
        return table instanceof VarveTableHandle handle ? aggregations.apply(session, handle, aggregates, assignments, groupingSets) : Optional.empty();
    }

    @Override
    public Optional<TableFunctionApplicationResult<ConnectorTableHandle>> applyTableFunction(ConnectorSession session, ConnectorTableFunctionHandle function)
    {
        if (!(function instanceof VarveChangesHandle changes)) {
            return Optional.empty();
        }
        Map<String, ColumnHandle> columns = ChangeColumns.handles(changes.name(), tables.schema(session, changes.table()), types);
        return Optional.of(new TableFunctionApplicationResult<>(changes, List.copyOf(columns.values())));
    }

    @Override
    public TableStatistics getTableStatistics(ConnectorSession session, ConnectorTableHandle table)
    {
        if (!(table instanceof VarveTableHandle handle) || handle.view().isPresent() || handle.fallback().isPresent()) {
            return TableStatistics.empty();
        }
        TableVersion version = tables.version(session, handle);
        Map<String, ColumnHandle> columns = TableColumns.of(handle.name(), version.schema(), types).handles();
        return OptimizerStatistics.of(version, handle.constraint(), columns.values());
    }

    private static VarveTableHandle changeable(ConnectorTableHandle table)
    {
        if (table instanceof VarveTableHandle handle && handle.view().isEmpty()) {
            return handle;
        }
        throw new TrinoException(NOT_SUPPORTED, "'%s' only shows what is in another table, and cannot be changed".formatted(((VarveRelationHandle) table).name()));
    }

    @Override
    public void createSchema(ConnectorSession session, String schemaName, Map<String, Object> properties, TrinoPrincipal owner)
    {
        statements.createSchema(session, schemaName, properties);
    }

    @Override
    public void dropSchema(ConnectorSession session, String schemaName, boolean cascade)
    {
        statements.dropSchema(session, schemaName, cascade);
    }

    @Override
    public void createTable(ConnectorSession session, ConnectorTableMetadata tableMetadata, SaveMode saveMode)
    {
        statements.createTable(session, tableMetadata, saveMode);
    }

    @Override
    public void dropTable(ConnectorSession session, ConnectorTableHandle table)
    {
        statements.dropTable(session, changeable(table));
    }

    @Override
    public void renameTable(ConnectorSession session, ConnectorTableHandle table, SchemaTableName newName)
    {
        statements.renameTable(session, changeable(table), newName);
    }

    @Override
    public void setTableProperties(ConnectorSession session, ConnectorTableHandle table, Map<String, Optional<Object>> properties)
    {
        statements.setTableProperties(session, changeable(table), properties);
    }

    @Override
    public void setTableComment(ConnectorSession session, ConnectorTableHandle table, Optional<String> comment)
    {
        statements.setTableComment(session, changeable(table), comment);
    }

    @Override
    public void setColumnComment(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column, Optional<String> comment)
    {
        statements.setColumnComment(session, changeable(table), (VarveColumnHandle) column, comment);
    }

    @Override
    public void addColumn(ConnectorSession session, ConnectorTableHandle table, ColumnMetadata column, ColumnPosition position)
    {
        statements.addColumn(session, changeable(table), column, position);
    }

    @Override
    public void addField(ConnectorSession session, ConnectorTableHandle table, List<String> parentPath, String fieldName, Type type, boolean ignoreExisting)
    {
        statements.addField(session, changeable(table), parentPath, fieldName, type, ignoreExisting);
    }

    @Override
    public void dropColumn(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column)
    {
        statements.dropColumn(session, changeable(table), (VarveColumnHandle) column);
    }

    @Override
    public void dropField(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column, List<String> fieldPath)
    {
        statements.dropField(session, changeable(table), (VarveColumnHandle) column, fieldPath);
    }

    @Override
    public void renameColumn(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column, String name)
    {
        statements.renameColumn(session, changeable(table), (VarveColumnHandle) column, name);
    }

    @Override
    public void renameField(ConnectorSession session, ConnectorTableHandle table, List<String> fieldPath, String name)
    {
        statements.renameField(session, changeable(table), fieldPath, name);
    }

    @Override
    public void setColumnType(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column, Type type)
    {
        statements.setColumnType(session, changeable(table), (VarveColumnHandle) column, type);
    }

    @Override
    public void setFieldType(ConnectorSession session, ConnectorTableHandle table, List<String> fieldPath, Type type)
    {
        statements.setFieldType(session, changeable(table), fieldPath, type);
    }

    @Override
    public void dropNotNullConstraint(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column)
    {
        statements.dropNotNull(session, changeable(table), (VarveColumnHandle) column);
    }

    @Override
    public void cleanupQuery(ConnectorSession session)
    {
        tables.close(session);
    }

    private static String sqlName(String name)
    {
        return name.toLowerCase(Locale.ENGLISH);
    }
}
