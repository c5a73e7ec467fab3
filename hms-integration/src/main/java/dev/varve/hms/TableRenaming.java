package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.schema.SchemaLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;

import static java.util.Objects.requireNonNull;

/** Gives a table another name, and moves the directory of one that is managed. */
final class TableRenaming
{
    private final MetastoreClient metastore;
    private final MetastoreLookup lookup;
    private final WritableStorage storage;

    TableRenaming(MetastoreClient metastore, WritableStorage storage)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.storage = requireNonNull(storage, "storage is null");
        lookup = new MetastoreLookup(metastore);
    }

    void rename(HiveTable table, String targetDatabase, String newName)
    {
        StoragePath target = lookup.defaultLocation(targetDatabase, newName);
        lookup.requireFree(targetDatabase, newName);
        if (hasSchema(target)) {
            throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + table + "' cannot be renamed: the Hive Metastore does not know '" +
                    targetDatabase + "." + newName + "', but in " + target + " is a table");
        }
        MetastoreFailure.change("Table '" + table + "' cannot be renamed",
                () -> metastore.alterTable(table.database(), table.name(), table.named(targetDatabase, newName)));
        moveAfterRename(table, lookup.registered(targetDatabase, newName), target);
    }

    private boolean hasSchema(StoragePath location)
    {
        return MetastoreFailure.attempt("The schemas in " + location + " cannot be read", () -> SchemaLog.of(storage, location).latest()).isPresent();
    }

    /** Metastores move the directory themselves where they hold the table for managed. */
    private void moveAfterRename(HiveTable before, HiveTable after, StoragePath target)
    {
        StoragePath old = Locations.of(before);
        boolean own = before.isManaged() && Locations.of(lookup.database(before.database())).filter(directory -> Locations.same(directory.child(before.name()).text(), old.text())).isPresent();
        if (!own) {
            return;
        }
        MetastoreFailure.change("Table '" + before + "' is '" + after + "' now, but its directory cannot be moved to " + target, () -> {
            if (Locations.same(Locations.of(after).text(), old.text())) {
                if (move(old, target)) {
                    relocate(after, old, target);
                }
            }
            else if (SchemaLog.of(storage, old).latest().isPresent() && !move(old, Locations.of(after))) {
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
        return table.withParameter(TableRegistration.LOCATION_PARAMETER, location.text());
    }
}
