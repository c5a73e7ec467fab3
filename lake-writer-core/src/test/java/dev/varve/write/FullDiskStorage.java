package dev.varve.write;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Local files, of which all that are written together take only so many bytes: what does not fit is cut off, as on a disk that is full. Safe for use by
 * several threads.
 */
public final class FullDiskStorage
        implements WritableStorage
{
    public static final String FULL = "No space left on device";

    private final LocalStorage storage = new LocalStorage();
    private final Map<StoragePath, Long> sizes = new HashMap<>();
    private long room;
    private long most;

    public FullDiskStorage(long room)
    {
        this.room = room;
    }

    public synchronized void enlarge(long bytes)
    {
        room += bytes;
    }

    public synchronized long room()
    {
        return room;
    }

    /** The most bytes that all files took at a time. */
    public synchronized long most()
    {
        return most;
    }

    /** Whether there was room for so many bytes more of the file, which then are used. */
    private synchronized boolean take(StoragePath path, long bytes)
    {
        if (bytes > room) {
            return false;
        }
        room -= bytes;
        sizes.merge(path, bytes, Long::sum);
        most = Math.max(most, sizes.values().stream().mapToLong(Long::longValue).sum());
        return true;
    }

    private synchronized void give(StoragePath path)
    {
        Long size = sizes.remove(path);
        room += size == null ? 0 : size;
    }

    private static IOException full(StoragePath path)
    {
        return new IOException("File " + path + " cannot be written: " + FULL);
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return new FilterOutputStream(storage.create(path))
        {
            @Override
            public void write(int value)
                    throws IOException
            {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length)
                    throws IOException
            {
                for (int i = 0; i < length; i += 512) {
                    int part = Math.min(512, length - i);
                    if (!take(path, part)) {
                        throw full(path);
                    }
                    out.write(bytes, offset + i, part);
                }
            }
        };
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        if (!take(path, content.length)) {
            throw full(path);
        }
        return storage.createAtomically(path, content);
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        if (!take(path, content.length)) {
            throw full(path);
        }
        storage.overwrite(path, content);
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        storage.delete(path);
        give(path);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return storage.atomicCreation(directory);
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        storage.deleteDirectory(directory);
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        storage.createDirectory(directory);
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        storage.renameDirectory(from, to);
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return storage.list(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return storage.exists(path);
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        return storage.directoryExists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return storage.open(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return storage.open(path, length);
    }
}
