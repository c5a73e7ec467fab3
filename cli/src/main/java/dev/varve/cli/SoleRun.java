package dev.varve.cli;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.commit.CommitCondition;

import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Lets a run of a job commit only what follows its own commits: not after another run of the same job has gone on from where this one began. Snapshots
 * that expire between two commits of a run are not looked at. Not thread-safe.
 */
final class SoleRun
        implements CommitCondition
{
    /** The property of snapshots that tells which run made them. */
    static final String RUN = "varve.job.run";

    private final Table table;
    private final String user;
    private final String run;
    /** The newest snapshot of which it is known that neither it nor one before it is another run's. */
    private long seen;

    SoleRun(Table table, String user, String run, long seen)
    {
        this.table = requireNonNull(table, "table is null");
        this.user = requireNonNull(user, "user is null");
        this.run = requireNonNull(run, "run is null");
        this.seen = seen;
    }

    @Override
    public void check(Optional<Snapshot> latest)
            throws IOException
    {
        long newest = latest.map(Snapshot::id).orElse(0L);
        for (long id = newest; id > seen; id--) {
            Optional<Snapshot> snapshot = table.snapshots().find(id);
            if (snapshot.isPresent() && snapshot.get().commit().user().equals(user) && !run.equals(snapshot.get().properties().get(RUN))) {
                throw new VarveException(
                        VarveException.Kind.COMMIT_CONFLICT,
                        "another run of the job made snapshot " + id + " meanwhile, which has rows of the same input. Let one run at a time; run it again when the other has ended, to go on behind it");
            }
        }
        seen = newest;
    }
}
