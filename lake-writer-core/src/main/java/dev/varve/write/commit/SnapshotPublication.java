package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.TableLock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes one snapshot of a proposal: prepares it after the newest state and gives it the next id, again and again until no other commit
 * is faster.
 *
 * <p>A store may fail to say whether it created the file. Then what was written is kept, and the next attempt looks first whether a snapshot
 * that came meanwhile is this one. The name of its manifest list tells, as nobody else uses it.
 */
final class SnapshotPublication
{
    private final CommitTarget target;
    private final TableLock lock;
    private final Proposal proposal;
    private final SnapshotLog snapshots;
    private final List<SnapshotDraft> drafts = new ArrayList<>();
    private final Set<String> deltaLists = new HashSet<>();
    /** That attempts wrote and that are there still. */
    private final Set<String> files = new HashSet<>();
    private final long start = System.nanoTime();
    /** Whether an attempt may have succeeded though the store did not say so. */
    private boolean undecided;
    /** Why the store did not say so, the last time. */
    private Optional<Exception> unanswered = Optional.empty();
    private Optional<SnapshotDraft> failed = Optional.empty();
    /** The newest snapshot of which it is known that neither it nor one before it is that of the proposal. */
    private long seen;

    private SnapshotPublication(CommitTarget target, TableLock lock, Proposal proposal)
    {
        this.target = target;
        this.lock = lock;
        this.proposal = proposal;
        snapshots = target.table().snapshots();
    }

    record Published(Snapshot snapshot, Changes changes) {}

    /**
     * @throws VarveException of kind COMMIT_CONFLICT if another commit made this one impossible, or others were faster all the time: nothing
     *         is committed; of kind STORAGE_FAILURE if the store fails: the message says if it is not known whether the commit is visible
     */
    static Published publish(CommitTarget target, TableLock lock, Proposal proposal)
    {
        SnapshotPublication publication = new SnapshotPublication(target, lock, proposal);
        try {
            return publication.publish();
        }
        catch (IOException e) {
            publication.abandon();
            throw VarveException.storage(publication.failure(e.getMessage()), e);
        }
        catch (VarveException e) {
            publication.abandon();
            throw new VarveException(publication.undecided ? Kind.STORAGE_FAILURE : e.kind(), publication.failure(e.getMessage()), e);
        }
    }

    private void abandon()
    {
        if (!undecided) {
            discardAllBut(Set.of());
        }
    }

    /** Deletes what attempts have written, as far as it is of no use. */
    private void discardAllBut(Set<String> useful)
    {
        List<String> useless = files.stream().filter(file -> !useful.contains(file)).toList();
        target.deleteManifests(useless);
        files.retainAll(useful);
    }

    private String failure(String problem)
    {
        return "Commit " + proposal.identifier() + " of user '" + target.user() + "' to table '" + target.table() + "' failed: " + problem +
                (undecided
                        ? ". It is not known whether it is visible; ask which commits of the user are before it is tried again"
                        : ". Nothing was committed");
    }

    private Published publish()
            throws IOException
    {
        CommitOptions.Retries retries = target.options().retries();
        for (int attempt = 0; ; attempt++) {
            Optional<Snapshot> latest = snapshots.latest();
            long latestId = latest.map(Snapshot::id).orElse(0L);
            if (attempt > 0) {
                Optional<Snapshot> published = findPublished(latestId);
                if (published.isPresent()) {
                    return published(published.get());
                }
            }
            seen = latestId;
            Optional<SnapshotDraft> draft = prepare(latest);
            if (draft.isPresent()) {
                failed = draft;
                drafts.add(draft.get());
                if (!undecided) {
                    discardAllBut(draft.get().files());
                }
                deltaLists.add(draft.get().snapshot().deltaManifestList().name());
                Optional<Snapshot> created = create(draft.get().snapshot());
                if (created.isPresent()) {
                    return published(created.get());
                }
            }
            if (attempt >= retries.limit() || isLate(retries)) {
                return giveUp(attempt + 1);
            }
            pause(retries.waitMillis(attempt));
        }
    }

    /** Empty if the newest snapshot expired meanwhile. */
    private Optional<SnapshotDraft> prepare(Optional<Snapshot> latest)
            throws IOException
    {
        try {
            SnapshotDraft draft = SnapshotDraft.prepare(target, proposal, latest, failed, undecided);
            files.addAll(draft.files());
            return Optional.of(draft);
        }
        catch (VarveException e) {
            if (e.kind() == Kind.EXPIRED && latest.isPresent() && snapshots.latest().map(Snapshot::id).orElse(0L) > latest.get().id()) {
                failed = Optional.empty();
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The snapshot that is visible now, which may be that of an attempt before; empty if there is another one of that id, or if it
     * is not known.
     */
    private Optional<Snapshot> create(Snapshot snapshot)
            throws IOException
    {
        AtomicBoolean tried = new AtomicBoolean();
        CommitLock.Action<Boolean> creation = () -> {
            tried.set(true);
            return snapshots.create(target.storage(), snapshot);
        };
        try {
            if (lock.whileHeld(creation)) {
                return Optional.of(snapshot);
            }
        }
        catch (IOException | VarveException e) {
            if (!tried.get()) {
                throw e;
            }
            undecided = true;
            unanswered = Optional.of(e);
        }
        // A store that tries again by itself meets the file that it has created.
        try {
            Optional<Snapshot> found = snapshots.find(snapshot.id());
            if (found.isPresent()) {
                undecided = false;
            }
            return found.filter(this::isOwn);
        }
        catch (IOException | VarveException e) {
            undecided = true;
            return Optional.empty();
        }
    }

    private boolean isOwn(Snapshot snapshot)
    {
        return deltaLists.contains(snapshot.deltaManifestList().name());
    }

    /** The snapshot of an attempt before, or one that this job made of the same proposal before it was started again. */
    private Optional<Snapshot> findPublished(long latestId)
            throws IOException
    {
        for (long id = latestId; id > seen; id--) {
            Optional<Snapshot> snapshot = snapshots.find(id);
            if (snapshot.isEmpty()) {
                if (undecided) {
                    throw new IOException("snapshot " + id + " has expired before it could be looked at");
                }
                break;
            }
            Snapshot.Commit commit = snapshot.get().commit();
            boolean sameCommit = proposal.identifier() != CommitRequest.BATCH
                    && commit.user().equals(target.user())
                    && commit.identifier() == proposal.identifier()
                    && commit.kind() == proposal.kind()
                    && snapshot.get().properties().entrySet().containsAll(proposal.properties().entrySet());
            if (sameCommit || isOwn(snapshot.get())) {
                return snapshot;
            }
        }
        if (latestId > seen) {
            // Others have the ids that the attempts before asked for.
            undecided = false;
        }
        return Optional.empty();
    }

    private Published published(Snapshot snapshot)
    {
        target.committed(snapshot.id());
        // All ids that attempts asked for are taken now, so that those that failed have failed for good.
        Optional<SnapshotDraft> winner = drafts.stream().filter(draft -> draft.snapshot().baseManifestList().equals(snapshot.baseManifestList())).findAny();
        discardAllBut(winner.map(SnapshotDraft::files).orElse(Set.of()));
        try {
            snapshots.hintLatest(target.storage(), snapshot.id());
        }
        catch (IOException e) {
            // Only a hint: without it, readers list the directory.
        }
        return new Published(snapshot, winner.map(SnapshotDraft::changes).orElse(Changes.NONE));
    }

    private Published giveUp(int attempts)
            throws IOException
    {
        if (!undecided) {
            throw new VarveException(Kind.COMMIT_CONFLICT, "other commits were faster in each of " + attempts +
                    " attempts; options commit.max-retries and commit.timeout allow for more");
        }
        throw new IOException(
                "the store did not say what became of the snapshot in " + attempts + " attempts" + unanswered.map(e -> ", in the last one because of: " + e.getMessage()).orElse(""),
                unanswered.orElse(null));
    }

    private boolean isLate(CommitOptions.Retries retries)
    {
        return retries.timeout().isPresent() && System.nanoTime() - start > retries.timeout().map(Duration::toNanos).get();
    }

    private static void pause(long millis)
            throws IOException
    {
        try {
            Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 5 + 1));
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another attempt", e);
        }
    }
}
