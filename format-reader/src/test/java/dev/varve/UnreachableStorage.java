package dev.varve;

import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.List;

/** A store that does not answer. */
final class UnreachableStorage
        implements Storage
{
    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        throw new IOException("Connection refused");
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        throw new IOException("Connection refused");
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new InputFile()
        {
            @Override
            public StoragePath path()
            {
                return path;
            }

            @Override
            public long length()
                    throws IOException
            {
                throw new IOException("Connection refused");
            }

            @Override
            public PositionedInput newInput()
                    throws IOException
            {
                throw new IOException("Connection refused");
            }
        };
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return open(path);
    }
}
