package dev.varve.write;

import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * A storage that counts its operations, and of which a certain one goes wrong. To try every point at which something can fail: run once with
 * {@link #of} and ask {@link #operations}, then again and again with {@link #arm} for each of them.
 *
 * <p>Each call is an operation, and so is each read of an open file and the end of each stream that creates one. Safe for use by several threads.
 */
public final class FaultyStorage
        implements WritableStorage
{
    /** What happens to an operation. */
    public enum Fault
    {
        /** It does nothing and reports an error. A stream leaves half of its bytes. */
        FAILS,
        /** It does what it should and reports an error all the same. */
        LOSES_ACKNOWLEDGEMENT,
        /** It does nothing, and neither does any later one: the process is gone. A stream leaves half of its bytes. */
        CRASHES_BEFORE,
        /** It is the last one that does anything. */
        CRASHES_AFTER,
        /** If it is a listing, the newest file is missing; nothing happens to others. */
        LISTS_LATE,
    }

    private final WritableStorage storage;
    private final Optional<AtomicCreation> atomicCreation;
    private int operations;
    private int faultyOperation;
    private Fault fault;
    private Predicate<String> concerned = operation -> true;
    private boolean crashed;
    private String faultyName = "none";
    private StoragePath newest;

    private FaultyStorage(WritableStorage storage, Optional<AtomicCreation> atomicCreation)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.atomicCreation = atomicCreation;
    }

    /** Nothing goes wrong until {@link #arm} is called. */
    public static FaultyStorage of(WritableStorage storage)
    {
        return new FaultyStorage(storage, Optional.empty());
    }

    /** The same storage, which cannot create a file atomically. */
    public FaultyStorage withoutAtomicCreation()
    {
        return new FaultyStorage(storage, Optional.of(AtomicCreation.UNSAFE));
    }

    /**
     * Begins to count anew.
     *
     * @param operation which one is faulty, counted from 1
     */
    public synchronized void arm(int operation, Fault fault)
    {
        arm(operation, fault, name -> true);
    }

    /**
     * @param concerned by the name of an operation, such as {@code createAtomically snapshot-3}, whether it is counted
     */
    public synchronized void arm(int operation, Fault fault, Predicate<String> concerned)
    {
        operations = 0;
        faultyOperation = operation;
        this.fault = requireNonNull(fault, "fault is null");
        this.concerned = requireNonNull(concerned, "concerned is null");
        crashed = false;
        faultyName = "none";
    }

    /** From now on nothing goes wrong any more; counts anew. */
    public synchronized void disarm()
    {
        arm(0, Fault.FAILS);
    }

    /** How many operations there were since the last call of {@link #arm} or {@link #disarm}. */
    public synchronized int operations()
    {
        return operations;
    }

    /** The operation that went wrong, for messages; {@code none} if it was not reached. */
    public synchronized String faultyName()
    {
        return faultyName;
    }

    /** What to do with an operation; empty is to do it. */
    private synchronized Fault next(String name)
            throws IOException
    {
        if (crashed) {
            throw new IOException("The process is gone");
        }
        if (!concerned.test(name)) {
            return null;
        }
        operations++;
        if (operations != faultyOperation) {
            return null;
        }
        faultyName = name;
        crashed = fault == Fault.CRASHES_BEFORE || fault == Fault.CRASHES_AFTER;
        return fault;
    }

    private <T> T run(String name, StoragePath path, Operation<T> operation)
            throws IOException
    {
        String full = name + " " + path.name();
        Fault fault = next(full);
        if (fault == Fault.FAILS || fault == Fault.CRASHES_BEFORE) {
            throw failure(full, fault);
        }
        T result = operation.run();
        if (fault == Fault.LOSES_ACKNOWLEDGEMENT || fault == Fault.CRASHES_AFTER) {
            throw failure(full, fault);
        }
        return result;
    }

    private void execute(String name, StoragePath path, Action action)
            throws IOException
    {
        run(name, path, () -> {
            action.run();
            return true;
        });
    }

    private static IOException failure(String name, Fault fault)
    {
        return new IOException("Injected fault " + fault + " in '" + name + "'");
    }

    private interface Operation<T>
    {
        T run()
                throws IOException;
    }

    private interface Action
    {
        void run()
                throws IOException;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        String name = "list " + directory.name();
        Fault fault = next(name);
        if (fault == Fault.LISTS_LATE) {
            return storage.list(directory).stream().filter(entry -> !entry.path().equals(newest)).toList();
        }
        if (fault != null) {
            throw failure(name, fault);
        }
        return storage.list(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return run("exists", path, () -> storage.exists(path));
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        return run("directoryExists", path, () -> storage.directoryExists(path));
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new FaultyFile(storage.open(path));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new FaultyFile(storage.open(path, length));
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return atomicCreation.orElseGet(() -> storage.atomicCreation(directory));
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        execute("create", path, () -> {});
        return new FaultyStream(path);
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return run("createAtomically", path, () -> {
            boolean created = storage.createAtomically(path, content);
            newest = created ? path : newest;
            return created;
        });
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        execute("overwrite", path, () -> storage.overwrite(path, content));
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        execute("delete", path, () -> storage.delete(path));
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        execute("deleteDirectory", directory, () -> storage.deleteDirectory(directory));
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        execute("createDirectory", directory, () -> storage.createDirectory(directory));
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        execute("renameDirectory", from, () -> storage.renameDirectory(from, to));
    }

    private final class FaultyFile
            implements InputFile
    {
        private final InputFile file;

        private FaultyFile(InputFile file)
        {
            this.file = file;
        }

        @Override
        public StoragePath path()
        {
            return file.path();
        }

        @Override
        public long length()
                throws IOException
        {
            return run("length", path(), file::length);
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            PositionedInput input = run("open", path(), file::newInput);
            return new PositionedInput()
            {
                @Override
                public void readFully(long position, byte[] buffer, int offset, int length)
                        throws IOException
                {
                    execute("read", path(), () -> input.readFully(position, buffer, offset, length));
                }

                @Override
                public void close()
                        throws IOException
                {
                    input.close();
                }
            };
        }
    }

    /** Gives all bytes to the store when it is closed. */
    private final class FaultyStream
            extends ByteArrayOutputStream
    {
        private final StoragePath path;
        private boolean closed;

        private FaultyStream(StoragePath path)
        {
            this.path = path;
        }

        @Override
        public void close()
                throws IOException
        {
            if (closed) {
                return;
            }
            closed = true;
            Fault fault = next("close " + path.name());
            boolean whole = fault == null || fault == Fault.LOSES_ACKNOWLEDGEMENT || fault == Fault.CRASHES_AFTER || fault == Fault.LISTS_LATE;
            try (OutputStream stream = storage.create(path)) {
                stream.write(whole ? toByteArray() : Arrays.copyOf(toByteArray(), size() / 2));
            }
            if (fault != null && fault != Fault.LISTS_LATE) {
                throw failure("close " + path.name(), fault);
            }
        }
    }
}
