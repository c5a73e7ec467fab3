package dev.varve.write.commit;

import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.Optional;

/** What a commit may only follow. It is asked in each attempt again, and no other commit comes between the answer and the snapshot. */
@FunctionalInterface
public interface CommitCondition
{
    /**
     * @param latest the state that the snapshot follows, empty if it is the first
     * @throws dev.varve.error.VarveException of kind COMMIT_CONFLICT if it may not
     */
    void check(Optional<Snapshot> latest)
            throws IOException;
}
