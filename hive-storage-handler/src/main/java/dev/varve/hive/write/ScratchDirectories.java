package dev.varve.hive.write;

import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;

/** The empty directories that Hive makes for rows in formats of its own: one beside the table, or beside each partition that a statement names. */
final class ScratchDirectories
{
    private static final String PREFIX = "-tmp.";

    private ScratchDirectories() {}

    /** Deletes those of a job that are empty. */
    static void delete(WritableStorage storage, WriteJob job)
            throws IOException
    {
        String location = job.table().location();
        deleteOf(storage, location);
        if (!job.partition().isEmpty()) {
            deleteOf(storage, location + "/" + job.partition());
        }
        for (StorageEntry directory : storage.directories(StoragePath.of(location))) {
            if (directory.path().name().startsWith(PREFIX)) {
                storage.deleteIfEmpty(directory.path());
            }
        }
    }

    private static void deleteOf(WritableStorage storage, String directory)
            throws IOException
    {
        int name = directory.lastIndexOf('/') + 1;
        storage.deleteIfEmpty(StoragePath.of(directory.substring(0, name) + PREFIX + directory.substring(name)));
    }
}
