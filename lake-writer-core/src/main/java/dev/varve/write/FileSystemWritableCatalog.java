package dev.varve.write;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import dev.varve.write.schema.SchemaCommit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * A warehouse directory in which databases and tables are created, changed and dropped. Opening it touches nothing, and the
 * directory comes into being with the first database. Safe for use by several threads; several processes may share a warehouse.
 */
final class FileSystemWritableCatalog
        implements WritableCatalog
{
    private static final String SYSTEM_DATABASE = "sys";
    /** Keeps an empty database in being where directories exist only through files. */
    private static final String MARKER = ".database";
    private static final String SCHEMA = "schema";
    private static final String SNAPSHOT = "snapshot";

    private final WritableStorage storage;
    private final FileSystemCatalog catalog;
    private final Optional<CommitLock> lock;

    private FileSystemWritableCatalog(WritableStorage storage, FileSystemCatalog catalog, Optional<CommitLock> lock)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.lock = requireNonNull(lock, "lock is null");
    }

    /** @param formats for tables whose manifests are in another format than Avro, see {@link FileSystemCatalog} */
    static FileSystemWritableCatalog open(WritableStorage storage, StoragePath warehouse, DataFileFormats formats, Optional<CommitLock> lock)
    {
        return new FileSystemWritableCatalog(storage, FileSystemCatalog.open(storage, warehouse, formats), lock);
    }

    @Override
    public Optional<CommitLock> commitLock()
    {
        return lock;
    }

    @Override
    public List<String> databases()
    {
        return catalog.databases();
    }

    @Override
    public List<String> tables(String database, Predicate<String> wanted)
    {
        return catalog.tables(database, wanted);
    }

    @Override
    public Table table(String database, String name)
    {
        return catalog.table(database, name);
    }

    @Override
    public boolean databaseExists(String name)
    {
        StoragePath directory = catalog.directory(name);
        return storing("Database '" + name + "' cannot be looked for", () -> storage.directoryExists(directory));
    }

    @Override
    public void createDatabase(String name)
    {
        requireDatabaseName(name);
        if (databaseExists(name)) {
            throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Database '" + name + "' exists already");
        }
        StoragePath directory = catalog.directory(name);
        storing("Database '" + name + "' cannot be created", () -> {
            storage.createDirectory(directory);
            if (!storage.directoryExists(directory)) {
                storage.overwrite(directory.child(MARKER), new byte[0]);
            }
            return null;
        });
    }

    @Override
    public void dropDatabase(String name, boolean cascade)
    {
        requireDatabaseName(name);
        List<String> tables = tables(name);
        if (!cascade) {
            requireEmpty(name, tables);
        }
        tables.forEach(table -> dropTable(name, table));
        storing("Database '" + name + "' cannot be dropped", () -> {
            storage.deleteDirectory(catalog.directory(name));
            return null;
        });
    }

    private void requireEmpty(String database, List<String> tables)
    {
        if (!tables.isEmpty()) {
            throw VarveException.invalid("Database '" + database + "' cannot be dropped: it has the tables " + tables);
        }
        List<StorageEntry> entries = storing("Database '" + database + "' cannot be listed", () -> storage.list(catalog.directory(database)));
        for (StorageEntry entry : entries) {
            if (!entry.path().name().equals(MARKER)) {
                throw VarveException.invalid("Database '" + database + "' cannot be dropped: " + entry.path() + " is no table, but is in it");
            }
        }
    }

    @Override
    public TableSchema createTable(String database, String name, NewTable table)
    {
        requireTableName(name);
        requireDatabase(database);
        requireManaged(table.options());
        if (table.options().containsKey("path")) {
            throw VarveException.invalid("Option path says where a table is to be, but those of a warehouse are in it: leave it out, and '" + database + "." + name + "' is at " + location(database, name));
        }
        return SchemaCommit.of(storage, new LockedTable(database, name, location(database, name)), BranchLog.MAIN, commitLock()).create(table);
    }

    /** Nothing but a metastore could keep the data of a table that is dropped. */
    private static void requireManaged(Map<String, String> options)
    {
        if (new OptionMap(options).flag("external", false)) {
            throw VarveException.invalid("Option external is for tables that a Hive Metastore knows: the data of a table in a warehouse is deleted when the table is dropped");
        }
    }

    @Override
    public TableSchema alterTable(String database, String name, List<SchemaChange> changes)
    {
        return alter(table(database, name), changes);
    }

    @Override
    public TableSchema alterTable(String database, String name, String branch, List<SchemaChange> changes)
    {
        return alter(table(database, name).branch(branch), changes);
    }

    private TableSchema alter(Table table, List<SchemaChange> changes)
    {
        for (SchemaChange change : changes) {
            if (change instanceof SchemaChange.SetOption set) {
                requireManaged(Map.of(set.key(), set.value()));
            }
        }
        return SchemaCommit.of(storage, LockedTable.of(table), table.branch(), commitLock()).alter(changes);
    }

    @Override
    public void dropTable(String database, String name)
    {
        StoragePath location = table(database, name).location();
        storing("Table '" + database + "." + name + "' cannot be dropped completely", () -> {
            // First it becomes empty, then it ceases to be a table: half of this is nothing that could be read wrongly, and can be repeated.
            storage.deleteDirectory(location.child(SNAPSHOT));
            for (StorageEntry entry : storage.list(location)) {
                if (!entry.path().name().equals(SCHEMA)) {
                    delete(entry);
                }
            }
            storage.deleteDirectory(location);
            return null;
        });
    }

    private void delete(StorageEntry entry)
            throws IOException
    {
        if (entry.directory()) {
            storage.deleteDirectory(entry.path());
        }
        else {
            storage.delete(entry.path());
        }
    }

    /** It is one rename of a directory, which object stores do not offer. */
    @Override
    public void renameTable(String database, String name, String newDatabase, String newName)
    {
        StoragePath from = table(database, name).location();
        requireTableName(newName);
        requireDatabase(newDatabase);
        StoragePath to = location(newDatabase, newName);
        if (!tables(newDatabase, newName::equals).isEmpty()) {
            throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Table '" + newDatabase + "." + newName + "' exists already");
        }
        storing("Table '" + database + "." + name + "' cannot be renamed", () -> {
            storage.renameDirectory(from, to);
            return null;
        });
    }

    private StoragePath location(String database, String table)
    {
        return catalog.directory(database).file(table);
    }

    private void requireDatabase(String name)
    {
        requireDatabaseName(name);
        if (!databaseExists(name)) {
            throw VarveException.notFound("Database '" + name + "' does not exist: create it first");
        }
    }

    private static void requireDatabaseName(String name)
    {
        requireName("database", name);
        if (name.equals(SYSTEM_DATABASE)) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a database: it is the one of the system tables");
        }
    }

    /** What follows a dollar sign in the name of a table is a branch or a system table. */
    private static void requireTableName(String name)
    {
        requireName("table", name);
        if (name.contains("$")) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a table: it has a $");
        }
    }

    private static void requireName(String what, String name)
    {
        if (!StoragePath.isPlainName(name) || name.startsWith(".") || !name.equals(name.strip())) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a " + what + ": it is the name of a directory");
        }
    }

    private static <T> T storing(String failure, Storing<T> storing)
    {
        try {
            return storing.run();
        }
        catch (IOException e) {
            throw VarveException.storage(failure + ": " + e.getMessage(), e);
        }
    }

    private interface Storing<T>
    {
        T run()
                throws IOException;
    }
}
