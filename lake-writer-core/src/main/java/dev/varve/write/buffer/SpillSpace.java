package dev.varve.write.buffer;

import dev.varve.storage.StorageException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** A directory of this process for rows that do not fit into memory, made when first needed, and how much of it may be used. */
public final class SpillSpace
        implements Closeable
{
    private final Path parent;
    private final long maxBytes;
    private Optional<Path> directory = Optional.empty();
    private long usedBytes;
    private long files;

    private SpillSpace(Path parent, long maxBytes)
    {
        this.parent = requireNonNull(parent, "parent is null");
        this.maxBytes = maxBytes;
    }

    /** @param parent a local directory that exists */
    public static SpillSpace in(Path parent, long maxBytes)
    {
        return new SpillSpace(parent, maxBytes);
    }

    /** Whether so many bytes more may be used. */
    boolean hasRoom(long bytes)
    {
        return bytes <= maxBytes - usedBytes;
    }

    Path newFile()
            throws IOException
    {
        if (directory.isEmpty()) {
            try {
                directory = Optional.of(Files.createTempDirectory(parent, "varve-spill-"));
            }
            catch (IOException e) {
                throw new StorageException("Rows that do not fit into memory cannot be written to the local directory " + parent + ": " + e, e);
            }
        }
        return directory.get().resolve(Long.toString(files++));
    }

    void used(long bytes)
    {
        usedBytes += bytes;
    }

    void delete(Path file, long bytes)
            throws IOException
    {
        Files.deleteIfExists(file);
        usedBytes -= bytes;
    }

    /** Deletes the directory; the files in it were deleted by those who made them. */
    @Override
    public void close()
            throws IOException
    {
        if (directory.isPresent()) {
            Files.deleteIfExists(directory.get());
            directory = Optional.empty();
        }
    }
}
