package dev.varve.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Reads from another storage, every operation by the same one of that; for storages that only add how to write, or how files are opened. Files that are
 * read as a whole do not pass through {@code open}.
 */
public abstract class ForwardingStorage
        implements Storage
{
    private final Storage reads;

    protected ForwardingStorage(Storage reads)
    {
        this.reads = requireNonNull(reads, "reads is null");
    }

    @Override
    public final List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return reads.list(directory);
    }

    @Override
    public final List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        return reads.directories(directory);
    }

    @Override
    public final boolean exists(StoragePath path)
            throws IOException
    {
        return reads.exists(path);
    }

    @Override
    public final boolean directoryExists(StoragePath path)
            throws IOException
    {
        return reads.directoryExists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return reads.open(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return reads.open(path, length);
    }

    @Override
    public final byte[] readAll(StoragePath path)
            throws IOException
    {
        return reads.readAll(path);
    }

    @Override
    public final Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        return reads.readIfPresent(path);
    }
}
