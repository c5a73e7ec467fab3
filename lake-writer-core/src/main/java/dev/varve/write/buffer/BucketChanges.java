package dev.varve.write.buffer;

import dev.varve.write.commit.Increment;

import static java.util.Objects.requireNonNull;

/**
 * What was done to a bucket, see {@link dev.varve.write.commit.CommitMessage}.
 *
 * @param append the rows that were written
 * @param compact what was merged
 */
public record BucketChanges(Increment append, Increment compact)
{
    public BucketChanges
    {
        requireNonNull(append, "append is null");
        requireNonNull(compact, "compact is null");
    }

    public boolean isEmpty()
    {
        return append.isEmpty() && compact.isEmpty();
    }
}
