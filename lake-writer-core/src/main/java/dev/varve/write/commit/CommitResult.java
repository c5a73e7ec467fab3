package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What became of a commit that is visible, or had nothing to commit.
 *
 * @param snapshots that were made, oldest first
 * @param compactionFailure why the compaction that came with the rows was not committed, though they were. The rows are safe, but the
 *         writers that compacted have a wrong picture of their buckets and must be opened anew. What they compacted is deleted if another
 *         commit was in the way.
 * @param listenerFailures what listeners threw
 */
public record CommitResult(List<Snapshot> snapshots, Optional<VarveException> compactionFailure, List<Exception> listenerFailures)
{
    static final CommitResult NOTHING = new CommitResult(List.of(), Optional.empty(), List.of());

    public CommitResult
    {
        snapshots = List.copyOf(snapshots);
        requireNonNull(compactionFailure, "compactionFailure is null");
        listenerFailures = List.copyOf(listenerFailures);
    }
}
