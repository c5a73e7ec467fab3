package dev.varve.schema;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Where the files of a table lie below its directory.
 *
 * @param defaultPartitionName directory name of null and blank partition values
 * @param legacyPartitionNames see {@link dev.varve.row.PartitionPath}
 * @param dataDirectory where the partitions lie, relative to the table; empty for the table itself
 * @param indexBesideData whether index files lie in the buckets and not in {@code index/}
 */
public record FileLayout(String defaultPartitionName, boolean legacyPartitionNames, Optional<String> dataDirectory, boolean indexBesideData)
{
    public FileLayout
    {
        requireNonNull(defaultPartitionName, "defaultPartitionName is null");
        requireNonNull(dataDirectory, "dataDirectory is null");
    }
}
