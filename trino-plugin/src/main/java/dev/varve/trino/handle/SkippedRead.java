package dev.varve.trino.handle;

import static java.util.Objects.requireNonNull;

/**
 * A read that leaves out what is not compacted far enough yet.
 *
 * @param lowestLevel of the files that are read
 * @param misses what is left out, for people
 */
public record SkippedRead(int lowestLevel, String misses)
{
    public SkippedRead
    {
        requireNonNull(misses, "misses is null");
        if (lowestLevel < 1) {
            throw new IllegalArgumentException("Nothing is left out below level " + lowestLevel);
        }
    }

    @Override
    public String toString()
    {
        return misses;
    }
}
