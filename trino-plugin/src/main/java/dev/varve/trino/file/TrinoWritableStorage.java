package dev.varve.trino.file;

import dev.varve.storage.ForwardingStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.UUID;

import static dev.varve.trino.file.TrinoStorage.explaining;
import static dev.varve.trino.file.TrinoStorage.location;
import static java.util.Objects.requireNonNull;

/**
 * A file system of Trino that tables are written to. Files are streamed: no more of one is held than the store's parts of an upload need.
 *
 * <p>How a file is created atomically is the caller's knowledge, see {@link AtomicCreations}. A creation whose answer was lost, and that the client of
 * the store tries again by itself, meets its own file; as nobody else writes the same bytes, that counts as created.
 */
public final class TrinoWritableStorage
        extends ForwardingStorage
        implements WritableStorage
{
    private final TrinoFileSystem fileSystem;
    private final AtomicCreations creations;

    private TrinoWritableStorage(TrinoFileSystem fileSystem, AtomicCreations creations)
    {
        super(TrinoStorage.of(fileSystem));
        this.fileSystem = fileSystem;
        this.creations = requireNonNull(creations, "creations is null");
    }

    public static TrinoWritableStorage of(TrinoFileSystem fileSystem, AtomicCreations creations)
    {
        return new TrinoWritableStorage(fileSystem, creations);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return creations.ask(fileSystem, directory);
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        return explaining(() -> fileSystem.newOutputFile(location(path)).create());
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        return switch (atomicCreation(path.parent())) {
            case CONDITIONAL_CREATE -> createOnCondition(path, content);
            case RENAME -> createByRename(path, content);
            case UNSAFE -> createUnderLock(path, content);
        };
    }

    private boolean createOnCondition(StoragePath path, byte[] content)
            throws IOException
    {
        try {
            fileSystem.newOutputFile(location(path)).createExclusive(content);
            return true;
        }
        catch (FileAlreadyExistsException e) {
            return holds(path, content);
        }
        catch (IOException | RuntimeException e) {
            throw TrinoStorage.explained(e);
        }
    }

    /** The file system refuses to rename to what exists, and says so in a way that is no different from a failure. */
    private boolean createByRename(StoragePath path, byte[] content)
            throws IOException
    {
        if (exists(path)) {
            return false;
        }
        StoragePath temporary = temporary(path);
        try {
            try (OutputStream stream = create(temporary)) {
                stream.write(content);
            }
            fileSystem.renameFile(location(temporary), location(path));
            return true;
        }
        catch (IOException | RuntimeException e) {
            boolean created = exists(path) && holds(path, content);
            abandon(temporary, e);
            if (created || exists(path)) {
                return created;
            }
            throw TrinoStorage.explained(e);
        }
    }

    /** Of several writers one at a time is here, as a lock sees to it. */
    private boolean createUnderLock(StoragePath path, byte[] content)
            throws IOException
    {
        if (exists(path)) {
            return holds(path, content);
        }
        overwrite(path, content);
        return true;
    }

    private boolean holds(StoragePath path, byte[] content)
            throws IOException
    {
        return readIfPresent(path).filter(found -> Arrays.equals(found, content)).isPresent();
    }

    /** A name that listings of the format's files pass over. */
    private static StoragePath temporary(StoragePath path)
    {
        return path.parent().child("." + path.name() + "." + UUID.randomUUID() + ".tmp");
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        change(() -> fileSystem.newOutputFile(location(path)).createOrOverwrite(content));
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        try {
            fileSystem.deleteFile(location(path));
        }
        catch (IOException | RuntimeException e) {
            // Some file systems complain of a file that is not there.
            if (exists(path)) {
                throw TrinoStorage.explained(e);
            }
        }
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        change(() -> fileSystem.deleteDirectory(location(directory)));
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        change(() -> fileSystem.createDirectory(location(directory)));
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        // HDFS would move the directory into the other one.
        if (directoryExists(to)) {
            throw new FileAlreadyExistsException(to.text());
        }
        Location parent = location(to.parent());
        change(() -> {
            fileSystem.createDirectory(parent);
            fileSystem.renameDirectory(location(from), location(to));
        });
    }

    private interface Change
    {
        void run()
                throws IOException;
    }

    private static void change(Change change)
            throws IOException
    {
        explaining(() -> {
            change.run();
            return true;
        });
    }
}
