package dev.varve.write;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Files of this machine as an object store shows them: a directory is only there while there is a file below it. */
final class StorageWithoutDirectories
        implements WritableStorage
{
    private final LocalStorage files = new LocalStorage();
    private final AtomicCreation atomicCreation;

    StorageWithoutDirectories(AtomicCreation atomicCreation)
    {
        this.atomicCreation = atomicCreation;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        List<StorageEntry> entries = new ArrayList<>();
        for (StorageEntry entry : files.list(directory)) {
            if (!entry.directory() || !list(entry.path()).isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @Override
    public boolean exists(StoragePath path)
    {
        return files.exists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return files.open(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return files.open(path, length);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return atomicCreation;
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return files.create(path);
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return files.createAtomically(path, content);
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        files.overwrite(path, content);
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        files.delete(path);
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        files.deleteDirectory(directory);
    }

    @Override
    public void createDirectory(StoragePath directory) {}

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        throw new IOException("Directories cannot be renamed");
    }
}
