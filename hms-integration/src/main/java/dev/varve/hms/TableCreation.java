package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaCommit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Creates a table: publishes its first schema and then registers it, so that nothing is registered that is not there. */
final class TableCreation
{
    private static final String PATH = "path";
    private static final String SCHEMA = "schema";

    private final MetastoreClient metastore;
    private final MetastoreLookup lookup;
    private final WritableStorage storage;
    private final CatalogSettings settings;
    private final Optional<CommitLock> lock;

    TableCreation(MetastoreClient metastore, WritableStorage storage, CatalogSettings settings, Optional<CommitLock> lock)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.lock = requireNonNull(lock, "lock is null");
        lookup = new MetastoreLookup(metastore);
    }

    TableSchema create(String database, String name, NewTable given)
    {
        Optional<String> path = Optional.ofNullable(given.options().get(PATH));
        NewTable table = withoutPath(given);
        StoragePath location = path.map(StoragePath::of).orElseGet(() -> lookup.defaultLocation(database, name));
        boolean external = path.isPresent() || settings.external() || new OptionMap(given.options()).flag(TableRegistration.EXTERNAL, false);
        // What the metastore would refuse is refused before anything is written.
        TableRegistration.of(database, name, location.text(), external, table.schema(0), settings);
        lookup.requireFree(database, name);

        boolean created = false;
        TableSchema schema;
        Optional<TableSchema> present = schema(location);
        if (present.isEmpty()) {
            schema = SchemaCommit.of(storage, new LockedTable(database, name, location), BranchLog.MAIN, lock).create(table);
            created = true;
        }
        else {
            schema = present.get();
            requireAdoptable(database, name, location, external, table, schema);
        }
        HiveTable registration = TableRegistration.of(database, name, location.text(), external, schema, settings);
        register(path.map(text -> registration.withParameter(PATH, text)).orElse(registration), location, created && !external);
        return schema;
    }

    private static NewTable withoutPath(NewTable table)
    {
        Map<String, String> options = new LinkedHashMap<>(table.options());
        options.remove(PATH);
        return new NewTable(table.columns(), table.partitionKeys(), table.primaryKeys(), options, table.comment());
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
            known = uncertain ? lookup.await(table, true) : metastore.table(table.database(), table.name());
        }
        catch (MetastoreException e) {
            failure.addSuppressed(e);
            throw notKnown(table, location, failure);
        }
        boolean ours = known.flatMap(HiveTable::tableLocation).filter(text -> Locations.same(text, location.text())).isPresent();
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
}
