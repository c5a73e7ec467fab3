package dev.varve.trino;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.trino.file.AtomicCreations;
import dev.varve.trino.file.TrinoStorage;
import dev.varve.trino.file.TrinoWritableStorage;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.spi.connector.ConnectorSession;

import static java.util.Objects.requireNonNull;

/** The store of the warehouse, as the user of a session may use it. Safe for use by several threads. */
final class WarehouseStores
{
    private final TrinoFileSystemFactory fileSystems;
    private final StoragePath warehouse;
    private final boolean filesOfMachine;
    private final AtomicCreations creations;

    /** @param filesOfMachine whether the paths of the warehouse are those of the machine, and not of some file system of Trino */
    WarehouseStores(TrinoFileSystemFactory fileSystems, StoragePath warehouse, boolean filesOfMachine)
    {
        this.fileSystems = requireNonNull(fileSystems, "fileSystems is null");
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
        this.filesOfMachine = filesOfMachine;
        creations = AtomicCreations.of(warehouse);
    }

    StoragePath warehouse()
    {
        return warehouse;
    }

    Storage readable(ConnectorSession session)
    {
        return TrinoStorage.of(fileSystems.create(session));
    }

    WritableStorage writable(ConnectorSession session)
    {
        if (filesOfMachine) {
            // Trino's local file system fills files under their own name, so that others see halves.
            return new LocalStorage();
        }
        TrinoFileSystem fileSystem = fileSystems.create(session);
        return TrinoWritableStorage.of(fileSystem, () -> creations.ask(fileSystem));
    }
}
