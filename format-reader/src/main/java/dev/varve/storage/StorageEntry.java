package dev.varve.storage;

import static java.util.Objects.requireNonNull;

/**
 * What a listing says about a file or directory.
 *
 * @param length size in bytes, 0 for a directory
 * @param modifiedMillis epoch milliseconds, 0 where the store does not say
 */
public record StorageEntry(StoragePath path, boolean directory, long length, long modifiedMillis)
{
    public StorageEntry
    {
        requireNonNull(path, "path is null");
    }
}
