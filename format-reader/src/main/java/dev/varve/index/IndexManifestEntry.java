package dev.varve.index;

import dev.varve.row.BinaryRow;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * An index file of a snapshot.
 *
 * @param global what a global index is about; empty for hash indexes and deletion vectors
 */
public record IndexManifestEntry(BinaryRow partition, int bucket, IndexFile file, Optional<GlobalIndex> global)
{
    public IndexManifestEntry
    {
        requireNonNull(partition, "partition is null");
        requireNonNull(file, "file is null");
        requireNonNull(global, "global is null");
    }
}
