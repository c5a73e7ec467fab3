package dev.varve.write.bucket;

import dev.varve.schema.OptionMap;

/**
 * How many rows and buckets a partition of dynamic buckets has.
 *
 * @param targetRows keys of a bucket before there is another: {@code dynamic-bucket.target-row-num}
 * @param maxBuckets of a partition, beyond which buckets grow: {@code dynamic-bucket.max-buckets}
 */
public record DynamicBucketOptions(long targetRows, int maxBuckets)
{
    /** Bucket numbers are shorts in memory, as in Paimon. */
    static final int MOST_BUCKETS = Short.MAX_VALUE;

    public DynamicBucketOptions
    {
        if (targetRows < 1 || maxBuckets < 1 || maxBuckets > MOST_BUCKETS) {
            throw new IllegalArgumentException("Not dynamic buckets: " + targetRows + " rows, at most " + maxBuckets + " buckets");
        }
    }

    public static DynamicBucketOptions of(OptionMap options)
    {
        long targetRows = options.number("dynamic-bucket.target-row-num", 2_000_000);
        if (targetRows < 1) {
            throw options.bad("dynamic-bucket.target-row-num", "1 or more");
        }
        int maxBuckets = options.number("dynamic-bucket.max-buckets", -1);
        if (maxBuckets == 0 || maxBuckets < -1) {
            throw options.bad("dynamic-bucket.max-buckets", "1 or more, or -1");
        }
        return new DynamicBucketOptions(targetRows, maxBuckets == -1 ? MOST_BUCKETS : Math.min(maxBuckets, MOST_BUCKETS));
    }
}
