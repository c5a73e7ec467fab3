package dev.varve.trino.handle;

import static java.util.Objects.requireNonNull;

/** A snapshot of the branch that has the rows of partitions which a table does not have. */
public record PinnedFallback(String branch, PinnedSnapshot snapshot)
{
    public PinnedFallback
    {
        requireNonNull(branch, "branch is null");
        requireNonNull(snapshot, "snapshot is null");
    }

    @Override
    public String toString()
    {
        return branch + "@" + snapshot;
    }
}
