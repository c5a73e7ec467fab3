package dev.varve;

import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.schema.SchemaLog;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * A warehouse directory: {@code <warehouse>/<database>.db/<table>}. A table is a directory that holds a schema.
 *
 * <p>Opening a catalog touches nothing; a warehouse that is missing is reported by the first call that finds nothing in it.
 */
public final class FileSystemCatalog
        implements Catalog
{
    private static final String DATABASE_SUFFIX = ".db";

    private final Storage storage;
    private final StoragePath warehouse;

    private final DataFileFormats formats;

    private FileSystemCatalog(Storage storage, StoragePath warehouse, DataFileFormats formats)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    /** A warehouse whose tables have manifests in Avro, as all have since 1.1. */
    public static FileSystemCatalog open(Storage storage, StoragePath warehouse)
    {
        return open(storage, warehouse, DataFileFormats.NONE);
    }

    /** @param formats those that manifests may have besides Avro */
    public static FileSystemCatalog open(Storage storage, StoragePath warehouse, DataFileFormats formats)
    {
        return new FileSystemCatalog(storage, warehouse, formats);
    }

    /**
     * @throws VarveException of kind NOT_FOUND if there is no such directory, STORAGE_FAILURE if it cannot be reached
     */
    public void requireWarehouse()
    {
        try {
            if (!storage.directoryExists(warehouse)) {
                throw VarveException.notFound("Warehouse directory " + warehouse + " does not exist");
            }
        }
        catch (IOException e) {
            throw VarveException.storage("Warehouse directory " + warehouse + " cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> databases()
    {
        List<String> databases = new ArrayList<>();
        for (StorageEntry entry : directories(warehouse)) {
            String name = entry.path().name();
            if (name.endsWith(DATABASE_SUFFIX) && name.length() > DATABASE_SUFFIX.length()) {
                databases.add(name.substring(0, name.length() - DATABASE_SUFFIX.length()));
            }
        }
        if (databases.isEmpty()) {
            requireWarehouse();
        }
        databases.sort(String::compareTo);
        return databases;
    }

    @Override
    public List<String> tables(String database, Predicate<String> wanted)
    {
        StoragePath directory = directory(database);
        List<String> tables = new ArrayList<>();
        try {
            for (StorageEntry entry : directories(directory)) {
                if (wanted.test(entry.path().name()) && isTable(entry.path())) {
                    tables.add(entry.path().name());
                }
            }
        }
        catch (IOException e) {
            throw VarveException.storage("The tables of database '" + database + "' in " + directory + " cannot be listed: " + e.getMessage(), e);
        }
        if (tables.isEmpty()) {
            requireDatabase(database);
        }
        tables.sort(String::compareTo);
        return tables;
    }

    @Override
    public Table table(String database, String name)
    {
        if (!StoragePath.isPlainName(name)) {
            throw VarveException.notFound("Table '" + name + "' does not exist: that cannot be the name of a table");
        }
        try {
            return Table.open(storage, formats, directory(database).file(name), database, name, BranchLog.MAIN);
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.NOT_FOUND) {
                requireDatabase(database);
            }
            throw e;
        }
    }

    private void requireDatabase(String database)
    {
        StoragePath directory = directory(database);
        try {
            if (storage.directoryExists(directory)) {
                return;
            }
        }
        catch (IOException e) {
            throw VarveException.storage("Database directory " + directory + " cannot be reached: " + e.getMessage(), e);
        }
        requireWarehouse();
        throw VarveException.notFound("Database '" + database + "' does not exist: there is no directory " + directory);
    }

    private boolean isTable(StoragePath directory)
            throws IOException
    {
        // The first schema is kept for as long as the table lives, so that listing is rarely needed.
        return storage.exists(directory.child("schema/schema-0")) || !SchemaLog.of(storage, directory).ids().isEmpty();
    }

    private List<StorageEntry> directories(StoragePath directory)
    {
        try {
            return storage.directories(directory);
        }
        catch (IOException e) {
            throw VarveException.storage("Directory " + directory + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * Where the tables of a database are, whether it exists or not.
     *
     * @throws VarveException of kind NOT_FOUND if that cannot be the name of a database
     */
    public StoragePath directory(String database)
    {
        if (!StoragePath.isPlainName(database)) {
            throw VarveException.notFound("Database '" + database + "' does not exist: that cannot be the name of a database");
        }
        return warehouse.file(database + DATABASE_SUFFIX);
    }
}
