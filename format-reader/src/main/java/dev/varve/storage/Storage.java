package dev.varve.storage;

import dev.varve.error.VarveException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * A file system or object store, as far as a table needs one.
 *
 * <p>Implementing classes must comply with the following: they are safe for use by several threads; a missing file is
 * reported as {@link java.io.FileNotFoundException} or {@link java.nio.file.NoSuchFileException} by whatever call first
 * touches its bytes, and one that ends too early as {@link java.io.EOFException}; any other {@link IOException} means that the
 * store failed; listing a directory that does not exist yields an empty list.
 */
public interface Storage
{
    /** Bytes that {@link #readAll} reads at most. */
    int MAX_SMALL_FILE = 1 << 30;

    /** The files and directories directly below {@code directory}, in no particular order. */
    List<StorageEntry> list(StoragePath directory)
            throws IOException;

    /**
     * The directories directly below {@code directory}, in no particular order. A store may find them without listing what is in
     * them, which for the directory of a table, or of all tables, is much.
     */
    default List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        return list(directory).stream().filter(StorageEntry::directory).toList();
    }

    /** Whether a file (not a directory) exists at {@code path}. */
    boolean exists(StoragePath path)
            throws IOException;

    /**
     * Whether a directory exists at {@code path}. A store without directories says whether there is anything below.
     */
    default boolean directoryExists(StoragePath path)
            throws IOException
    {
        return !list(path).isEmpty();
    }

    /** A handle on the file at {@code path}; nothing is read and the file need not exist yet. */
    InputFile open(StoragePath path);

    /** A handle on a file whose length in bytes is known from metadata, which spares asking the store for it. */
    InputFile open(StoragePath path, long length);

    /**
     * The whole content of a small file.
     *
     * @throws VarveException of kind CORRUPT_TABLE if it has more than {@link #MAX_SMALL_FILE} bytes
     */
    default byte[] readAll(StoragePath path)
            throws IOException
    {
        InputFile file = open(path);
        long length = file.length();
        if (length > MAX_SMALL_FILE) {
            throw VarveException.corrupt("File " + path + " is too large to be read at once: " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        try (PositionedInput input = file.newInput()) {
            input.readFully(0, bytes, 0, bytes.length);
        }
        return bytes;
    }

    /** The whole content of a small file, empty if there is no such file. */
    default Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        try {
            return Optional.of(readAll(path));
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
