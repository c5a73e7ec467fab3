package dev.varve.trino;

import dev.varve.Catalog;
import dev.varve.Table;
import dev.varve.TableName;
import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.ShownVersion;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.PinnedSnapshot;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.write.WritableCatalog;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.inject.Inject;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SchemaTableName;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/**
 * The tables of a catalog, found by the names that SQL has for them.
 *
 * <p>What a query has opened is kept for the rest of that query and for no other, so a query sees one state, and the next one
 * sees what is there by then. Safe for use by several threads.
 */
public final class CatalogTables
{
    private static final int OPEN_TABLES = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final TableRegistry registry;
    private final TableStores stores;
    private final DataFileFormats formats;
    private final Cache<NameKey, Table> named = CacheBuilder.newBuilder().maximumSize(OPEN_TABLES).expireAfterAccess(IDLE).build();
    private final Cache<TableKey, Table> tables = CacheBuilder.newBuilder().maximumSize(OPEN_TABLES).expireAfterAccess(IDLE).build();
    private final Cache<SnapshotKey, Snapshot> snapshots = CacheBuilder.newBuilder().maximumSize(OPEN_TABLES).expireAfterAccess(IDLE).build();
    private final Cache<TableKey, Shown> shown = CacheBuilder.newBuilder().maximumSize(OPEN_TABLES).expireAfterAccess(IDLE).build();

    /** What a table is really called. */
    record RealName(String database, String table)
    {
        Table open(Catalog catalog)
        {
            return catalog.table(database, table);
        }

        @Override
        public String toString()
        {
            return database + "." + table;
        }
    }

    private record NameKey(String queryId, String schemaName, String table, Optional<String> branch) {}

    private record TableKey(String queryId, String location, Optional<String> branch) {}

    private record SnapshotKey(TableKey table, PinnedSnapshot snapshot) {}

    @Inject
    CatalogTables(TableRegistry registry, TableStores stores, DataFileFormats formats)
    {
        this.registry = requireNonNull(registry, "registry is null");
        this.stores = requireNonNull(stores, "stores is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    TableRegistry registry()
    {
        return registry;
    }

    /** The catalog, with the names that databases and tables really have. */
    Catalog catalog(ConnectorSession session)
    {
        return registry.catalog(session);
    }

    /** The same catalog, to change what is in it. */
    WritableCatalog writableCatalog(ConnectorSession session)
    {
        return registry.writableCatalog(session);
    }

    /** The names of all databases. */
    List<String> databases(ConnectorSession session)
    {
        return translating(() -> registry.databases(session));
    }

    /** The databases that have that name in SQL: usually one, none, or some that differ in upper and lower case. */
    List<String> databases(ConnectorSession session, String schemaName)
    {
        return translating(() -> registry.databases(session, schemaName));
    }

    /**
     * The tables of all databases, or of those that have that name in SQL, by the names that they have there: usually one each.
     */
    Map<SchemaTableName, List<RealName>> list(ConnectorSession session, Optional<String> schemaName)
    {
        List<String> databases = schemaName.map(name -> databases(session, name)).orElseGet(() -> databases(session));
        Map<SchemaTableName, List<RealName>> names = new LinkedHashMap<>();
        for (String database : databases) {
            for (String table : translating(() -> catalog(session).tables(database))) {
                names.computeIfAbsent(new SchemaTableName(database, table), _ -> new ArrayList<>()).add(new RealName(database, table));
            }
        }
        return names;
    }

    /** Opens the table, or the branch of a table, that has that name in SQL; empty if there is none. Tables about tables do not count. */
    Optional<Table> open(ConnectorSession session, SchemaTableName name)
    {
        TableName parsed = translating(() -> TableName.parse(name.getTableName()));
        return parsed.system().isPresent() ? Optional.empty() : open(session, name.getSchemaName(), parsed);
    }

    /**
     * Opens the table, or the branch of a table, of that name; empty if there is none. What the name says of a system table does not matter.
     *
     * @throws TrinoException if several have that name in SQL, or the branch does not exist
     */
    Optional<Table> open(ConnectorSession session, String schemaName, TableName name)
    {
        NameKey key = new NameKey(session.getQueryId(), schemaName, name.table(), name.branch());
        Optional<Table> table = Optional.ofNullable(named.getIfPresent(key)).or(() -> find(session, schemaName, name));
        table.ifPresent(found -> {
            named.put(key, found);
            tables.put(key(session, found), found);
        });
        return table;
    }

    private Optional<Table> find(ConnectorSession session, String schemaName, TableName name)
    {
        Optional<String> database = single("databases", schemaName, databases(session, schemaName));
        if (database.isEmpty()) {
            return Optional.empty();
        }
        Optional<Table> table = translating(() -> registry.table(session, database.get(), name.table()));
        return table.map(main -> name.branch().map(branch -> branch(main, branch)).orElse(main));
    }

    private static Table branch(Table table, String name)
    {
        return translating(() -> {
            Optional<String> branch = single("branches", name, table.branches().names().stream().filter(WarehouseRegistry.isNamed(name)).toList());
            return table.branch(branch.orElse(name));
        });
    }

    /**
     * The one of several that have the name in SQL; empty if there is none.
     *
     * @throws TrinoException if there are more
     */
    static <T> Optional<T> single(String what, String sqlName, List<T> names)
    {
        if (names.size() > 1) {
            throw new TrinoException(
                    VarveErrorCode.VARVE_AMBIGUOUS_NAME,
                    "'%s' could be any of the %s %s, which SQL cannot tell apart: rename all but one".formatted(sqlName, what, names));
        }
        return names.stream().findFirst();
    }

    /** What a table shows to those who ask for no version, usually its newest state: the same one as often as a query asks. */
    Shown shown(ConnectorSession session, Table table)
    {
        TableKey key = key(session, table);
        Shown version = shown.getIfPresent(key);
        if (version == null) {
            version = translating(() -> shown(table));
            shown.put(key, version);
        }
        return version;
    }

    private static Shown shown(Table table)
    {
        TableVersion newest = table.latest();
        VersionSelector selector = ShownVersion.of(newest.schema());
        return selector instanceof VersionSelector.Latest ? new Shown(newest, Optional.empty()) : new Shown(table.version(selector), tag(table, selector));
    }

    /** @param tag of the snapshot, which may have expired */
    record Shown(TableVersion version, Optional<String> tag) {}

    /** Remembers the snapshot that a handle is pinned to. */
    PinnedSnapshot pin(ConnectorSession session, Table table, Snapshot snapshot, Optional<String> tag)
    {
        PinnedSnapshot pinned = PinnedSnapshot.of(snapshot, tag);
        snapshots.put(new SnapshotKey(key(session, table), pinned), snapshot);
        return pinned;
    }

    /** The columns that a handle stands for: those of its view, if it has one. */
    TableSchema schema(ConnectorSession session, VarveTableHandle handle)
    {
        return translating(() -> {
            TableSchema schema = table(session, handle).schema(handle.schemaId());
            return handle.view().isPresent() ? handle.view().get().schema(schema) : schema;
        });
    }

    /** The table to read splits of: with the columns of the handle, but without a snapshot, which only planning needs. */
    TableVersion forReading(ConnectorSession session, VarveTableHandle handle)
    {
        return translating(() -> {
            Table table = table(session, handle);
            return TableVersion.of(table, table.schema(handle.schemaId()), Optional.empty());
        });
    }

    /** What a handle stands for. */
    TableVersion version(ConnectorSession session, VarveTableHandle handle)
    {
        return translating(() -> {
            Table table = table(session, handle);
            Optional<Snapshot> snapshot = handle.snapshot().map(pinned -> snapshot(session, table, pinned));
            TableVersion version = TableVersion.of(table, table.schema(handle.schemaId()), snapshot);
            if (handle.fallback().isEmpty()) {
                return version.options().fallbackBranch().isEmpty() ? version : version.withFallback(withoutSnapshot(table, version));
            }
            Table fallback = table.branch(handle.fallback().get().branch());
            Snapshot state = snapshot(session, fallback, handle.fallback().get().snapshot());
            return version.withFallback(TableVersion.of(fallback, fallback.schema(state.schemaId()).withFields(version.schema().fields()), Optional.of(state)));
        });
    }

    /** What a table falls back on that has no rows. */
    private static TableVersion withoutSnapshot(Table table, TableVersion version)
    {
        Table fallback = table.branch(version.options().fallbackBranch().orElseThrow());
        return TableVersion.of(fallback, fallback.latestSchema(), Optional.empty());
    }

    /** The table that a system table is about. */
    Table subject(ConnectorSession session, SystemTableHandle.Subject subject)
    {
        return table(session, subject.name(), subject.location(), subject.branch());
    }

    private Table table(ConnectorSession session, VarveTableHandle handle)
    {
        return table(session, handle.name(), handle.location(), handle.branch());
    }

    private Table table(ConnectorSession session, SchemaTableName name, String location, Optional<String> branch)
    {
        TableKey key = new TableKey(session.getQueryId(), location, branch);
        Table table = tables.getIfPresent(key);
        if (table == null) {
            table = Table.open(
                    storage(session),
                    formats,
                    StoragePath.of(location),
                    name.getSchemaName(),
                    name.getTableName(),
                    branch.orElse(BranchLog.MAIN));
            tables.put(key, table);
        }
        return table;
    }

    private Snapshot snapshot(ConnectorSession session, Table table, PinnedSnapshot pinned)
    {
        SnapshotKey key = new SnapshotKey(key(session, table), pinned);
        Snapshot snapshot = snapshots.getIfPresent(key);
        if (snapshot == null) {
            snapshot = translating(() -> pinned.tag().isPresent()
                    ? table.tags().tag(pinned.tag().get()).snapshot()
                    : table.snapshots().snapshot(pinned.id()));
            if (!pinned.is(snapshot)) {
                throw new VarveException(
                        VarveException.Kind.EXPIRED,
                        "Snapshot %s of table '%s' was replaced while the query ran: run the query again".formatted(pinned, table));
            }
            snapshots.put(key, snapshot);
        }
        return snapshot;
    }

    /** Forgets what a query opened. */
    void close(ConnectorSession session)
    {
        named.asMap().keySet().removeIf(key -> key.queryId().equals(session.getQueryId()));
        tables.asMap().keySet().removeIf(key -> key.queryId().equals(session.getQueryId()));
        shown.asMap().keySet().removeIf(key -> key.queryId().equals(session.getQueryId()));
        snapshots.asMap().keySet().removeIf(key -> key.table().queryId().equals(session.getQueryId()));
    }

    /** The options of the catalog. */
    Map<String, String> options()
    {
        return registry.options();
    }

    /** The tag that is meant, if one is. */
    static Optional<String> tag(Table table, VersionSelector selector)
    {
        if (selector instanceof VersionSelector.VersionText(String text)) {
            return translating(() -> table.tags().find(text).map(_ -> text));
        }
        if (selector instanceof VersionSelector.TagName(String name)) {
            return Optional.of(name);
        }
        return Optional.empty();
    }

    static Optional<String> branch(Table table)
    {
        return table.branch().equals(BranchLog.MAIN) ? Optional.empty() : Optional.of(table.branch());
    }

    private static TableKey key(ConnectorSession session, Table table)
    {
        return new TableKey(session.getQueryId(), table.location().text(), branch(table));
    }

    private Storage storage(ConnectorSession session)
    {
        return stores.readable(session);
    }
}
