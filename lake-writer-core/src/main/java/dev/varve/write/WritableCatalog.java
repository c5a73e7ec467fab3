package dev.varve.write;

import dev.varve.Catalog;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;

import java.util.List;
import java.util.Optional;

/**
 * A catalog in which databases and tables are created, changed and dropped, wherever it registers them. Implementing classes must comply
 * with the following: they are safe for use by several threads, and several processes may change the same catalog; what fails is a
 * {@link VarveException}, and a table is never left half-registered.
 */
public interface WritableCatalog
        extends Catalog
{
    /** A warehouse directory is the catalog. Opening it touches nothing, and the directory comes into being with the first database. */
    static WritableCatalog open(WritableStorage storage, StoragePath warehouse)
    {
        return open(storage, warehouse, DataFileFormats.NONE);
    }

    /** @param formats for tables whose manifests are in another format than Avro, see {@link dev.varve.FileSystemCatalog} */
    static WritableCatalog open(WritableStorage storage, StoragePath warehouse, DataFileFormats formats)
    {
        return open(storage, warehouse, formats, Optional.empty());
    }

    /** @param lock keeps those apart who change its tables at once, if the store does not */
    static WritableCatalog open(WritableStorage storage, StoragePath warehouse, DataFileFormats formats, Optional<CommitLock> lock)
    {
        return FileSystemWritableCatalog.open(storage, warehouse, formats, lock);
    }

    boolean databaseExists(String name);

    /**
     * @throws VarveException of kind ALREADY_EXISTS, or INVALID_REQUEST if that cannot be the name of a database
     */
    void createDatabase(String name);

    /**
     * @param cascade whether its tables are dropped, too
     * @throws VarveException of kind NOT_FOUND, or INVALID_REQUEST if there is something in it and {@code cascade} is not set
     */
    void dropDatabase(String name, boolean cascade);

    /**
     * @throws VarveException of kind ALREADY_EXISTS if there is such a table, NOT_FOUND if there is no such database, INVALID_REQUEST or
     *         UNSUPPORTED_FEATURE if the table would make no sense
     */
    TableSchema createTable(String database, String name, NewTable table);

    /**
     * Applies changes one after the other, all or none.
     *
     * @throws VarveException of kind INVALID_REQUEST, NOT_FOUND, ALREADY_EXISTS or UNSUPPORTED_FEATURE if a change is refused
     */
    TableSchema alterTable(String database, String name, List<SchemaChange> changes);

    /** The same for a branch of a table; its schemas are its own. */
    TableSchema alterTable(String database, String name, String branch, List<SchemaChange> changes);

    /**
     * Deletes a table with all its branches and data. What lies outside of its directory, by option {@code data-file.external-paths},
     * stays: other tables may have files there.
     *
     * @throws VarveException of kind NOT_FOUND
     */
    void dropTable(String database, String name);

    /**
     * Gives a table another name, possibly in another database.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such table or target database, ALREADY_EXISTS if the new name is taken,
     *         STORAGE_FAILURE if the store cannot rename directories
     */
    void renameTable(String database, String name, String newDatabase, String newName);

    /** Who must be told of every commit to a table of this catalog. */
    default List<CommitListener> commitListeners()
    {
        return List.of();
    }

    /** Keeps those apart who change its tables at once, where the store cannot; its own changes are made under it, too. */
    default Optional<CommitLock> commitLock()
    {
        return Optional.empty();
    }
}
