package dev.varve.scan;

import java.util.concurrent.atomic.AtomicLongArray;

/** What planning did, for EXPLAIN ANALYZE and metrics. Grows while a scan goes on. Safe for use by several threads. */
public final class PlanMetrics
{
    /** Counters of a plan. */
    public enum Counter
    {
        MANIFESTS_READ,
        /** Manifests that were not read, by the range of their partitions or because they hold hidden files only. */
        MANIFESTS_SKIPPED,
        /** Live files in the manifests that were read. */
        FILES,
        FILES_SKIPPED_BY_PARTITION,
        FILES_SKIPPED_BY_BUCKET,
        /** By the range of their keys. */
        FILES_SKIPPED_BY_KEY,
        /** By the statistics of other columns. */
        FILES_SKIPPED_BY_VALUE,
        /** Files in which an index in the manifest found no match; they are skipped by value, if other files allow it. */
        FILES_SKIPPED_BY_INDEX,
        /** Files that no reader sees before they are compacted. */
        FILES_HIDDEN,
        /** Files in splits. */
        FILES_PLANNED,
        /** Bytes of those. */
        BYTES_PLANNED,
        SPLITS,
        /** Files whose own statistics were read to find out where to cut large buckets. */
        FILES_SAMPLED,
    }

    private final AtomicLongArray counters = new AtomicLongArray(Counter.values().length);

    public long get(Counter counter)
    {
        return counters.get(counter.ordinal());
    }

    void add(Counter counter, long amount)
    {
        counters.addAndGet(counter.ordinal(), amount);
    }

    void increment(Counter counter)
    {
        add(counter, 1);
    }
}
