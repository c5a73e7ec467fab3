package dev.varve.storage;

import dev.varve.error.VarveException;

import java.io.Closeable;
import java.util.Map;

/**
 * Opens warehouses in object stores and other file systems. Found with {@link java.util.ServiceLoader}, as who implements it brings libraries
 * that a process does without as long as its warehouse is local.
 */
public interface StoreProvider
{
    /**
     * Nothing of the store is touched yet.
     *
     * @param warehouse a URI such as {@code s3://bucket/warehouse}
     * @param properties of the store: address, credentials, by the names that the provider has for them
     * @throws VarveException of kind INVALID_REQUEST if the provider does not know the scheme or one of the properties
     */
    OpenStore open(String warehouse, Map<String, String> properties);

    /** A store with its connections, which live until it is closed. */
    interface OpenStore
            extends Closeable
    {
        WritableStorage storage();

        /** The root of the databases, as paths of the storage are to begin. */
        StoragePath warehouse();
    }
}
