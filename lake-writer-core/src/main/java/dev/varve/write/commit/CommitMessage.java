package dev.varve.write.commit;

import dev.varve.row.BinaryRow;

import static java.util.Objects.requireNonNull;

/**
 * What one writer asks to commit for one bucket.
 *
 * @param bucket 0 or more, or {@link dev.varve.schema.Bucketing#POSTPONE}
 * @param totalBuckets how many buckets the writer spread the rows of the partition over; -1 if their number is not fixed, -2 for files in
 *         the postpone bucket
 * @param append what was written; it becomes a snapshot of kind APPEND, or part of an OVERWRITE
 * @param compact what compaction replaced (its deleted files) by what (its new files); it becomes a snapshot of kind COMPACT that follows
 */
public record CommitMessage(BinaryRow partition, int bucket, int totalBuckets, Increment append, Increment compact)
{
    public CommitMessage
    {
        requireNonNull(partition, "partition is null");
        requireNonNull(append, "append is null");
        requireNonNull(compact, "compact is null");
    }

    public boolean isEmpty()
    {
        return append.isEmpty() && compact.isEmpty();
    }
}
