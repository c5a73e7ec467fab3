package dev.varve.write.bucket;

import dev.varve.error.VarveException;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How full the buckets of a partition are. A new key goes to the first bucket of its class that is not full, else to a new one, else, if there may be no
 * more, to one after the other. The buckets of a class are those with its number, modulo the number of assigners.
 */
final class BucketFill
{
    private final DynamicBucketOptions options;
    private long[] counts = new long[4];
    private final int[] firstOpen;
    private final int[] next;

    BucketFill(DynamicBucketOptions options)
    {
        this.options = options;
        firstOpen = IntStream.range(0, options.assigners()).toArray();
        next = firstOpen.clone();
    }

    /** The bucket for a new key of a class. */
    int open(int keyClass)
    {
        for (; firstOpen[keyClass] < options.maxBuckets(); firstOpen[keyClass] += options.assigners()) {
            int bucket = firstOpen[keyClass];
            if (bucket >= counts.length || counts[bucket] < options.targetRows()) {
                return bucket;
            }
        }
        if (options.maxBuckets() == DynamicBucketOptions.MOST_BUCKETS) {
            throw VarveException.invalid("A partition has " + options.maxBuckets() + " buckets, and all are full: increase dynamic-bucket.target-row-num");
        }
        int bucket = next[keyClass];
        next[keyClass] = bucket + options.assigners() < options.maxBuckets() ? bucket + options.assigners() : keyClass;
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
        int keyClass = bucket % options.assigners();
        firstOpen[keyClass] = Math.min(firstOpen[keyClass], bucket);
    }

    long count(int bucket)
    {
        return bucket < counts.length ? counts[bucket] : 0;
    }
}
