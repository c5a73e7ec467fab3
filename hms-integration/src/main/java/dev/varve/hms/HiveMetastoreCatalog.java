package dev.varve.hms;

import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.write.WritableCatalog;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import dev.varve.write.schema.SchemaCommit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Databases and tables that a Hive Metastore knows, as Paimon's Hive catalog registers them. Views and tables of other formats are not
 * shown and never touched. Names are those of the metastore, in lower case: those that are looked for may be written in any case, those that are
 * created may not have upper case. Safe for use by several threads.
 *
 * <p>A table is what its schema files say. So a table is created by writing its first schema and then registering it, and altered by publishing
 * a schema and then telling the metastore; what the metastore was not told for whatever reason is made good by the next commit, or by
 * {@link CatalogSync}.
 */
public final class HiveMetastoreCatalog
        implements WritableCatalog
{
    /** Locations in local and distributed file systems, where files are renamed. */
    private static final Pattern NAMED_FILES = Pattern.compile("/|(?i:file|local|hdfs|viewfs):");

    private final MetastoreClient metastore;
    private final WritableStorage storage;
    private final DataFileFormats formats;
    private final CatalogSettings settings;
    private final MetastoreLookup lookup;
    private final MetastoreSync sync;

    private HiveMetastoreCatalog(MetastoreClient metastore, WritableStorage storage, DataFileFormats formats, CatalogSettings settings)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.settings = requireNonNull(settings, "settings is null");
        lookup = new MetastoreLookup(metastore);
        sync = MetastoreSync.of(metastore, settings);
    }

    /**
     * @param storage reaches all locations that the metastore names
     * @param formats for tables whose manifests are in another format than Avro, see {@link dev.varve.FileSystemCatalog}
     */
    public static HiveMetastoreCatalog of(MetastoreClient metastore, WritableStorage storage, DataFileFormats formats, CatalogSettings settings)
    {
        return new HiveMetastoreCatalog(metastore, storage, formats, settings);
    }

    /** Tells the metastore of commits. */
    @Override
    public List<CommitListener> commitListeners()
    {
        return List.of(sync);
    }

    @Override
    public Optional<CommitLock> commitLock()
    {
        MetastoreLock lock = MetastoreLock.of(metastore, settings.lockTimeout(), settings.lockCheckInterval());
        return switch (settings.lock()) {
            case ALWAYS -> Optional.of(lock);
            case OBJECT_STORES -> Optional.of(lock.onlyFor(this::isInObjectStore));
            case NEVER -> Optional.empty();
        };
    }

    /** Or in another store that leaves it to a lock which of several writers creates a file. */
    private boolean isInObjectStore(LockedTable table)
    {
        boolean hasNames = NAMED_FILES.matcher(table.location().text()).lookingAt();
        return !hasNames || storage.atomicCreation(table.location()) == AtomicCreation.UNSAFE;
    }

    @Override
    public List<String> databases()
    {
        return MetastoreFailure.attempt("The databases cannot be listed", () -> metastore.databases().stream().sorted().toList());
    }

    @Override
    public List<String> tables(String database, Predicate<String> wanted)
    {
        String name = Names.lowerCase(database);
        List<String> tables = MetastoreFailure.attempt("The tables of database '" + name + "' cannot be listed", () -> {
            List<String> names = lookup.tableNames(name).stream().filter(wanted).toList();
            return metastore.paimonTables(name, names).stream().sorted().toList();
        });
        if (tables.isEmpty()) {
            lookup.database(name);
        }
        return tables;
    }

    @Override
    public Table table(String database, String name)
    {
        HiveTable registered = registered(database, name);
        return Table.open(storage, formats, Locations.of(registered), registered.database(), registered.name(), BranchLog.MAIN);
    }

    /**
     * Where a table is, as the metastore knows it.
     *
     * @param managed whether its data goes away with it
     */
    public record TablePlace(StoragePath location, boolean managed)
    {
        public TablePlace
        {
            requireNonNull(location, "location is null");
        }
    }

    /**
     * Where a table is; empty if the metastore knows nothing of that name.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if it is the name of a view, or of a table of another format
     */
    public Optional<TablePlace> place(String database, String name)
    {
        Optional<HiveTable> found = lookup.find(Names.lowerCase(database), Names.lowerCase(name));
        found.filter(table -> !table.isPaimon()).ifPresent(table -> {
            throw VarveException.unsupported(MetastoreLookup.notPaimon(table));
        });
        return found.map(table -> new TablePlace(Locations.of(table), table.isManaged()));
    }

    /** What the metastore knows of a table of this format. */
    HiveTable registered(String database, String name)
    {
        return lookup.registered(Names.lowerCase(database), Names.lowerCase(name));
    }

    @Override
    public boolean databaseExists(String name)
    {
        String database = Names.lowerCase(name);
        return MetastoreFailure.attempt("Database '" + name + "' cannot be looked for", () -> metastore.database(database)).isPresent();
    }

    @Override
    public void createDatabase(String name)
    {
        createDatabase(name, Optional.empty());
    }

    /**
     * @param given where its tables are to lie, a URI; absent, in the warehouse
     * @throws VarveException as {@link #createDatabase(String)}
     */
    public void createDatabase(String name, Optional<StoragePath> given)
    {
        Names.require("database", name);
        Optional<String> location = given.map(StoragePath::text)
                .or(() -> settings.warehouse().map(warehouse -> StoragePath.of(warehouse).child(name + ".db").text()));
        Map<String, String> parameters = settings.locationInProperties() && location.isPresent()
                ? Map.of(TableRegistration.LOCATION_PARAMETER, location.get())
                : Map.of();
        HiveDatabase database = new HiveDatabase(
                name,
                Optional.empty(),
                settings.locationInProperties() ? Optional.empty() : location,
                Optional.of(settings.owner()),
                parameters);
        try {
            metastore.createDatabase(database);
            if (settings.locationInProperties() && location.isPresent()) {
                storage.createDirectory(StoragePath.of(location.get()));
            }
        }
        catch (MetastoreException e) {
            if (e.reason() == Reason.ALREADY_EXISTS) {
                throw new VarveException(Kind.ALREADY_EXISTS, "Database '" + name + "' exists already", e);
            }
            throw MetastoreFailure.of("Database '" + name + "' cannot be created", e);
        }
        catch (IOException e) {
            throw MetastoreFailure.of("The directory of database '" + name + "' cannot be created", e);
        }
    }

    /**
     * Where the tables of a database lie that are created without a location; empty if the metastore does not say.
     *
     * @throws VarveException of kind NOT_FOUND
     */
    public Optional<StoragePath> databaseLocation(String name)
    {
        return Locations.of(lookup.database(Names.lowerCase(name)));
    }

    @Override
    public void dropDatabase(String givenName, boolean cascade)
    {
        String name = Names.lowerCase(givenName);
        HiveDatabase database = lookup.database(name);
        List<String> tables = new ArrayList<>();
        List<String> others = MetastoreFailure.attempt("The tables of database '" + name + "' cannot be listed", () -> {
            Set<String> names = new TreeSet<>(lookup.tableNames(name));
            if (cascade) {
                tables.addAll(metastore.paimonTables(name, names));
                tables.forEach(names::remove);
            }
            return List.copyOf(names);
        });
        if (!others.isEmpty()) {
            throw VarveException.invalid("Database '" + name + "' cannot be dropped: it has the tables " + others +
                    (cascade ? ", which are not of this format" : ""));
        }
        if (!cascade) {
            requireNoUnregisteredTable(database);
        }
        tables.forEach(table -> dropTable(name, table));
        MetastoreFailure.change("Database '" + name + "' cannot be dropped", () -> metastore.dropDatabase(name));
    }

    /** The metastore deletes the whole directory of a database. */
    private void requireNoUnregisteredTable(HiveDatabase database)
    {
        Optional<StoragePath> directory = Locations.of(database);
        List<String> found = directory.isEmpty() ? List.of() : MetastoreFailure.attempt(
                "The directory of database '" + database.name() + "' cannot be listed",
                () -> notEmpty(storage.directories(directory.get())));
        if (!found.isEmpty()) {
            throw VarveException.invalid("Database '" + database.name() + "' cannot be dropped: the Hive Metastore knows no table in it, but its directory " +
                    directory.get() + " has " + found + ". Register them with ./varve sync, or cascade");
        }
    }

    /** Metastores leave empty directories of tables behind. */
    private List<String> notEmpty(List<StorageEntry> directories)
            throws IOException
    {
        List<String> names = new ArrayList<>();
        for (StorageEntry entry : directories) {
            if (!storage.list(entry.path()).isEmpty()) {
                names.add(entry.path().name());
            }
        }
        return names;
    }

    @Override
    public TableSchema createTable(String database, String name, NewTable table)
    {
        Names.require("table", name);
        return new TableCreation(metastore, storage, settings, commitLock()).create(Names.lowerCase(database), name, table);
    }

    @Override
    public TableSchema alterTable(String database, String name, List<SchemaChange> changes)
    {
        HiveTable registered = registered(database, name);
        StoragePath location = Locations.of(registered);
        requirePossible(registered, changes);
        TableSchema schema = SchemaCommit.of(storage, new LockedTable(registered.database(), registered.name(), location), BranchLog.MAIN, commitLock()).alter(changes);
        Set<String> removed = changes.stream()
                .filter(SchemaChange.RemoveOption.class::isInstance)
                .map(change -> ((SchemaChange.RemoveOption) change).key())
                .collect(Collectors.toSet());
        try {
            tell(registered, location, schema, removed);
        }
        catch (IOException e) {
            throw MetastoreFailure.of("Table '" + registered + "' is altered, its schema " + schema.id() + " is in force, but the Hive Metastore was not told; " +
                    "the next commit or './varve sync " + registered + "' does it", e);
        }
        return schema;
    }

    /** Of several that alter a table at once, the one who tells the metastore last need not be the one who published last. */
    private void tell(HiveTable registered, StoragePath location, TableSchema published, Set<String> removed)
            throws IOException
    {
        SchemaLog schemas = SchemaLog.of(storage, location);
        TableSchema told = published;
        sync.updateTable(registered, told, removed);
        for (TableSchema latest = schemas.latest().orElse(told); latest.id() > told.id(); latest = schemas.latest().orElse(told)) {
            Optional<HiveTable> now = metastore.table(registered.database(), registered.name());
            if (now.isEmpty()) {
                return;
            }
            told = latest;
            sync.updateTable(now.get(), told, Set.of());
        }
    }

    /** What is registered once and for all cannot be changed. */
    private static void requirePossible(HiveTable table, List<SchemaChange> changes)
    {
        for (SchemaChange change : changes) {
            String key = "";
            if (change instanceof SchemaChange.SetOption set) {
                key = set.value().equals(table.parameters().get(set.key())) ? "" : set.key();
            }
            else if (change instanceof SchemaChange.RemoveOption remove) {
                key = table.parameters().containsKey(remove.key()) ? remove.key() : "";
            }
            if (key.equals(TableRegistration.PARTITIONED) || key.equals(TableRegistration.TAG_FIELD)) {
                throw VarveException.invalid("Option " + key + " of table '" + table + "' cannot be changed: a Hive Metastore cannot change what its partitions are");
            }
            if (key.equals(TableRegistration.EXTERNAL)) {
                throw VarveException.invalid("Option " + key + " of table '" + table + "' cannot be changed: it says at its creation whether its data goes away with it");
            }
        }
    }

    @Override
    public TableSchema alterTable(String database, String name, String branch, List<SchemaChange> changes)
    {
        if (branch.equals(BranchLog.MAIN)) {
            return alterTable(database, name, changes);
        }
        // The metastore knows nothing of branches.
        Table table = table(database, name).branch(branch);
        return SchemaCommit.of(storage, LockedTable.of(table), branch, commitLock()).alter(changes);
    }

    @Override
    public void dropTable(String database, String name)
    {
        HiveTable table = registered(database, name);
        boolean managed = table.isManaged();
        try {
            metastore.dropTable(table.database(), table.name(), managed);
        }
        catch (MetastoreException e) {
            boolean gone = e.reason() == Reason.OUTCOME_UNKNOWN &&
                    MetastoreFailure.attempt("It is not known whether table '" + table + "' was dropped", () -> lookup.await(table, false)).isEmpty();
            if (!gone) {
                throw MetastoreFailure.of("Table '" + table + "' cannot be dropped", e);
            }
        }
        if (managed && table.tableLocation().isPresent()) {
            // The metastore may have left it: those of Hive 4 take managed tables for external ones.
            MetastoreFailure.change("Table '" + table + "' is dropped, but its directory " + Locations.of(table) + " cannot be deleted",
                    () -> storage.deleteDirectory(Locations.of(table)));
        }
    }

    /**
     * Gives a table another name. The directory of a managed table that lies where its old name puts it is moved, unless the store cannot rename
     * directories: then it stays, and the table is as good.
     */
    @Override
    public void renameTable(String database, String name, String newDatabase, String newName)
    {
        HiveTable table = registered(database, name);
        Names.require("table", newName);
        new TableRenaming(metastore, storage).rename(table, Names.lowerCase(newDatabase), newName);
    }

    /**
     * Tells the metastore of a table that changed other than by a commit which {@link #commitListeners} heard of: its tags, columns and partitions. Those that
     * are no more are forgotten.
     *
     * @throws VarveException if the metastore does not know all of it; it can be repeated
     */
    public void refresh(Table table)
    {
        if (table.branch().equals(BranchLog.MAIN)) {
            MetastoreFailure.change("Table '" + table + "' cannot be synced", () -> sync.tagsChanged(table));
            CatalogSync.of(this, false, difference -> {}).forgettingPartitions().run(table.database(), table.name());
        }
    }

    MetastoreClient metastore()
    {
        return metastore;
    }

    WritableStorage storage()
    {
        return storage;
    }

    DataFileFormats formats()
    {
        return formats;
    }

    CatalogSettings settings()
    {
        return settings;
    }

    /** All databases that are meant: one, or all. */
    List<String> databases(Optional<String> only)
    {
        return only.isPresent() ? new ArrayList<>(List.of(lookup.database(Names.lowerCase(only.get())).name())) : databases();
    }
}
