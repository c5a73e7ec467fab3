package dev.varve.trino;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.trino.file.AtomicCreations;
import dev.varve.trino.file.MetadataCache;
import dev.varve.trino.file.SchemedStorage;
import dev.varve.trino.file.TrinoStorage;
import dev.varve.trino.file.TrinoWritableStorage;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.spi.connector.ConnectorSession;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** The stores that tables lie in, as the user of a session may use them. Safe for use by several threads. */
final class TableStores
{
    private final TrinoFileSystemFactory fileSystems;
    private final boolean filesOfMachine;
    private final AtomicCreations creations;
    private final MetadataCache cache;

    /** @param filesOfMachine whether local paths are those of the machine, and not of some file system of Trino */
    TableStores(TrinoFileSystemFactory fileSystems, Optional<StoragePath> warehouse, boolean filesOfMachine, MetadataCache cache)
    {
        this.fileSystems = requireNonNull(fileSystems, "fileSystems is null");
        this.filesOfMachine = filesOfMachine;
        creations = AtomicCreations.of(warehouse);
        this.cache = requireNonNull(cache, "cache is null");
    }

    Storage readable(ConnectorSession session)
    {
        return cache.over(TrinoStorage.of(fileSystems.create(session)), session.getUser());
    }

    WritableStorage writable(ConnectorSession session)
    {
        WritableStorage storage = TrinoWritableStorage.of(fileSystems.create(session), creations);
        // Trino's local file system fills files under their own name, so that others see halves.
        return filesOfMachine ? SchemedStorage.of(new LocalStorage(), storage) : storage;
    }
}
