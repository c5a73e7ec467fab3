package dev.varve.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A store that tables can be written to. Implementing classes must comply with the following: they are safe for use by several threads;
 * directories come into being with the files in them; a path that is created is visible to every later call.
 */
public interface WritableStorage
        extends Storage
{
    /** How {@link #createAtomically} makes sure that of several writers one wins. */
    enum AtomicCreation
    {
        /** The content is complete under another name before it is given its own. */
        RENAME,
        /** The store itself refuses to create what exists. */
        CONDITIONAL_CREATE,
        /** It cannot: two writers at once may both believe to have won, unless a lock keeps them apart. */
        UNSAFE,
    }

    /**
     * What holds for files below a directory: a store may consist of several.
     *
     * @param directory of a table; it need not exist
     */
    AtomicCreation atomicCreation(StoragePath directory);

    /**
     * A stream to a new file, whose name nobody else uses. The file exists with all that was written when the stream is closed
     * without an error; before that it may exist in part or not at all.
     */
    OutputStream create(StoragePath path)
            throws IOException;

    /**
     * Creates a small file, whole or not at all, unless it exists.
     *
     * @return whether this call created it; false if it exists
     * @throws IOException if the outcome is not known: the file may exist now, with this content
     */
    boolean createAtomically(StoragePath path, byte[] content)
            throws IOException;

    /** Writes a small file, replacing what was there. Readers may see the old content, the new, or for a moment none. */
    void overwrite(StoragePath path, byte[] content)
            throws IOException;

    /** Deletes a file. It is no error if there is none. */
    void delete(StoragePath path)
            throws IOException;

    /** Deletes a file that could not be completed. If that fails, too, it is added to the failure. */
    default void abandon(StoragePath path, Exception failure)
    {
        try {
            delete(path);
        }
        catch (IOException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Deletes a directory and all below. It is no error if there is none. */
    void deleteDirectory(StoragePath directory)
            throws IOException;

    /**
     * Deletes a directory if nothing is in it, which is decided at the same moment.
     *
     * @return whether it is gone; false also in a store that has no directories or cannot decide that
     */
    default boolean deleteIfEmpty(StoragePath directory)
            throws IOException
    {
        return false;
    }

    /** Whether a directory is only a link to another place, so that what is below it may belong to others. */
    default boolean isLink(StoragePath directory)
            throws IOException
    {
        return false;
    }

    /** Creates an empty directory, and those above it. A store without directories does nothing. */
    void createDirectory(StoragePath directory)
            throws IOException;

    /**
     * Gives a directory another name.
     *
     * @throws IOException if {@code to} exists, or if the outcome is not known
     */
    void renameDirectory(StoragePath from, StoragePath to)
            throws IOException;
}
