package dev.varve.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Local files, one operation on which fails. */
public final class FailingStorage
        implements Storage
{
    private final Storage files = new LocalStorage();
    private final int failing;
    private int operations;
    private Optional<StoragePath> failed = Optional.empty();

    /** @param failing which operation fails, counted from 0 */
    public FailingStorage(int failing)
    {
        this.failing = failing;
    }

    /** The file or directory that the failing operation was about; empty if it did not take place. */
    public Optional<StoragePath> failed()
    {
        return failed;
    }

    private void operate(StoragePath path)
            throws IOException
    {
        if (operations++ == failing) {
            failed = Optional.of(path);
            throw new IOException("Connection reset");
        }
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        operate(directory);
        return files.list(directory);
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        operate(path);
        return files.exists(path);
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new FailingFile(files.open(path));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new FailingFile(files.open(path, length));
    }

    private final class FailingFile
            implements InputFile
    {
        private final InputFile file;

        private FailingFile(InputFile file)
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
            operate(path());
            return file.length();
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            operate(path());
            PositionedInput input = file.newInput();
            return new PositionedInput()
            {
                @Override
                public void readFully(long position, byte[] buffer, int offset, int length)
                        throws IOException
                {
                    operate(path());
                    input.readFully(position, buffer, offset, length);
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
}
