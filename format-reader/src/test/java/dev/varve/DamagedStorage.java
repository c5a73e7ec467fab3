package dev.varve;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Old local files, of which one has other bytes than it should have, or is missing. */
final class DamagedStorage
        implements Storage
{
    private final Storage files = new LocalStorage();
    private final String damagedFile;
    private final Optional<byte[]> content;

    /**
     * @param damagedFile how its path ends
     * @param content empty if the file is missing
     */
    DamagedStorage(String damagedFile, Optional<byte[]> content)
    {
        this.damagedFile = damagedFile;
        this.content = content;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        return files.list(directory).stream()
                .map(entry -> new StorageEntry(entry.path(), entry.directory(), entry.length(), 1))
                .toList();
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
        return path.text().endsWith(damagedFile) ? new DamagedFile(path, -1) : files.open(path);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return path.text().endsWith(damagedFile) ? new DamagedFile(path, length) : files.open(path, length);
    }

    private final class DamagedFile
            implements InputFile
    {
        private final StoragePath path;
        private final long knownLength;

        private DamagedFile(StoragePath path, long knownLength)
        {
            this.path = path;
            this.knownLength = knownLength;
        }

        @Override
        public StoragePath path()
        {
            return path;
        }

        @Override
        public long length()
                throws IOException
        {
            return knownLength >= 0 ? knownLength : bytes().length;
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            byte[] bytes = bytes();
            return new PositionedInput()
            {
                @Override
                public void readFully(long position, byte[] buffer, int offset, int length)
                        throws IOException
                {
                    if (position + length > bytes.length) {
                        throw new EOFException("File " + path + " ends at byte " + bytes.length);
                    }
                    System.arraycopy(bytes, (int) position, buffer, offset, length);
                }

                @Override
                public void close() {}
            };
        }

        private byte[] bytes()
                throws IOException
        {
            return content.orElseThrow(() -> new FileNotFoundException(path.text()));
        }
    }
}
