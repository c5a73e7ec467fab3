package dev.varve.write.bucket;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;

/**
 * How many rows and buckets a partition of dynamic buckets has.
 *
 * @param targetRows keys of a bucket before there is another: {@code dynamic-bucket.target-row-num}
 * @param maxBuckets of a partition, beyond which buckets grow: {@code dynamic-bucket.max-buckets}
 * @param assigners into how many classes keys are divided, each with buckets of its own, so that so many writers can share the table: the smaller one of
 *         {@code dynamic-bucket.initial-buckets} and {@code dynamic-bucket.assigner-parallelism}
 * @param assignersTold whether the options of the table tell how many
 */
public record DynamicBucketOptions(long targetRows, int maxBuckets, int assigners, boolean assignersTold)
{
    /** Bucket numbers are shorts in memory, as in Paimon. */
    static final int MOST_BUCKETS = Short.MAX_VALUE;

    public DynamicBucketOptions
    {
        if (targetRows < 1 || maxBuckets < 1 || maxBuckets > MOST_BUCKETS) {
            throw new IllegalArgumentException("Not dynamic buckets: " + targetRows + " rows, at most " + maxBuckets + " buckets");
        }
        if (assigners < 1 || assigners > maxBuckets) {
            throw new IllegalArgumentException(assigners + " assigners of at most " + maxBuckets + " buckets");
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
        int most = maxBuckets == -1 ? MOST_BUCKETS : Math.min(maxBuckets, MOST_BUCKETS);
        int assigners = Math.min(assigners(options, "dynamic-bucket.initial-buckets"), assigners(options, "dynamic-bucket.assigner-parallelism"));
        boolean told = assigners != Integer.MAX_VALUE;
        return new DynamicBucketOptions(targetRows, most, told ? Math.min(assigners, most) : 1, told);
    }

    private static int assigners(OptionMap options, String key)
    {
        int assigners = options.number(key, Integer.MAX_VALUE);
        if (assigners < 1) {
            throw options.bad(key, "1 or more");
        }
        return assigners;
    }

    /** For one assigner, which knows all keys. */
    DynamicBucketOptions undivided()
    {
        return new DynamicBucketOptions(targetRows, maxBuckets, 1, false);
    }

    /**
     * For so many writers; if the options do not tell how many assigners there are, as many.
     *
     * @throws VarveException of kind INVALID_REQUEST if the classes of keys cannot be divided among so many
     */
    DynamicBucketOptions dividedBy(int writers)
    {
        if (writers == 1) {
            return this;
        }
        if (!assignersTold && writers <= maxBuckets) {
            return new DynamicBucketOptions(targetRows, maxBuckets, writers, false);
        }
        if (writers > maxBuckets || assigners % writers != 0) {
            throw VarveException.invalid("The buckets of the table cannot be divided among " + writers + " writers: with dynamic-bucket.assigner-parallelism, " +
                    "dynamic-bucket.initial-buckets and dynamic-bucket.max-buckets as they are, its keys have " + assigners + " assigners. Take a number of writers that divides it");
        }
        return this;
    }
}
