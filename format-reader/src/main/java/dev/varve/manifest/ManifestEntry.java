package dev.varve.manifest;

import dev.varve.row.BinaryRow;

import static java.util.Objects.requireNonNull;

/**
 * A change to the set of data files.
 *
 * @param bucket 0 or more, or {@link dev.varve.schema.Bucketing#POSTPONE}
 * @param totalBuckets how many buckets there were when the file was written; -1 if their number is not fixed, -2 for files in the
 *         postpone bucket
 */
public record ManifestEntry(FileKind kind, BinaryRow partition, int bucket, int totalBuckets, DataFile file)
{
    public ManifestEntry
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(partition, "partition is null");
        requireNonNull(file, "file is null");
    }

    /** What a DELETE must equal to take this ADD back. */
    public FileIdentity identity()
    {
        return new FileIdentity(partition, bucket, file.level(), file.name(), file.extraFiles(), file.embeddedIndex(), file.externalPath());
    }
}
