package dev.varve.storage;

import java.io.IOException;

/** The store failed: it could not be reached, refused, or broke off. The bytes that it holds may well be sound. */
public final class StorageException
        extends IOException
{
    public StorageException(String message, IOException cause)
    {
        super(message, cause);
    }
}
