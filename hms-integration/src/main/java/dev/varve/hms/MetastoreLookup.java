package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.storage.StoragePath;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import static java.util.Objects.requireNonNull;

/** Databases and tables of a metastore, or an error that says in the words of users what is there instead. Names are in lower case. */
final class MetastoreLookup
{
    private static final int BATCH = 300;

    private final MetastoreClient metastore;

    MetastoreLookup(MetastoreClient metastore)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
    }

    List<String> tableNames(String database)
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

    /** All tables and views of a database, of which no more are held in memory than come in one answer. */
    void forEach(String database, Consumer<HiveTable> action)
            throws MetastoreException
    {
        List<String> names = tableNames(database).stream().sorted().toList();
        for (int from = 0; from < names.size(); from += BATCH) {
            metastore.tables(database, names.subList(from, Math.min(from + BATCH, names.size()))).forEach(action);
        }
    }

    HiveDatabase database(String name)
    {
        return MetastoreFailure.attempt("Database '" + name + "' cannot be looked for", () -> metastore.database(name))
                .orElseThrow(() -> VarveException.notFound("Database '" + name + "' does not exist: create it first"));
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

    Optional<HiveTable> find(String database, String name)
    {
        return MetastoreFailure.attempt("Table '" + database + "." + name + "' cannot be looked for", () -> metastore.table(database, name));
    }

    static String notPaimon(HiveTable table)
    {
        return "'" + table + "' is no Paimon table: it is " + what(table);
    }

    private static String what(HiveTable table)
    {
        return table.isView() ? "a view" : "a table with input format " + table.format().inputFormat();
    }

    void requireFree(String database, String name)
    {
        Optional<HiveTable> other = find(database, name);
        if (other.isPresent()) {
            throw new VarveException(Kind.ALREADY_EXISTS, other.get().isPaimon()
                    ? "Table '" + database + "." + name + "' exists already"
                    : "'" + database + "." + name + "' exists already: it is " + what(other.get()));
        }
    }

    StoragePath defaultLocation(String database, String table)
    {
        return Locations.of(database(database))
                .orElseThrow(() -> VarveException.invalid("The Hive Metastore knows no location of database '" + database + "'"))
                .file(table);
    }

    /** The table after a call whose outcome is not known, which the metastore may still be busy with. */
    Optional<HiveTable> await(HiveTable table, boolean expected)
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
}
