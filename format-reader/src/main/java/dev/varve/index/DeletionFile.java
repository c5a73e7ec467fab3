package dev.varve.index;

import dev.varve.storage.StoragePath;

import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * Where the deletion vector of one data file lies.
 *
 * @param path the index file that holds it among others
 * @param offset of the vector in the index file, in bytes
 * @param length in bytes, as the index manifest states it
 * @param cardinality how many rows are deleted, empty if the index manifest does not say
 */
public record DeletionFile(StoragePath path, long offset, long length, OptionalLong cardinality)
{
    public DeletionFile
    {
        requireNonNull(path, "path is null");
        requireNonNull(cardinality, "cardinality is null");
        if (offset < 0 || length < 0 || cardinality.orElse(0) < 0) {
            throw new IllegalArgumentException("A deletion vector at offset %s of length %s with %s deletions".formatted(offset, length, cardinality));
        }
    }
}
