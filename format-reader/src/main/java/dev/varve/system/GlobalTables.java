package dev.varve.system;

import dev.varve.Catalog;
import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.SecretOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.VersionSelector;
import dev.varve.system.FileTables.FileGroup;
import dev.varve.system.SystemTable.Definition;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static dev.varve.system.SystemColumn.maybeFlag;
import static dev.varve.system.SystemColumn.maybeText;
import static dev.varve.system.SystemColumn.text;

/**
 * The tables about all tables of a catalog, which are those of the database {@code sys}. What a catalog of directories does not know of a
 * table, such as its owner, is null.
 *
 * <p>A table that is dropped while they are read, or whose schema is damaged, has no rows in them: it must not keep the others from being
 * listed.
 */
public final class GlobalTables
{
    /** The name of the database that they are in; no other database can have it. */
    public static final String DATABASE = "sys";

    private static final int DATABASE_NAME = 0;
    private static final int TABLE_NAME = 1;

    private GlobalTables() {}

    /** The names of all, sorted. */
    public static List<String> names()
    {
        return List.of("all_table_options", "catalog_options", "partitions", "tables");
    }

    /**
     * @param options of the catalog
     * @throws VarveException of kind NOT_FOUND, naming those that there are, if there is no such table
     */
    public static SystemTable of(Catalog catalog, Map<String, String> options, String name)
    {
        return new SystemTable(DATABASE + "." + name, switch (name) {
            case "all_table_options" -> tableOptions(catalog);
            case "catalog_options" -> catalogOptions(options);
            case "partitions" -> partitions(catalog);
            case "tables" -> tables(catalog);
            default -> throw VarveException.notFound("Table '" + DATABASE + "." + name + "' does not exist: the tables of database '" + DATABASE + "' are " +
                    String.join(", ", names()));
        });
    }

    private static Definition<Map.Entry<String, String>> catalogOptions(Map<String, String> options)
    {
        return new Definition<>(
                List.of(
                        text("key", Map.Entry::getKey),
                        text("value", option -> SecretOptions.shown(option.getKey(), option.getValue()))),
                request -> Items.of(new TreeMap<>(options).entrySet()));
    }

    private record OfTable<T>(Table table, T item)
    {
        static <T> List<SystemColumn<OfTable<T>>> names()
        {
            return List.of(
                    maybeText("database_name", row -> Optional.of(row.table().database())),
                    maybeText("table_name", row -> Optional.of(row.table().name())));
        }
    }

    private static Definition<OfTable<TableSchema>> tables(Catalog catalog)
    {
        List<SystemColumn<OfTable<TableSchema>>> columns = new ArrayList<>(OfTable.names());
        columns.addAll(List.of(
                maybeText("table_type", row -> Optional.of(row.item().options().getOrDefault("type", "table"))),
                maybeFlag("partitioned", row -> !row.item().partitionKeys().isEmpty()),
                maybeFlag("primary_key", row -> row.item().hasPrimaryKey()),
                maybeText("owner", row -> Optional.empty()),
                unknown("created_at"),
                maybeText("created_by", row -> Optional.empty()),
                unknown("updated_at"),
                maybeText("updated_by", row -> Optional.empty()),
                unknown("record_count"),
                unknown("file_size_in_bytes"),
                unknown("file_count"),
                unknown("last_file_creation_time")));
        return new Definition<>(columns, request -> new OfTables<>(catalog, request, table -> List.of(table.latestSchema())));
    }

    private static <T> SystemColumn<T> unknown(String name)
    {
        return new SystemColumn<>(name, new BigIntType(true), item -> null);
    }

    private static Definition<OfTable<Map.Entry<String, String>>> tableOptions(Catalog catalog)
    {
        List<SystemColumn<OfTable<Map.Entry<String, String>>>> columns = new ArrayList<>(OfTable.names());
        columns.add(maybeText("key", row -> Optional.of(row.item().getKey())));
        columns.add(maybeText("value", row -> Optional.of(SecretOptions.shown(row.item().getKey(), row.item().getValue()))));
        return new Definition<>(columns, request -> new OfTables<>(catalog, request, table -> {
            Map<String, String> options = new TreeMap<>(table.latestSchema().options());
            options.put("path", table.location().text());
            return List.copyOf(options.entrySet());
        }));
    }

    /** A partition under the name that its directory has before it is escaped. */
    private record NamedPartition(String name, FileGroup files) {}

    private static Definition<OfTable<NamedPartition>> partitions(Catalog catalog)
    {
        List<SystemColumn<OfTable<NamedPartition>>> columns = new ArrayList<>(OfTable.names());
        columns.addAll(List.of(
                maybeText("partition_name", row -> Optional.of(row.item().name())),
                count("record_count", row -> row.item().files().rows()),
                count("file_size_in_bytes", row -> row.item().files().bytes()),
                count("file_count", row -> row.item().files().files()),
                new SystemColumn<>("last_file_creation_time", new BigIntType(true), row -> row.item().files().newestMillis().isPresent()
                        ? LocalTimes.toEpochMillis(row.item().files().newestMillis().getAsLong())
                        : null),
                maybeFlag("done", row -> false)));
        return new Definition<>(columns, request -> new OfTables<>(catalog, request, GlobalTables::partitions));
    }

    private static <T> SystemColumn<T> count(String name, SystemColumn.Number<T> value)
    {
        return new SystemColumn<>(name, new BigIntType(true), value::of);
    }

    private static List<NamedPartition> partitions(Table table)
            throws IOException
    {
        TableSchema schema = table.latestSchema();
        if (schema.partitionKeys().isEmpty()) {
            return List.of();
        }
        TableState state = new TableState(table, schema, table.snapshot(VersionSelector.LATEST));
        FileLayout layout = state.layout();
        PartitionPath path = new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames());
        return FileGroup.collect(state, SystemRequest.ALL, PartitionNames.values(schema), false).stream()
                .map(group -> new NamedPartition(name(path, group), group))
                .toList();
    }

    private static String name(PartitionPath path, FileGroup group)
    {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < path.keys().size(); i++) {
            Field key = path.keys().get(i);
            parts.add(key.name() + "=" + path.valueText(key.type(), group.partition().value(i, key.type())));
        }
        return String.join("/", parts);
    }

    /** What tables say about themselves, table by table. */
    private static final class OfTables<T>
            implements Items<OfTable<T>>
    {
        private final Catalog catalog;
        private final SystemRequest request;
        private final Question<T> question;
        private final Iterator<String> databases;
        private final Deque<Name> names = new ArrayDeque<>();
        private final Deque<OfTable<T>> found = new ArrayDeque<>();

        private OfTables(Catalog catalog, SystemRequest request, Question<T> question)
        {
            this.catalog = catalog;
            this.request = request;
            this.question = question;
            databases = catalog.databases().stream().filter(name -> request.mayWant(DATABASE_NAME, name)).iterator();
        }

        private record Name(String database, String table) {}

        private interface Question<T>
        {
            List<T> ask(Table table)
                    throws IOException;
        }

        @Override
        public Optional<OfTable<T>> next()
                throws IOException
        {
            while (found.isEmpty()) {
                if (names.isEmpty() && !databases.hasNext()) {
                    return Optional.empty();
                }
                if (names.isEmpty()) {
                    String database = databases.next();
                    catalog.tables(database, name -> request.mayWant(TABLE_NAME, name)).forEach(table -> names.add(new Name(database, table)));
                }
                else {
                    ask(names.poll());
                }
            }
            return Optional.of(found.poll());
        }

        private void ask(Name name)
                throws IOException
        {
            try {
                Table table = catalog.table(name.database(), name.table());
                question.ask(table).forEach(item -> found.add(new OfTable<>(table, item)));
            }
            catch (VarveException e) {
                if (e.kind() == VarveException.Kind.STORAGE_FAILURE) {
                    throw e;
                }
            }
        }
    }
}
