package dev.varve.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Another storage that can be written to, with failures of the store told apart as {@link GuardedStorage} does. */
public final class GuardedWritableStorage
        extends ForwardingStorage
        implements WritableStorage
{
    private final WritableStorage storage;

    private GuardedWritableStorage(WritableStorage storage)
    {
        super(GuardedStorage.of(storage));
        this.storage = storage;
    }

    /** The same storage if it is guarded already. */
    public static GuardedWritableStorage of(WritableStorage storage)
    {
        return storage instanceof GuardedWritableStorage guarded ? guarded : new GuardedWritableStorage(storage);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return storage.atomicCreation(directory);
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return new GuardedOutput(path, GuardedStorage.guard("File", path, "created", () -> storage.create(path)));
    }

    private static final class GuardedOutput
            extends OutputStream
    {
        private final StoragePath path;
        private final OutputStream output;

        private GuardedOutput(StoragePath path, OutputStream output)
        {
            this.path = path;
            this.output = output;
        }

        @Override
        public void write(int value)
                throws IOException
        {
            change("File", path, "written", () -> output.write(value));
        }

        @Override
        public void write(byte[] bytes, int offset, int length)
                throws IOException
        {
            change("File", path, "written", () -> output.write(bytes, offset, length));
        }

        @Override
        public void flush()
                throws IOException
        {
            change("File", path, "written", output::flush);
        }

        @Override
        public void close()
                throws IOException
        {
            change("File", path, "written", output::close);
        }
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return GuardedStorage.guard("File", path, "created", () -> storage.createAtomically(path, content));
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        change("File", path, "written", () -> storage.overwrite(path, content));
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        change("File", path, "deleted", () -> storage.delete(path));
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        change("Directory", directory, "deleted", () -> storage.deleteDirectory(directory));
    }

    @Override
    public boolean deleteIfEmpty(StoragePath directory)
            throws IOException
    {
        return GuardedStorage.guard("Directory", directory, "deleted", () -> storage.deleteIfEmpty(directory));
    }

    @Override
    public boolean isLink(StoragePath directory)
            throws IOException
    {
        return GuardedStorage.guard("Directory", directory, "looked up", () -> storage.isLink(directory));
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        change("Directory", directory, "created", () -> storage.createDirectory(directory));
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        change("Directory", from, "renamed", () -> storage.renameDirectory(from, to));
    }

    private interface Change
    {
        void run()
                throws IOException;
    }

    private static void change(String what, StoragePath path, String attempted, Change change)
            throws IOException
    {
        GuardedStorage.guard(what, path, attempted, () -> {
            change.run();
            return null;
        });
    }
}
