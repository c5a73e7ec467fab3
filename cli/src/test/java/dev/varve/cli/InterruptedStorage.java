package dev.varve.cli;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Local files that are lost from a certain change on: it fails, before or after it has happened, and so does whatever follows. */
final class InterruptedStorage
        implements WritableStorage
{
    private final LocalStorage files = new LocalStorage();
    private final boolean afterwards;
    private long changesLeft;

    /**
     * @param changes that succeed
     * @param afterwards whether the one that fails happens nevertheless
     */
    InterruptedStorage(long changes, boolean afterwards)
    {
        changesLeft = changes;
        this.afterwards = afterwards;
    }

    /** Whether it came to that. */
    boolean interrupted()
    {
        return changesLeft < 0;
    }

    @FunctionalInterface
    private interface Change<T>
    {
        T make()
                throws IOException;
    }

    private <T> T change(Change<T> change)
            throws IOException
    {
        if (--changesLeft >= 0) {
            return change.make();
        }
        if (changesLeft == -1 && afterwards) {
            change.make();
        }
        throw new IOException("The store is lost");
    }

    private void requireThere()
            throws IOException
    {
        if (interrupted()) {
            throw new IOException("The store is lost");
        }
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        requireThere();
        return files.list(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        requireThere();
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
        return files.atomicCreation(directory);
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return new FilterOutputStream(change(() -> files.create(path)))
        {
            @Override
            public void write(byte[] bytes, int offset, int length)
                    throws IOException
            {
                out.write(bytes, offset, length);
            }

            @Override
            public void close()
                    throws IOException
            {
                change(() -> {
                    super.close();
                    return null;
                });
            }
        };
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return change(() -> files.createAtomically(path, content));
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        change(() -> {
            files.overwrite(path, content);
            return null;
        });
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        change(() -> {
            files.delete(path);
            return null;
        });
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        change(() -> {
            files.deleteDirectory(directory);
            return null;
        });
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        change(() -> {
            files.createDirectory(directory);
            return null;
        });
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        change(() -> {
            files.renameDirectory(from, to);
            return null;
        });
    }
}
