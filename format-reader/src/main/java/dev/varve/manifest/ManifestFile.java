package dev.varve.manifest;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A manifest as its list describes it. The ranges cover all entries, additions and removals; without a range nothing is known.
 *
 * @param name of a file in {@code manifest/}
 * @param size in bytes
 * @param partitionStatistics exact, by partition column
 * @param schemaId the newest schema of the entries
 */
public record ManifestFile(
        String name,
        long size,
        long addedFiles,
        long deletedFiles,
        SimpleStatistics partitionStatistics,
        long schemaId,
        Optional<Range> buckets,
        Optional<Range> levels,
        Optional<Range> rowIds)
{
    public ManifestFile
    {
        requireNonNull(name, "name is null");
        requireNonNull(partitionStatistics, "partitionStatistics is null");
        requireNonNull(buckets, "buckets is null");
        requireNonNull(levels, "levels is null");
        requireNonNull(rowIds, "rowIds is null");
    }

    /** Both bounds are included. */
    public record Range(long min, long max)
    {
        public boolean contains(long value)
        {
            return min <= value && value <= max;
        }
    }
}
