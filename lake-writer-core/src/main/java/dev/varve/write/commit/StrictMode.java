package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.OptionMap;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For jobs that must not mix with others, by option {@code commit.strict-mode.last-safe-snapshot}: a commit fails if another user has
 * compacted or overwritten one of its partitions since a certain snapshot, or has written to one that is to be overwritten. Each
 * commit of this job becomes the last safe snapshot. Safe for use by several threads.
 */
final class StrictMode
{
    private static final String OPTION = "commit.strict-mode.last-safe-snapshot";

    private final boolean enabled;
    /** Negative: everything up to the first commit is safe. */
    private final AtomicLong lastSafe;

    private StrictMode(boolean enabled, long lastSafe)
    {
        this.enabled = enabled;
        this.lastSafe = new AtomicLong(lastSafe);
    }

    static StrictMode of(OptionMap options)
    {
        Optional<String> value = options.text(OPTION);
        if (value.isPresent() && !value.get().matches("-1|[0-9]{1,18}")) {
            throw options.bad(OPTION, "a snapshot id, or -1");
        }
        return new StrictMode(value.isPresent(), value.map(Long::parseLong).orElse(-1L));
    }

    /**
     * @throws VarveException of kind COMMIT_CONFLICT
     */
    void check(CommitTarget target, CommitKind kind, Changes changes, Optional<Snapshot> latest)
            throws IOException
    {
        long safe = lastSafe.get();
        if (!enabled || safe < 0 || latest.isEmpty()) {
            return;
        }
        Set<BinaryRow> partitions = changes.partitions();
        for (long id = safe + 1; id <= latest.get().id(); id++) {
            Optional<Snapshot> snapshot = target.table().snapshots().find(id);
            if (snapshot.isPresent() && !snapshot.get().commit().user().equals(target.user()) && disturbs(target, kind, partitions, snapshot.get())) {
                throw new VarveException(VarveException.Kind.COMMIT_CONFLICT, "user '" + snapshot.get().commit().user() + "' has made snapshot " + id +
                        " of kind " + snapshot.get().commit().kind() + " of the same partitions, which option " + OPTION + " does not allow");
            }
        }
    }

    private static boolean disturbs(CommitTarget target, CommitKind kind, Set<BinaryRow> partitions, Snapshot snapshot)
            throws IOException
    {
        CommitKind other = snapshot.commit().kind();
        boolean replaced = other == CommitKind.COMPACT || other == CommitKind.OVERWRITE;
        if (!replaced && !(other == CommitKind.APPEND && kind == CommitKind.OVERWRITE)) {
            return false;
        }
        for (ManifestFile manifest : target.manifestReader().manifests(snapshot.deltaManifestList())) {
            try (ManifestEntries entries = target.manifestReader().entriesWithoutStatistics(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (partitions.contains(entry.get().partition()) && (replaced || entry.get().bucket() >= 0)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    void committed(long snapshotId)
    {
        lastSafe.accumulateAndGet(snapshotId, Math::max);
    }
}
