package dev.varve.datafile;

import java.util.concurrent.atomic.AtomicLong;

/** What a read did, for EXPLAIN ANALYZE and metrics. Safe for use by several threads. */
public final class ReadMetrics
{
    /** Counters of a read. */
    public enum Counter
    {
        FILES_OPENED,
        /** Files of which nothing was read because only the number of their rows was wanted. */
        FILES_COUNTED,
        /** Files of which nothing was read because their statistics rule the filter out. */
        FILES_SKIPPED,
        /** Files of which nothing was read because the index in a file beside them rules the filter out. */
        FILES_SKIPPED_BY_INDEX_FILE,
        /** Rows of other files that their indexes rule out. */
        ROWS_SKIPPED_BY_INDEX,
        /** Indexes of files that could not be used because they are damaged or missing. */
        INDEXES_IGNORED,
        /** Rows that came out of files, before merging. */
        ROWS_READ,
        /** Rows in row groups, stripes or pages that were skipped by statistics. */
        ROWS_SKIPPED,
        /** Rows that took part in a merge with other rows of overlapping files. */
        ROWS_MERGED,
        /** Rows that a newer row of the same key, or a deletion, made invisible. */
        ROWS_SUPERSEDED,
        /** Rows that a deletion vector hid. */
        ROWS_DELETED,
        /** Rows that the filter dropped after merging. */
        ROWS_FILTERED,
        /** Bytes requested from storage. */
        BYTES_READ,
    }

    private final AtomicLong[] counters = new AtomicLong[Counter.values().length];

    public ReadMetrics()
    {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new AtomicLong();
        }
    }

    public void add(Counter counter, long amount)
    {
        if (amount != 0) {
            counters[counter.ordinal()].addAndGet(amount);
        }
    }

    public long get(Counter counter)
    {
        return counters[counter.ordinal()].get();
    }
}
