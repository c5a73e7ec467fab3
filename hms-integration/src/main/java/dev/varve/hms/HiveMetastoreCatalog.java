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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final String PATH = "path";
    /** Locations in local and distributed file systems, where files are renamed. */
    private static final Pattern NAMED_FILES = Pattern.compile("/|(?i:file|local|hdfs|viewfs):");
    private static final String SCHEMA = "schema";

    private final MetastoreClient metastore;
    private final WritableStorage storage;
    private final DataFileFormats formats;
    private final CatalogSettings settings;
    private final MetastoreSync sync;

    private HiveMetastoreCatalog(MetastoreClient metastore, WritableStorage storage, DataFileFormats formats, CatalogSettings settings)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.settings = requireNonNull(settings, "settings is null");
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
        String name = lowerCase(database);
        List<String> tables = MetastoreFailure.attempt("The tables of database '" + name + "' cannot be listed", () -> {
            List<String> names = tableNames(name).stream().filter(wanted).toList();
            return metastore.tables(name, names).stream()
                    .filter(HiveTable::isPaimon)
                    .map(HiveTable::name)
                    .sorted()
                    .toList();
        });
        if (tables.isEmpty()) {
            database(name);
        }
        return tables;
    }

    private List<String> tableNames(String database)
            throws MetastoreException
    {
        try {
            return metastore.tables(database);
        }
        catch (MetastoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private HiveDatabase database(String name)
    {
        return MetastoreFailure.attempt("Database '" + name + "' cannot be looked for", () -> metastore.database(name))
                .orElseThrow(() -> VarveException.notFound("Database '" + name + "' does not exist: create it first"));
    }

    @Override
    public Table table(String database, String name)
    {
        HiveTable registered = registered(lowerCase(database), lowerCase(name));
        return Table.open(storage, formats, location(registered), registered.database(), registered.name(), BranchLog.MAIN);
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
        Optional<HiveTable> found = find(lowerCase(database), lowerCase(name));
        found.filter(table -> !table.isPaimon()).ifPresent(table -> {
            throw VarveException.unsupported(notPaimon(table));
        });
        return found.map(table -> new TablePlace(location(table), table.isManaged()));
    }

    /** What the metastore knows of a table of this format. */
    HiveTable registered(String database, String name)
    {
        Optional<HiveTable> found = find(database, name);
        if (found.isEmpty()) {
            database(database);
            throw VarveException.notFound("Table '" + database + "." + name + "' does not exist: the Hive Metastore does not know it");
        }
        if (!found.get().isPaimon()) {
            throw VarveException.notFound(notPaimon(found.get()));
        }
        return found.get();
    }

    private Optional<HiveTable> find(String database, String name)
    {
        return MetastoreFailure.attempt("Table '" + database + "." + name + "' cannot be looked for", () -> metastore.table(database, name));
    }

    private static String notPaimon(HiveTable table)
    {
        return "'" + table + "' is no Paimon table: it is " + what(table);
    }

    private static String what(HiveTable table)
    {
        return table.isView() ? "a view" : "a table with input format " + table.format().inputFormat();
    }

    static StoragePath location(HiveTable table)
    {
        return table.tableLocation().filter(text -> !text.isEmpty()).map(HiveMetastoreCatalog::path).orElseThrow(() ->
                VarveException.corrupt("The Hive Metastore knows no location of table '" + table + "'"));
    }

    /** Hadoop writes {@code file:/x}, which not every store understands, for {@code file:///x}. */
    private static StoragePath path(String location)
    {
        boolean ofHadoop = location.startsWith("file:/") && !location.startsWith("file://");
        return StoragePath.of(ofHadoop ? "file://" + location.substring("file:".length()) : location);
    }

    @Override
    public boolean databaseExists(String name)
    {
        String database = lowerCase(name);
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
        requireName("database", name);
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
        return directory(database(lowerCase(name)));
    }

    @Override
    public void dropDatabase(String givenName, boolean cascade)
    {
        String name = lowerCase(givenName);
        HiveDatabase database = database(name);
        List<HiveTable> tables = MetastoreFailure.attempt(
                "The tables of database '" + name + "' cannot be listed", () -> metastore.tables(name, tableNames(name)));
        List<String> others = tables.stream().filter(table -> !cascade || !table.isPaimon()).map(HiveTable::name).sorted().toList();
        if (!others.isEmpty()) {
            throw VarveException.invalid("Database '" + name + "' cannot be dropped: it has the tables " + others +
                    (cascade ? ", which are not of this format" : ""));
        }
        if (!cascade) {
            requireNoUnregisteredTable(database);
        }
        tables.forEach(table -> dropTable(name, table.name()));
        MetastoreFailure.change("Database '" + name + "' cannot be dropped", () -> metastore.dropDatabase(name));
    }

    /** The metastore deletes the whole directory of a database. */
    private void requireNoUnregisteredTable(HiveDatabase database)
    {
        Optional<StoragePath> directory = directory(database);
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

    static Optional<StoragePath> directory(HiveDatabase database)
    {
        return Optional.ofNullable(database.parameters().get(TableRegistration.LOCATION_PARAMETER))
                .or(database::location)
                .filter(text -> !text.isEmpty())
                .map(StoragePath::of);
    }

    private StoragePath defaultLocation(String database, String table)
    {
        return directory(database(database))
                .orElseThrow(() -> VarveException.invalid("The Hive Metastore knows no location of database '" + database + "'"))
                .file(table);
    }

    @Override
    public TableSchema createTable(String givenDatabase, String name, NewTable given)
    {
        String database = lowerCase(givenDatabase);
        requireName("table", name);
        Optional<String> path = Optional.ofNullable(given.options().get(PATH));
        NewTable table = withoutPath(given);
        StoragePath location = path.map(StoragePath::of).orElseGet(() -> defaultLocation(database, name));
        boolean external = path.isPresent() || settings.external() || "TRUE".equalsIgnoreCase(given.options().get("external"));
        // What the metastore would refuse is refused before anything is written.
        TableRegistration.of(database, name, location.text(), external, table.schema(0), settings);
        requireFree(database, name);

        boolean created = false;
        TableSchema schema;
        Optional<TableSchema> present = schema(location);
        if (present.isEmpty()) {
            schema = SchemaCommit.of(storage, new LockedTable(database, name, location), BranchLog.MAIN, commitLock()).create(table);
            created = true;
        }
        else {
            schema = present.get();
            requireAdoptable(database, name, location, external, table, schema);
        }
        register(TableRegistration.of(database, name, location.text(), external, schema, settings), location, created && !external);
        return schema;
    }

    private static NewTable withoutPath(NewTable table)
    {
        Map<String, String> options = new LinkedHashMap<>(table.options());
        options.remove(PATH);
        return new NewTable(table.columns(), table.partitionKeys(), table.primaryKeys(), options, table.comment());
    }

    private void requireFree(String database, String name)
    {
        Optional<HiveTable> other = find(database, name);
        if (other.isPresent()) {
            throw new VarveException(Kind.ALREADY_EXISTS, other.get().isPaimon()
                    ? "Table '" + database + "." + name + "' exists already"
                    : "'" + database + "." + name + "' exists already: it is " + what(other.get()));
        }
    }

    private Optional<TableSchema> schema(StoragePath location)
    {
        return MetastoreFailure.attempt("The schemas in " + location + " cannot be read", () -> SchemaLog.of(storage, location).latest());
    }

    /**
     * A directory that is a table is taken over if the user names it, or if it is what an earlier attempt to create this very table left when the
     * metastore went away.
     */
    private void requireAdoptable(String database, String name, StoragePath location, boolean external, NewTable table, TableSchema present)
    {
        TableSchema wanted = table.schema(present.timeMillis());
        boolean same = present.fields().equals(wanted.fields())
                && present.partitionKeys().equals(wanted.partitionKeys())
                && present.primaryKeys().equals(wanted.primaryKeys());
        boolean empty = MetastoreFailure.attempt("The directory " + location + " cannot be listed",
                () -> storage.list(location).stream().allMatch(entry -> entry.path().name().equals(SCHEMA)));
        if (external && !same) {
            throw VarveException.invalid("Table '" + database + "." + name + "' cannot be created: in " + location + " is a table with other columns or keys, " +
                    present.fields());
        }
        if (!external && !(same && empty && present.id() == 0 && present.options().equals(wanted.options()))) {
            throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + database + "." + name + "' cannot be created: the Hive Metastore does not know it, but in " +
                    location + " is one. Register it with './varve sync " + database + "." + name + "', or delete the directory");
        }
    }

    /** @param rollback whether the directory goes away if the metastore certainly does not know the table */
    private void register(HiveTable table, StoragePath location, boolean rollback)
    {
        try {
            metastore.createTable(table);
        }
        catch (MetastoreException e) {
            afterFailure(table, location, rollback, e);
        }
    }

    private void afterFailure(HiveTable table, StoragePath location, boolean rollback, MetastoreException failure)
    {
        boolean uncertain = failure.reason() == Reason.OUTCOME_UNKNOWN;
        Optional<HiveTable> known;
        try {
            known = uncertain ? await(table, true) : metastore.table(table.database(), table.name());
        }
        catch (MetastoreException e) {
            failure.addSuppressed(e);
            throw notKnown(table, location, failure);
        }
        boolean ours = known.flatMap(HiveTable::tableLocation).filter(text -> samePlace(text, location.text())).isPresent();
        if (ours && uncertain) {
            return;
        }
        if (known.isEmpty() && uncertain) {
            // It may still be at work, and register later what is deleted now.
            throw notKnown(table, location, failure);
        }
        if (rollback && !ours) {
            try {
                storage.deleteDirectory(location);
            }
            catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        if (known.isPresent()) {
            // Of several that create it at once some are told so, and others of a violated constraint.
            throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + table + "' exists already", failure);
        }
        throw MetastoreFailure.of("Table '" + table + "' cannot be created", failure);
    }

    private static VarveException notKnown(HiveTable table, StoragePath location, MetastoreException failure)
    {
        return new VarveException(Kind.METASTORE_FAILURE, "It is not known whether table '" + table + "' was registered: " + failure.getMessage() +
                ". Its schema is in " + location + "; create it again when the metastore answers", failure);
    }

    /** The table after a call whose outcome is not known, which the metastore may still be busy with. */
    private Optional<HiveTable> await(HiveTable table, boolean expected)
            throws MetastoreException
    {
        Optional<HiveTable> known = metastore.table(table.database(), table.name());
        for (long wait = 250; known.isPresent() != expected && wait <= 2_000; wait *= 2) {
            try {
                Thread.sleep(wait);
            }
            catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return known;
            }
            known = metastore.table(table.database(), table.name());
        }
        return known;
    }

    /** Whether two texts are the same location; a metastore writes {@code file:/x} for {@code /x} and {@code file:///x}. */
    static boolean samePlace(String first, String second)
    {
        return plain(first).equals(plain(second));
    }

    private static String plain(String location)
    {
        String text = StoragePath.of(location).text();
        if (text.startsWith("file:")) {
            text = text.substring("file:".length());
            while (text.startsWith("//")) {
                text = text.substring(1);
            }
        }
        return text;
    }

    @Override
    public TableSchema alterTable(String database, String name, List<SchemaChange> changes)
    {
        HiveTable registered = registered(lowerCase(database), lowerCase(name));
        StoragePath location = location(registered);
        requirePossible(registered, changes);
        TableSchema schema = SchemaCommit.of(storage, new LockedTable(registered.database(), registered.name(), location), BranchLog.MAIN, commitLock()).alter(changes);
        Set<String> removed = changes.stream()
                .filter(SchemaChange.RemoveOption.class::isInstance)
                .map(change -> ((SchemaChange.RemoveOption) change).key())
                .collect(Collectors.toSet());
        try {
            sync.updateTable(registered, schema, removed);
        }
        catch (IOException e) {
            throw MetastoreFailure.of("Table '" + registered + "' is altered, its schema " + schema.id() + " is in force, but the Hive Metastore was not told; " +
                    "the next commit or './varve sync " + registered + "' does it", e);
        }
        return schema;
    }

    /** A metastore cannot change what its partitions are. */
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
        HiveTable table = registered(lowerCase(database), lowerCase(name));
        boolean managed = table.isManaged();
        try {
            metastore.dropTable(table.database(), table.name(), managed);
        }
        catch (MetastoreException e) {
            boolean gone = e.reason() == Reason.OUTCOME_UNKNOWN &&
                    MetastoreFailure.attempt("It is not known whether table '" + table + "' was dropped", () -> await(table, false)).isEmpty();
            if (!gone) {
                throw MetastoreFailure.of("Table '" + table + "' cannot be dropped", e);
            }
        }
        if (managed && table.tableLocation().isPresent()) {
            // The metastore may have left it: those of Hive 4 take managed tables for external ones.
            MetastoreFailure.change("Table '" + table + "' is dropped, but its directory " + location(table) + " cannot be deleted",
                    () -> storage.deleteDirectory(location(table)));
        }
    }

    /**
     * Gives a table another name. The directory of a managed table that lies where its old name puts it is moved, unless the store cannot rename
     * directories: then it stays, and the table is as good.
     */
    @Override
    public void renameTable(String database, String name, String newDatabase, String newName)
    {
        HiveTable table = registered(lowerCase(database), lowerCase(name));
        String targetDatabase = lowerCase(newDatabase);
        requireName("table", newName);
        StoragePath target = defaultLocation(targetDatabase, newName);
        requireFree(targetDatabase, newName);
        if (schema(target).isPresent()) {
            throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + table + "' cannot be renamed: the Hive Metastore does not know '" +
                    targetDatabase + "." + newName + "', but in " + target + " is a table");
        }
        MetastoreFailure.change("Table '" + table + "' cannot be renamed",
                () -> metastore.alterTable(table.database(), table.name(), table.named(targetDatabase, newName)));
        moveAfterRename(table, registered(targetDatabase, newName), target);
    }

    /** Metastores move the directory themselves where they hold the table for managed. */
    private void moveAfterRename(HiveTable before, HiveTable after, StoragePath target)
    {
        StoragePath old = location(before);
        boolean own = before.isManaged() && directory(database(before.database())).filter(directory -> samePlace(directory.child(before.name()).text(), old.text())).isPresent();
        if (!own) {
            return;
        }
        MetastoreFailure.change("Table '" + before + "' is '" + after + "' now, but its directory cannot be moved to " + target, () -> {
            if (samePlace(location(after).text(), old.text())) {
                if (move(old, target)) {
                    relocate(after, old, target);
                }
            }
            else if (SchemaLog.of(storage, old).latest().isPresent() && !move(old, location(after))) {
                metastore.alterTable(after.database(), after.name(), located(after, old));
            }
        });
    }

    private boolean move(StoragePath from, StoragePath to)
    {
        try {
            storage.renameDirectory(from, to);
            return true;
        }
        catch (IOException e) {
            return false;
        }
    }

    private void relocate(HiveTable table, StoragePath old, StoragePath target)
            throws IOException
    {
        try {
            metastore.alterTable(table.database(), table.name(), located(table, target));
        }
        catch (MetastoreException e) {
            if (e.reason() != Reason.OUTCOME_UNKNOWN) {
                storage.renameDirectory(target, old);
            }
            throw e;
        }
    }

    private static HiveTable located(HiveTable table, StoragePath location)
    {
        if (!table.parameters().containsKey(TableRegistration.LOCATION_PARAMETER)) {
            return table.withLocation(location.text());
        }
        Map<String, String> parameters = new LinkedHashMap<>(table.parameters());
        parameters.put(TableRegistration.LOCATION_PARAMETER, location.text());
        return table.withParameters(parameters);
    }

    private static String lowerCase(String name)
    {
        return name.toLowerCase(Locale.ROOT);
    }

    private static void requireName(String what, String name)
    {
        if (!name.equals(lowerCase(name))) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a " + what + ": a Hive Metastore has names in lower case, such as '" +
                    lowerCase(name) + "'");
        }
        if (!StoragePath.isPlainName(name) || name.startsWith(".") || !name.equals(name.strip()) || name.contains("$") || name.equals("sys") && what.equals("database")) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a " + what);
        }
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
            CatalogSync.forgetting(this).run(table.database(), table.name());
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
        return only.isPresent() ? new ArrayList<>(List.of(database(lowerCase(only.get())).name())) : databases();
    }
}
