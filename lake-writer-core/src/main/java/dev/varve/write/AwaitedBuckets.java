package dev.varve.write;

import dev.varve.Table;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.bucket.BucketId;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The buckets that got rows from earlier writers of a user since everything was compacted. Paimon's jobs keep them in their state; here the
 * snapshots of the user tell.
 */
final class AwaitedBuckets
{
    /** Of a job that commits beside many others, older ones are left to the next rows of their buckets. */
    private static final int SNAPSHOTS_LOOKED_AT = 256;

    private final Table table;
    private final String user;
    private final FullCompaction fullCompaction;

    AwaitedBuckets(Table table, String user, FullCompaction fullCompaction)
    {
        this.table = table;
        this.user = user;
        this.fullCompaction = fullCompaction;
    }

    Set<BucketId> find()
            throws IOException
    {
        Set<BucketId> buckets = new LinkedHashSet<>();
        Optional<Snapshot> snapshot = table.snapshots().latest();
        for (int i = 0; i < SNAPSHOTS_LOOKED_AT && snapshot.isPresent(); i++) {
            Snapshot.Commit commit = snapshot.get().commit();
            if (commit.user().equals(user)) {
                if (commit.kind() == CommitKind.COMPACT && fullCompaction.isDue(commit.identifier())) {
                    break;
                }
                if (commit.kind() != CommitKind.COMPACT) {
                    addWritten(snapshot.get(), buckets);
                }
            }
            snapshot = snapshot.get().id() > 1 ? table.snapshots().find(snapshot.get().id() - 1) : Optional.empty();
        }
        return buckets;
    }

    private void addWritten(Snapshot snapshot, Set<BucketId> buckets)
            throws IOException
    {
        for (ManifestFile manifest : table.manifests().manifests(snapshot.deltaManifestList())) {
            try (ManifestEntries entries = table.manifests().entriesWithoutStatistics(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (entry.get().kind() == FileKind.ADD && entry.get().bucket() >= 0) {
                        buckets.add(new BucketId(entry.get().partition(), entry.get().bucket()));
                    }
                }
            }
        }
    }
}
