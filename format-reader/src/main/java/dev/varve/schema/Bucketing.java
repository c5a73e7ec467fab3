package dev.varve.schema;

import dev.varve.row.BucketFunction;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * How rows are spread over buckets.
 *
 * @param count 1 or more if fixed (though each file says how many there were for it), else {@link #DYNAMIC} or {@link #POSTPONE}
 * @param keys the columns that the function hashes; empty if there is nothing to hash
 * @param postponeMergeOnRead whether a read also merges what waits in the postpone bucket
 */
public record Bucketing(int count, List<String> keys, BucketFunction function, boolean postponeMergeOnRead)
{
    /** No fixed buckets: append tables have one for all, primary-key tables as many as they need. */
    public static final int DYNAMIC = -1;
    /** New rows wait in a bucket of this number until a compaction spreads them. */
    public static final int POSTPONE = -2;

    public Bucketing
    {
        if (count == 0 || count < POSTPONE) {
            throw new IllegalArgumentException("There cannot be " + count + " buckets");
        }
        keys = List.copyOf(keys);
        requireNonNull(function, "function is null");
    }
}
