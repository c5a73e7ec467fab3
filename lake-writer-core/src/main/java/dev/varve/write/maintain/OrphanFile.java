package dev.varve.write.maintain;

import dev.varve.storage.StoragePath;

import static java.util.Objects.requireNonNull;

/**
 * A file that nothing refers to.
 *
 * @param size in bytes
 * @param modifiedMillis epoch milliseconds
 */
public record OrphanFile(StoragePath path, long size, long modifiedMillis)
{
    public OrphanFile
    {
        requireNonNull(path, "path is null");
    }
}
