package dev.varve.write.file;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Local files, of which all together take only so many bytes. */
final class FullDiskStorage
        implements WritableStorage
{
    private final LocalStorage storage = new LocalStorage();
    private long room;

    FullDiskStorage(long room)
    {
        this.room = room;
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
                if (length > room) {
                    throw new IOException("The disk is full");
                }
                room -= length;
                out.write(bytes, offset, length);
            }
        };
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        storage.delete(path);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return storage.atomicCreation(directory);
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return storage.createAtomically(path, content);
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        storage.overwrite(path, content);
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
