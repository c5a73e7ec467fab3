package dev.varve.trino.file;

import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage.AtomicCreation;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoOutputFile;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * How stores create a file so that of several writers one wins. HDFS refuses to rename to what exists. Of others it is found out, once for each:
 * stores that speak the protocol of S3 need not know its conditions, and some pass over what they do not know, so that two writers would
 * both be told that they won. Safe for use by several threads.
 */
public final class AtomicCreations
{
    private static final int NOT_IMPLEMENTED = 501;

    private final Optional<StoragePath> warehouse;
    /** By scheme and authority. */
    private final Map<String, AtomicCreation> known = new HashMap<>();

    private AtomicCreations(Optional<StoragePath> warehouse)
    {
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
    }

    /** @param warehouse a directory in which a file may appear for a moment, for the store that it is in; in others it is that of the first table */
    public static AtomicCreations of(Optional<StoragePath> warehouse)
    {
        return new AtomicCreations(warehouse);
    }

    /**
     * What the store of a directory guarantees. The first call for a store writes a file, and deletes it.
     *
     * @throws VarveException of kind STORAGE_FAILURE if the store does not let itself be asked
     */
    public synchronized AtomicCreation ask(TrinoFileSystem fileSystem, StoragePath directory)
    {
        String store = store(directory);
        AtomicCreation creation = known.get(store);
        if (creation == null) {
            creation = find(fileSystem, warehouse.filter(root -> store(root).equals(store)).orElse(directory));
            known.put(store, creation);
        }
        return creation;
    }

    private static String store(StoragePath path)
    {
        int authority = path.text().indexOf("://");
        int end = path.text().indexOf('/', authority + "://".length());
        return authority < 0 || end < 0 ? path.text() : path.text().substring(0, end);
    }

    private static AtomicCreation find(TrinoFileSystem fileSystem, StoragePath directory)
    {
        Location location = TrinoStorage.location(directory);
        return switch (location.scheme().orElse("file").toLowerCase(Locale.ENGLISH)) {
            case "hdfs", "viewfs" -> AtomicCreation.RENAME;
            // Trino creates local files under their own name, and fills them then.
            case "file", "local" -> AtomicCreation.UNSAFE;
            default -> probe(fileSystem, location.appendPath(".varve-probe-" + UUID.randomUUID()));
        };
    }

    private static AtomicCreation probe(TrinoFileSystem fileSystem, Location location)
    {
        TrinoOutputFile file = fileSystem.newOutputFile(location);
        boolean created = false;
        try {
            file.createExclusive("first".getBytes(UTF_8));
            created = true;
            file.createExclusive("second".getBytes(UTF_8));
            return AtomicCreation.UNSAFE;
        }
        catch (FileAlreadyExistsException e) {
            if (created) {
                return AtomicCreation.CONDITIONAL_CREATE;
            }
            throw failure(location, e);
        }
        catch (UnsupportedOperationException e) {
            return AtomicCreation.UNSAFE;
        }
        catch (IOException | RuntimeException e) {
            if (isNotImplemented(e)) {
                return AtomicCreation.UNSAFE;
            }
            throw failure(location, TrinoStorage.explained(e));
        }
        finally {
            if (created) {
                delete(fileSystem, location);
            }
        }
    }

    /** The clients of the stores have no exception in common. */
    private static boolean isNotImplemented(Exception failure)
    {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Status Code: " + NOT_IMPLEMENTED) || message.contains("NotImplemented")) {
                return true;
            }
        }
        return false;
    }

    private static VarveException failure(Location probe, IOException e)
    {
        return VarveException.storage("Whether the store of " + probe.parentDirectory() + " can create a file only if it does not exist cannot be found out: " + e.getMessage(), e);
    }

    private static void delete(TrinoFileSystem fileSystem, Location location)
    {
        try {
            fileSystem.deleteFile(location);
        }
        catch (IOException | RuntimeException e) {
            // It has done its work, and what is left of it no reader looks at.
        }
    }
}
