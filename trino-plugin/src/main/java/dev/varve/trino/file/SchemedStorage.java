package dev.varve.trino.file;

import dev.varve.storage.InputFile;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Files of the machine in one storage, and all others in another. Safe for use by several threads if both are. */
public final class SchemedStorage
        implements WritableStorage
{
    private static final String FILE = "file:";

    private final WritableStorage machine;
    private final WritableStorage others;

    private SchemedStorage(WritableStorage machine, WritableStorage others)
    {
        this.machine = requireNonNull(machine, "machine is null");
        this.others = requireNonNull(others, "others is null");
    }

    /**
     * @param machine for paths, and URIs with scheme {@code file}
     * @param others for all other URIs
     */
    public static SchemedStorage of(WritableStorage machine, WritableStorage others)
    {
        return new SchemedStorage(machine, others);
    }

    private WritableStorage at(StoragePath path)
    {
        return isOfMachine(path) ? machine : others;
    }

    private static boolean isOfMachine(StoragePath path)
    {
        return path.text().startsWith("/") || path.text().toLowerCase(Locale.ENGLISH).startsWith(FILE);
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return at(directory).list(directory);
    }

    @Override
    public List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        return at(directory).directories(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return at(path).exists(path);
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        return at(path).directoryExists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return at(path).open(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return at(path).open(path, length);
    }

    @Override
    public byte[] readAll(StoragePath path)
            throws IOException
    {
        return at(path).readAll(path);
    }

    @Override
    public Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        return at(path).readIfPresent(path);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return at(directory).atomicCreation(directory);
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return at(path).create(path);
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return at(path).createAtomically(path, content);
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        at(path).overwrite(path, content);
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        at(path).delete(path);
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        at(directory).deleteDirectory(directory);
    }

    @Override
    public boolean deleteIfEmpty(StoragePath directory)
            throws IOException
    {
        return at(directory).deleteIfEmpty(directory);
    }

    @Override
    public boolean isLink(StoragePath directory)
            throws IOException
    {
        return at(directory).isLink(directory);
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        at(directory).createDirectory(directory);
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        if (isOfMachine(from) != isOfMachine(to)) {
            throw new FileSystemException(from.text(), to.text(), "a directory cannot be moved from one store to another");
        }
        at(from).renameDirectory(from, to);
    }
}
