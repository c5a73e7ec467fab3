package dev.varve.write.bucket;

import dev.varve.error.VarveException;

import java.util.Arrays;

/**
 * How full the buckets of a partition are. A new key goes to the first bucket that is not full, else to a new one, else, if there may be no
 * more, to one after the other.
 */
final class BucketFill
{
    private final DynamicBucketOptions options;
    private long[] counts = new long[4];
    private int firstOpen;
    private int next;

    BucketFill(DynamicBucketOptions options)
    {
        this.options = options;
    }

    /** The bucket for a new key. */
    int open()
    {
        while (firstOpen < options.maxBuckets()) {
            if (firstOpen >= counts.length || counts[firstOpen] < options.targetRows()) {
                return firstOpen;
            }
            firstOpen++;
        }
        if (options.maxBuckets() == DynamicBucketOptions.MOST_BUCKETS) {
            throw VarveException.invalid("A partition has " + options.maxBuckets() + " buckets, and all are full: increase dynamic-bucket.target-row-num");
        }
        int bucket = next;
        next = (next + 1) % options.maxBuckets();
        return bucket;
    }

    void add(int bucket)
    {
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket + 1, counts.length * 2));
        }
        counts[bucket]++;
    }

    void remove(int bucket)
    {
        counts[bucket]--;
        firstOpen = Math.min(firstOpen, bucket);
    }

    long count(int bucket)
    {
        return bucket < counts.length ? counts[bucket] : 0;
    }
}
