package dev.varve.trino;

import com.google.inject.Inject;
import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.type.NewColumnType;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.write.WritableCatalog;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ColumnPosition;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.SaveMode;
import io.trino.spi.connector.SchemaNotFoundException;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.TableNotFoundException;
import io.trino.spi.type.Type;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static io.trino.spi.StandardErrorCode.COLUMN_NOT_FOUND;
import static io.trino.spi.StandardErrorCode.INVALID_TABLE_PROPERTY;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static java.util.Objects.requireNonNull;

/**
 * What statements change of schemas and tables, wherever they are registered. Names in SQL stand for those that differ from them in nothing
 * but case, as in queries; what is created is called as SQL says it, in lower case. Safe for use by several threads.
 */
final class SchemaStatements
{
    /** The option by which catalogs that can are told where a new table lies. */
    private static final String PATH = "path";
    private static final String ELEMENT = "element";
    private static final String VALUE = "value";

    private final CatalogTables tables;

    @Inject
    SchemaStatements(CatalogTables tables)
    {
        this.tables = requireNonNull(tables, "tables is null");
    }

    void createSchema(ConnectorSession session, String name, Map<String, Object> properties)
    {
        Optional<String> location = VarveSchemaProperties.location(properties);
        translating(() -> {
            tables.registry().createDatabase(session, name, location.map(SchemaStatements::location));
            return true;
        });
    }

    private static StoragePath location(String given)
    {
        try {
            return StoragePath.of(FileSystemProperties.location(given));
        }
        catch (IllegalArgumentException e) {
            throw VarveException.invalid("Property 'location' must be an absolute path or a URI such as s3://bucket/directory: '" + given + "'");
        }
    }

    void dropSchema(ConnectorSession session, String name, boolean cascade)
    {
        changing(session, catalog -> catalog.dropDatabase(database(session, name), cascade));
    }

    void createTable(ConnectorSession session, ConnectorTableMetadata metadata, SaveMode saveMode)
    {
        if (saveMode == SaveMode.REPLACE) {
            throw new TrinoException(NOT_SUPPORTED, "Tables cannot be replaced: drop the table, or write to it what it is to have");
        }
        SchemaTableName name = metadata.getTable();
        NewTable table = translating(() -> newTable(metadata));
        if (table.options().containsKey(PATH) && !tables.registry().takesLocations()) {
            throw new TrinoException(INVALID_TABLE_PROPERTY, "Table '%s' cannot have a location of its own: it is where the warehouse has it. A catalog with metastore=hive can choose"
                    .formatted(name));
        }
        if (saveMode == SaveMode.IGNORE && tables.open(session, name).isPresent()) {
            return;
        }
        changing(session, catalog -> catalog.createTable(database(session, name.getSchemaName()), name.getTableName(), table));
    }

    private static NewTable newTable(ConnectorTableMetadata metadata)
    {
        VarveTableProperties.Definition definition = VarveTableProperties.definition(metadata.getProperties());
        List<NewColumn> columns = new ArrayList<>();
        for (ColumnMetadata column : metadata.getColumns()) {
            DataType type = NewColumnType.of(column.getType(), column.getName()).withNullable(column.isNullable());
            columns.add(new NewColumn(column.getName(), type, column.getComment(), Optional.empty()));
        }
        Map<String, String> options = new LinkedHashMap<>(definition.options());
        definition.location().ifPresent(given -> options.put(PATH, location(given).text()));
        return new NewTable(columns, definition.partitionKeys(), definition.primaryKeys(), options, metadata.getComment());
    }

    void dropTable(ConnectorSession session, VarveTableHandle handle)
    {
        Table table = mainBranch(session, handle, "dropped");
        changing(session, catalog -> catalog.dropTable(table.database(), table.name()));
    }

    void renameTable(ConnectorSession session, VarveTableHandle handle, SchemaTableName newName)
    {
        Table table = mainBranch(session, handle, "renamed");
        changing(session, catalog -> catalog.renameTable(table.database(), table.name(), database(session, newName.getSchemaName()), newName.getTableName()));
    }

    void setTableProperties(ConnectorSession session, VarveTableHandle handle, Map<String, Optional<Object>> properties)
    {
        List<SchemaChange> changes = translating(() -> VarveTableProperties.changes(schema(session, handle), properties));
        if (!changes.isEmpty()) {
            alter(session, handle, changes);
        }
    }

    void setTableComment(ConnectorSession session, VarveTableHandle handle, Optional<String> comment)
    {
        alter(session, handle, List.of(new SchemaChange.SetTableComment(comment)));
    }

    void setColumnComment(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column, Optional<String> comment)
    {
        alter(session, handle, List.of(new SchemaChange.SetColumnComment(path(column), comment)));
    }

    void addColumn(ConnectorSession session, VarveTableHandle handle, ColumnMetadata column, ColumnPosition position)
    {
        if (!column.isNullable()) {
            throw new TrinoException(NOT_SUPPORTED, "Column '%s' cannot be NOT NULL: the rows that are there have no value for it".formatted(column.getName()));
        }
        DataType type = NewColumnType.of(column.getType(), column.getName());
        Optional<SchemaChange.Position> place = switch (position) {
            case ColumnPosition.First _ -> Optional.of(new SchemaChange.Position.First());
            case ColumnPosition.After after -> Optional.of(new SchemaChange.Position.After(columnName(schema(session, handle), after.columnName())));
            case ColumnPosition.Last _ -> Optional.empty();
        };
        alter(session, handle, List.of(new SchemaChange.AddColumn(List.of(column.getName()), type, column.getComment(), place)));
    }

    void addField(ConnectorSession session, VarveTableHandle handle, List<String> parent, String name, Type type, boolean ignoreExisting)
    {
        TableSchema schema = schema(session, handle);
        List<String> path = realPath(schema, parent);
        boolean exists = members(type(schema, path)).stream().anyMatch(member -> isNamed(member.name(), name));
        if (exists && ignoreExisting) {
            return;
        }
        path.add(name);
        alter(session, handle, List.of(new SchemaChange.AddColumn(path, NewColumnType.of(type, String.join(".", path)), Optional.empty(), Optional.empty())));
    }

    void dropColumn(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column)
    {
        alter(session, handle, List.of(new SchemaChange.DropColumn(path(column))));
    }

    void dropField(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column, List<String> fieldPath)
    {
        List<String> path = new ArrayList<>(path(column));
        path.addAll(fieldPath);
        alter(session, handle, List.of(new SchemaChange.DropColumn(realPath(schema(session, handle), path))));
    }

    void renameColumn(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column, String name)
    {
        alter(session, handle, List.of(new SchemaChange.RenameColumn(path(column), name)));
    }

    void renameField(ConnectorSession session, VarveTableHandle handle, List<String> path, String name)
    {
        alter(session, handle, List.of(new SchemaChange.RenameColumn(realPath(schema(session, handle), path), name)));
    }

    void setColumnType(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column, Type type)
    {
        alter(session, handle, List.of(new SchemaChange.ChangeType(path(column), NewColumnType.of(type, column.name()), true)));
    }

    void setFieldType(ConnectorSession session, VarveTableHandle handle, List<String> path, Type type)
    {
        List<String> realPath = realPath(schema(session, handle), path);
        alter(session, handle, List.of(new SchemaChange.ChangeType(realPath, NewColumnType.of(type, String.join(".", path)), true)));
    }

    void dropNotNull(ConnectorSession session, VarveTableHandle handle, VarveColumnHandle column)
    {
        alter(session, handle, List.of(new SchemaChange.ChangeNullability(path(column), true)));
    }

    private void alter(ConnectorSession session, VarveTableHandle handle, List<SchemaChange> changes)
    {
        Table table = table(session, handle);
        changing(session, catalog -> {
            if (table.branch().equals(BranchLog.MAIN)) {
                catalog.alterTable(table.database(), table.name(), changes);
            }
            else {
                catalog.alterTable(table.database(), table.name(), table.branch(), changes);
            }
        });
    }

    private void changing(ConnectorSession session, Consumer<WritableCatalog> change)
    {
        translating(() -> {
            change.accept(tables.writableCatalog(session));
            return true;
        });
    }

    private Table table(ConnectorSession session, VarveTableHandle handle)
    {
        return tables.open(session, handle.name()).orElseThrow(() -> new TableNotFoundException(handle.name()));
    }

    private Table mainBranch(ConnectorSession session, VarveTableHandle handle, String what)
    {
        if (handle.branch().isPresent()) {
            throw new TrinoException(NOT_SUPPORTED, "'%s' is a branch, which cannot be %s as a table".formatted(handle.name(), what));
        }
        return table(session, handle);
    }

    private TableSchema schema(ConnectorSession session, VarveTableHandle handle)
    {
        return tables.schema(session, handle);
    }

    private String database(ConnectorSession session, String name)
    {
        return CatalogTables.single("databases", name, tables.databases(session, name)).orElseThrow(() -> new SchemaNotFoundException(name));
    }

    private static List<String> path(VarveColumnHandle column)
    {
        return List.of(column.name());
    }

    private static String columnName(TableSchema schema, String sqlName)
    {
        return find(schema.fields().fields(), sqlName).name();
    }

    /** The names that the parts of a path really have. */
    private static List<String> realPath(TableSchema schema, List<String> path)
    {
        List<String> real = new ArrayList<>();
        List<Field> siblings = schema.fields().fields();
        for (String name : path) {
            Field field = find(siblings, name);
            real.add(field.name());
            siblings = members(field.type());
        }
        return real;
    }

    private static Field find(List<Field> fields, String sqlName)
    {
        List<Field> named = fields.stream().filter(field -> isNamed(field.name(), sqlName)).toList();
        if (named.size() > 1) {
            throw new TrinoException(VarveErrorCode.VARVE_AMBIGUOUS_NAME, "'%s' could be any of %s, which SQL cannot tell apart".formatted(sqlName, named));
        }
        return named.stream().findFirst().orElseThrow(() -> new TrinoException(COLUMN_NOT_FOUND, "Column or member '%s' does not exist".formatted(sqlName)));
    }

    private static boolean isNamed(String name, String sqlName)
    {
        return name.toLowerCase(Locale.ENGLISH).equals(sqlName.toLowerCase(Locale.ENGLISH));
    }

    private static DataType type(TableSchema schema, List<String> realPath)
    {
        List<Field> siblings = schema.fields().fields();
        DataType type = schema.fields();
        for (String name : realPath) {
            type = find(siblings, name).type();
            siblings = members(type);
        }
        return type;
    }

    /** What a path can lead on to. */
    private static List<Field> members(DataType type)
    {
        return switch (type) {
            case RowType row -> row.fields();
            case ArrayType array -> List.of(new Field(0, ELEMENT, array.element()));
            case MapType map -> List.of(new Field(0, VALUE, map.value()));
            default -> List.of();
        };
    }
}
