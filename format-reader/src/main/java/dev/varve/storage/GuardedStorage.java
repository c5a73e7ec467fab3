package dev.varve.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Another storage, whose failures are told from those of who makes sense of the bytes: each {@link IOException} becomes a
 * {@link StorageException} that names the file or directory, except those that say something of the file itself: that it is missing,
 * or shorter than expected.
 */
public final class GuardedStorage
        implements Storage
{
    private final Storage storage;

    private GuardedStorage(Storage storage)
    {
        this.storage = requireNonNull(storage, "storage is null");
    }

    /** The same storage if it is guarded already. */
    public static GuardedStorage of(Storage storage)
    {
        return storage instanceof GuardedStorage guarded ? guarded : new GuardedStorage(storage);
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return guard("Directory", directory, "listed", () -> storage.list(directory));
    }

    @Override
    public List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        return guard("Directory", directory, "listed", () -> storage.directories(directory));
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return guard("File", path, "looked up", () -> storage.exists(path));
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        return guard("Directory", path, "looked up", () -> storage.directoryExists(path));
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new GuardedFile(storage.open(path));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new GuardedFile(storage.open(path, length));
    }

    @Override
    public byte[] readAll(StoragePath path)
            throws IOException
    {
        return guardFile(path, () -> storage.readAll(path));
    }

    @Override
    public Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        return guardFile(path, () -> storage.readIfPresent(path));
    }

    private record GuardedFile(InputFile file)
            implements InputFile
    {
        @Override
        public StoragePath path()
        {
            return file.path();
        }

        @Override
        public long length()
                throws IOException
        {
            return guardFile(path(), file::length);
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            return new GuardedInput(path(), guardFile(path(), file::newInput));
        }
    }

    private record GuardedInput(StoragePath path, PositionedInput input)
            implements PositionedInput
    {
        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            try {
                input.readFully(position, buffer, offset, length);
            }
            catch (IOException e) {
                throw failure("File", path, "read", e);
            }
            catch (UncheckedIOException e) {
                throw failure("File", path, "read", e.getCause());
            }
        }

        @Override
        public void close()
                throws IOException
        {
            guard("File", path, "closed", () -> {
                input.close();
                return null;
            });
        }
    }

    interface Operation<T>
    {
        T run()
                throws IOException;
    }

    private static <T> T guardFile(StoragePath path, Operation<T> operation)
            throws IOException
    {
        return guard("File", path, "read", operation);
    }

    static <T> T guard(String what, StoragePath path, String attempted, Operation<T> operation)
            throws IOException
    {
        try {
            return operation.run();
        }
        catch (IOException e) {
            throw failure(what, path, attempted, e);
        }
        catch (UncheckedIOException e) {
            throw failure(what, path, attempted, e.getCause());
        }
    }

    private static IOException failure(String what, StoragePath path, String attempted, IOException e)
    {
        if (e instanceof FileNotFoundException || e instanceof NoSuchFileException || e instanceof EOFException || e instanceof StorageException) {
            return e;
        }
        return new StorageException("%s %s cannot be %s: %s".formatted(what, path, attempted, reason(e)), e);
    }

    /** Messages of the local file system are often no more than the path. */
    private static String reason(IOException e)
    {
        boolean silent = e.getMessage() == null || e instanceof FileSystemException local && local.getReason() == null;
        return silent ? e.getClass().getSimpleName() : e.getMessage();
    }
}
