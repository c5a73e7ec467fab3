package dev.varve.storage;

import dev.varve.error.VarveException;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * The storage of one table, whose metadata and data may name files anywhere (external paths, descriptors of blobs). It reaches what the storage reaches,
 * with two exceptions, as those who write tables are not always those who may read what this process may: files of this machine, unless the table is itself
 * on this machine, and addresses of the web.
 */
public final class ConfinedStorage
        implements Storage
{
    private static final Set<String> WEB = Set.of("http", "https", "ftp");
    private static final Set<String> MACHINE = Set.of("", "file", "local");

    private final Storage storage;
    private final String home;

    private ConfinedStorage(Storage storage, String home)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.home = home;
    }

    /** @param table the directory of the table */
    public static ConfinedStorage of(Storage storage, StoragePath table)
    {
        return new ConfinedStorage(storage, scheme(table));
    }

    private static String scheme(StoragePath path)
    {
        int colon = path.text().indexOf(':');
        int slash = path.text().indexOf('/');
        return colon < 0 || slash >= 0 && slash < colon ? "" : path.text().substring(0, colon).toLowerCase(Locale.ROOT);
    }

    private StoragePath reachable(StoragePath path)
    {
        String scheme = scheme(path);
        boolean leaves = MACHINE.contains(scheme) && !MACHINE.contains(home) || WEB.contains(scheme) && !scheme.equals(home);
        if (leaves) {
            throw VarveException.unsupported("File '" + path + "' is named by a table that lies elsewhere; tables cannot make their readers read files of their own machine, or of the web");
        }
        return path;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return storage.list(reachable(directory));
    }

    @Override
    public List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        return storage.directories(reachable(directory));
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return storage.exists(reachable(path));
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        return storage.directoryExists(reachable(path));
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return storage.open(reachable(path));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return storage.open(reachable(path), length);
    }

    @Override
    public byte[] readAll(StoragePath path)
            throws IOException
    {
        return storage.readAll(reachable(path));
    }

    @Override
    public Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        return storage.readIfPresent(reachable(path));
    }
}
