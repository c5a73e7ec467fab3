package dev.varve.read;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.List;

/** Local files; counts how many are open. */
final class CountingStorage
        implements Storage
{
    private final Storage files = new LocalStorage();
    private int open;
    private int mostOpen;

    int open()
    {
        return open;
    }

    /** How many were open at the same time at most. */
    int mostOpen()
    {
        return mostOpen;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return files.list(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        return files.exists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new CountedFile(files.open(path));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new CountedFile(files.open(path, length));
    }

    private final class CountedFile
            implements InputFile
    {
        private final InputFile file;

        private CountedFile(InputFile file)
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
            return file.length();
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            PositionedInput input = file.newInput();
            open++;
            mostOpen = Math.max(mostOpen, open);
            return new PositionedInput()
            {
                @Override
                public void readFully(long position, byte[] buffer, int offset, int length)
                        throws IOException
                {
                    input.readFully(position, buffer, offset, length);
                }

                @Override
                public void close()
                        throws IOException
                {
                    open--;
                    input.close();
                }
            };
        }
    }
}
