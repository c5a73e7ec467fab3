package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TableName;
import dev.varve.TableVersion;
import dev.varve.error.VarveException;
import dev.varve.scan.Freshness;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.VersionSelector;
import dev.varve.system.GlobalTables;
import dev.varve.trino.error.ErrorTranslation;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.trino.handle.PinnedFallback;
import dev.varve.trino.handle.SkippedRead;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.type.TypeMapping;
import com.google.inject.Inject;
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
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
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
import io.trino.spi.connector.TableFunctionApplicationResult;
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
import java.util.function.Supplier;
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

    private final WarehouseTables tables;
    private final SchemaStatements statements;
    private final TypeMapping types;
    private final SystemMetadata systemTables;
    private final AggregationPushdown aggregations;

    @Inject
    VarveMetadata(WarehouseTables tables, SchemaStatements statements, TypeManager typeManager)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.statements = requireNonNull(statements, "statements is null");
        types = TypeMapping.of(typeManager);
        systemTables = new SystemMetadata(tables, types);
        aggregations = new AggregationPushdown(tables);
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
        Map<SchemaTableName, List<WarehouseTables.RealName>> listed = tables.list(session, schemaName);
        return relationFilter.apply(listed.keySet()).stream()
                .flatMap(name -> listable(session, name, listed.getOrDefault(name, List.of())).map(schema -> Map.entry(name, schema)).stream());
    }

    private Optional<TableSchema> listable(ConnectorSession session, SchemaTableName name, List<WarehouseTables.RealName> realNames)
    {
        try {
            Optional<TableSchema> schema = WarehouseTables.single("tables", name.getTableName(), realNames)
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
        Optional<VersionSelector> version = endVersion.map(asOf -> TableVersions.selector(session, asOf));
        if (SystemMetadata.isGlobal(name)) {
            return SystemMetadata.global(name, version).orElse(null);
        }
        TableName parsed = translating(() -> TableName.parse(name.getTableName()));
        return tables.open(session, name.getSchemaName(), parsed)
                .map(table -> handle(session, name, parsed, table, version))
                .orElse(null);
    }

    private ConnectorTableHandle handle(ConnectorSession session, SchemaTableName name, TableName parsed, Table named, Optional<VersionSelector> asked)
    {
        Optional<Table> branch = asked.flatMap(selected -> branch(named, selected));
        Table table = branch.orElse(named);
        Optional<VersionSelector> selector = branch.isPresent() ? Optional.empty() : asked;
        Optional<DataView> view = parsed.system().flatMap(DataView::named);
        if (view.isPresent()) {
            VarveTableHandle handle = pinned(session, name, table, selector).withView(view.get());
            // It may be none of the table.
            tables.schema(session, handle);
            return handle;
        }
        return parsed.system().isPresent()
                ? systemTables.about(session, name, parsed, table, selector)
                : fresh(session, pinned(session, name, table, selector));
    }

    /** The handle with as much of the table as the session wants merged. */
    private VarveTableHandle fresh(ConnectorSession session, VarveTableHandle handle)
    {
        Freshness freshness = VarveSessionProperties.mergeFreshness(session);
        if (freshness.isFull() || handle.snapshot().isEmpty()) {
            return handle;
        }
        return translating(() -> {
            TableVersion version = tables.version(session, handle);
            int lowestLevel = freshness.lowestLevel(version.schema(), version.options());
            return lowestLevel == 0 ? handle : handle.withSkipped(new SkippedRead(lowestLevel, version.skippedLevels(lowestLevel).toString()));
        });
    }

    private VarveTableHandle pinned(ConnectorSession session, SchemaTableName name, Table table, Optional<VersionSelector> selector)
    {
        TableVersion version = selector.isPresent() ? version(table, selector.get()) : tables.latest(session, table);
        Optional<String> tag = selector.flatMap(selected -> WarehouseTables.tag(table, selected));
        VarveTableHandle handle = VarveTableHandle.of(
                name,
                table.location().text(),
                WarehouseTables.branch(table),
                version.snapshot().map(snapshot -> tables.pin(session, table, snapshot, tag)),
                version.schema().id());
        Optional<PinnedFallback> fallback = version.fallback()
                .flatMap(branch -> branch.snapshot().map(snapshot -> new PinnedFallback(branch.table().branch(), tables.pin(session, branch.table(), snapshot, Optional.empty()))));
        return fallback.map(handle::withFallback).orElse(handle);
    }

    /** The newest state of a branch is a version of the table, too. */
    private static Optional<Table> branch(Table table, VersionSelector selector)
    {
        Optional<String> branch = TableVersions.branch(selector).filter(_ -> WarehouseTables.tag(table, selector).isEmpty());
        return branch.map(name -> findingVersion(() -> table.branch(name)));
    }

    private static TableVersion version(Table table, VersionSelector selector)
    {
        return findingVersion(() -> table.version(selector));
    }

    private static <T> T findingVersion(Supplier<T> finding)
    {
        try {
            return finding.get();
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.NOT_FOUND) {
                throw new TrinoException(VarveErrorCode.VARVE_VERSION_NOT_FOUND, e.getMessage(), e);
            }
            throw ErrorTranslation.translate(e);
        }
    }

    @Override
    public SchemaTableName getTableName(ConnectorSession session, ConnectorTableHandle table)
    {
        if (table instanceof VarveChangesHandle changes) {
            return changes.name();
        }
        if (table instanceof VarveAnswerHandle answer) {
            return answer.table().name();
        }
        return table instanceof SystemTableHandle system ? system.name() : ((VarveTableHandle) table).name();
    }

    @Override
    public ConnectorTableMetadata getTableMetadata(ConnectorSession session, ConnectorTableHandle table)
    {
        if (table instanceof VarveChangesHandle changes) {
            return new ConnectorTableMetadata(changes.name(), ChangeColumns.metadata(changes.name(), tables.schema(session, changes.table()), types));
        }
        if (table instanceof SystemTableHandle system) {
            return systemTables.metadata(session, system);
        }
        VarveTableHandle handle = table instanceof VarveAnswerHandle answer ? answer.table() : (VarveTableHandle) table;
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
        if (table instanceof VarveChangesHandle changes) {
            return ChangeColumns.handles(changes.name(), tables.schema(session, changes.table()), types);
        }
        if (table instanceof SystemTableHandle system) {
            return systemTables.columns(session, system);
        }
        if (table instanceof VarveAnswerHandle answer) {
            return answer.columns().stream().collect(Collectors.toMap(VarveColumnHandle::name, column -> column));
        }
        VarveTableHandle handle = (VarveTableHandle) table;
        return columns(handle, tables.schema(session, handle)).handles();
    }

    private TableColumns columns(VarveTableHandle handle, TableSchema schema)
    {
        boolean showsOrigins = handle.view().isEmpty() || handle.view().get() == DataView.READ_OPTIMIZED;
        return showsOrigins ? TableColumns.withHidden(handle.name(), schema, types) : TableColumns.of(handle.name(), schema, types);
    }

    @Override
    public ColumnMetadata getColumnMetadata(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column)
    {
        if (table instanceof SystemTableHandle system) {
            return systemTables.metadata(session, system, (VarveColumnHandle) column);
        }
        VarveColumnHandle handle = (VarveColumnHandle) column;
        if (table instanceof VarveAnswerHandle) {
            return new ColumnMetadata(handle.name(), handle.type());
        }
        if (table instanceof VarveChangesHandle changes) {
            return ChangeColumns.isTold(handle)
                    ? new ColumnMetadata(handle.name(), handle.type())
                    : TableColumns.metadata(handle, tables.schema(session, changes.table()));
        }
        return TableColumns.metadata(handle, tables.schema(session, (VarveTableHandle) table));
    }

    @Override
    public ConnectorTableProperties getTableProperties(ConnectorSession session, ConnectorTableHandle table)
    {
        if (table instanceof VarveChangesHandle || table instanceof VarveAnswerHandle) {
            return new ConnectorTableProperties();
        }
        if (table instanceof SystemTableHandle system) {
            return SystemMetadata.properties();
        }
        return new ConnectorTableProperties(
                ((VarveTableHandle) table).enforced().transformKeys(ColumnHandle.class::cast), Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(ConnectorSession session, ConnectorTableHandle table, Constraint constraint)
    {
        if (table instanceof VarveChangesHandle changes) {
            return applyFilter(changes, constraint);
        }
        if (table instanceof SystemTableHandle system) {
            return SystemMetadata.filter(system, constraint);
        }
        if (table instanceof VarveAnswerHandle) {
            return Optional.empty();
        }
        VarveTableHandle handle = (VarveTableHandle) table;
        if (handle.limit().isPresent()) {
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
        if (table instanceof VarveChangesHandle || table instanceof SystemTableHandle || table instanceof VarveAnswerHandle) {
            return Optional.empty();
        }
        VarveTableHandle handle = (VarveTableHandle) table;
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
        if (table instanceof VarveChangesHandle || table instanceof VarveAnswerHandle) {
            return Optional.empty();
        }
        if (table instanceof SystemTableHandle system) {
            return SystemMetadata.limit(system, limit);
        }
        VarveTableHandle handle = (VarveTableHandle) table;
        if (handle.limit().orElse(Long.MAX_VALUE) <= limit || !handle.unenforced().isAll() || handle.isEnforced(HiddenColumns::contains)) {
            return Optional.empty();
        }
        return Optional.of(new LimitApplicationResult<>(handle.withLimit(limit), false, false));
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
        if (table instanceof VarveChangesHandle || table instanceof SystemTableHandle || table instanceof VarveAnswerHandle) {
            return TableStatistics.empty();
        }
        VarveTableHandle handle = (VarveTableHandle) table;
        if (handle.view().isPresent() || handle.fallback().isPresent()) {
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
        throw new TrinoException(NOT_SUPPORTED, "'%s' only shows what is in another table, and cannot be changed".formatted(
                table instanceof SystemTableHandle system ? system.name() : ((VarveTableHandle) table).name()));
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
