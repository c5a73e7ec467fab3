package dev.varve.index;

import dev.varve.row.BinaryRow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the deletion vectors of one snapshot lie, by bucket and data file. Immutable. */
public final class DeletionVectorIndex
{
    public static final DeletionVectorIndex EMPTY = new DeletionVectorIndex(Map.of());

    private final Map<BucketKey, Map<String, DeletionFile>> buckets;

    private DeletionVectorIndex(Map<BucketKey, Map<String, DeletionFile>> buckets)
    {
        this.buckets = buckets;
    }

    /** The vector of a data file, empty if none of its rows is deleted. There may be vectors of files that no longer exist. */
    public Optional<DeletionFile> find(BinaryRow partition, int bucket, String dataFile)
    {
        return buckets.isEmpty() ? Optional.empty() : Optional.ofNullable(buckets.getOrDefault(new BucketKey(partition, bucket), Map.of()).get(dataFile));
    }

    public boolean isEmpty()
    {
        return buckets.isEmpty();
    }

    private record BucketKey(BinaryRow partition, int bucket) {}

    /** Collects the vectors of a snapshot. */
    static final class Builder
    {
        private final Map<BucketKey, Map<String, DeletionFile>> buckets = new HashMap<>();

        /** Whether it is the only one of its data file so far. */
        boolean add(BinaryRow partition, int bucket, String dataFile, DeletionFile vector)
        {
            return buckets.computeIfAbsent(new BucketKey(partition, bucket), key -> new HashMap<>()).put(dataFile, vector) == null;
        }

        DeletionVectorIndex build()
        {
            return new DeletionVectorIndex(buckets);
        }
    }
}
