package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntry;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Removes old snapshots, and the files that only they need. First what goes is found out, then the snapshots go, oldest first, then their
 * files. Consumers, tags and other branches protect what they need. Where the changelog is kept longer, a snapshot becomes a changelog, which
 * {@link ChangelogExpiry} removes.
 */
public final class SnapshotExpiry
{
    private final MaintainedTable table;

    private SnapshotExpiry(MaintainedTable table)
    {
        this.table = table;
    }

    /**
     * @param table or the branch whose snapshots expire
     * @param storage the one of the table
     */
    public static SnapshotExpiry of(Table table, WritableStorage storage)
    {
        return new SnapshotExpiry(MaintainedTable.of(table, storage));
    }

    /**
     * Does what the options of the table say.
     *
     * @param nowMillis epoch milliseconds
     */
    public Expired expire(long nowMillis, Progress progress)
    {
        return expire(ExpiryOptions.of(table.table().latestSchema()), nowMillis, progress);
    }

    /**
     * @param options in place of those of the table
     * @param nowMillis epoch milliseconds
     * @throws dev.varve.error.VarveException of kind CORRUPT_TABLE or EXPIRED if a tag or a snapshot that stays cannot be read: nothing has
     *         been removed then. Of kind STORAGE_FAILURE if the store fails; it can be repeated.
     */
    public Expired expire(ExpiryOptions options, long nowMillis, Progress progress)
    {
        return table.attempt("Expiring the snapshots", () -> {
            List<Long> ids = table.snapshots().ids();
            if (ids.isEmpty()) {
                return Expired.NOTHING;
            }
            long earliest = ids.get(0);
            long end = end(ids, options, nowMillis);
            if (end <= earliest) {
                if (table.snapshots().earliestHint().isEmpty()) {
                    table.snapshots().hintEarliest(table.storage(), earliest);
                }
                return Expired.NOTHING;
            }
            return expireUnlessOthersDo(earliest, end, ids.get(ids.size() - 1), options, progress);
        });
    }

    private Expired expireUnlessOthersDo(long begin, long end, long latest, ExpiryOptions options, Progress progress)
            throws IOException
    {
        try {
            return expire(begin, end, latest, options, progress);
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.EXPIRED && table.snapshots().find(begin).isEmpty()) {
                return Expired.NOTHING;
            }
            throw e;
        }
    }

    /** The first snapshot that stays. */
    private long end(List<Long> ids, ExpiryOptions options, long nowMillis)
            throws IOException
    {
        long earliest = ids.get(0);
        long latest = ids.get(ids.size() - 1);
        Retention retention = options.snapshots();
        long end = Math.min(latest - retention.min() + 1, earliest + options.limit());
        if (!options.consumersKeepChangelogsOnly()) {
            end = Math.min(end, table.consumers().earliestUnread().orElse(Long.MAX_VALUE));
        }
        for (long id = Math.max(latest - retention.max() + 1, earliest); id < end; id++) {
            // The state at the beginning of the time that is kept is the one before the first snapshot of that time.
            Optional<Snapshot> next = table.snapshots().find(id + 1);
            if (next.isPresent() && next.get().timeMillis() >= nowMillis - retention.time().toMillis()) {
                return id;
            }
        }
        return end;
    }

    private Expired expire(long begin, long end, long latest, ExpiryOptions options, Progress progress)
            throws IOException
    {
        List<Snapshot> expired = new ArrayList<>();
        for (long id = begin; id < end; id++) {
            table.snapshots().find(id).ifPresent(expired::add);
        }
        if (expired.isEmpty()) {
            return Expired.NOTHING;
        }
        Snapshot first = table.snapshots().snapshot(end);
        List<Tag> tags = table.tags();
        List<Snapshot> otherBranches = OtherBranches.holders(table);
        List<Snapshot> otherChangelogs = OtherBranches.changelogs(table);
        List<StoragePath> files = new ArrayList<>(dataFiles(expired, first, latest, options, tags, otherBranches, otherChangelogs));
        files.addAll(metadataFiles(expired, first, options, tags, otherBranches, otherChangelogs));

        SnapshotLog changelogs = table.changelogs();
        for (Snapshot snapshot : expired) {
            if (options.keepsChangelogs()) {
                changelogs.replace(table.storage(), snapshot);
                changelogs.hintLatest(table.storage(), snapshot.id());
            }
            table.snapshots().delete(table.storage(), snapshot.id());
        }
        table.snapshots().hintEarliest(table.storage(), end);
        return new Expired(expired.stream().map(Snapshot::id).toList(), table.delete(files, progress));
    }

    /**
     * What a snapshot removes is needed by the one before. If any tag needs it, so does the newest tag before the snapshot.
     */
    private List<StoragePath> dataFiles(
            List<Snapshot> expired,
            Snapshot first,
            long latest,
            ExpiryOptions options,
            List<Tag> tags,
            List<Snapshot> otherBranches,
            List<Snapshot> otherChangelogs)
            throws IOException
    {
        Predicate<ManifestEntry> wanted = options.keepsChangelogs() && !options.changelogFiles()
                ? entry -> entry.file().source().orElse(FileSource.APPEND) != FileSource.APPEND
                : entry -> true;
        Candidates candidates = new Candidates(table);
        Map<Long, Snapshot> holders = new HashMap<>();
        List<Snapshot> removing = new ArrayList<>(expired.subList(1, expired.size()));
        removing.add(first);
        for (Snapshot snapshot : removing) {
            candidates.addRemoved(snapshot.deltaManifestList(), wanted);
            MaintainedTable.nearestBefore(tags, snapshot.id()).ifPresent(tag -> holders.put(tag.snapshot().id(), tag.snapshot()));
        }
        if (!candidates.isEmpty()) {
            for (Snapshot holder : holders.values()) {
                candidates.retainLive(holder);
            }
            for (Snapshot holder : otherBranches) {
                candidates.retainLive(holder);
            }
            for (Snapshot changelog : otherChangelogs) {
                candidates.retainChangelog(changelog);
            }
            retainRestored(candidates, first.id(), latest);
        }
        return candidates.paths();
    }

    /** A rollback can be a commit that adds files again that an earlier one removed. */
    private void retainRestored(Candidates candidates, long after, long latest)
            throws IOException
    {
        for (long id = after + 1; id <= latest; id++) {
            Optional<Snapshot> snapshot = table.snapshots().find(id);
            if (snapshot.isPresent() && snapshot.get().commit().kind() == CommitKind.OVERWRITE) {
                candidates.retainAdded(snapshot.get().deltaManifestList());
            }
        }
    }

    private List<StoragePath> metadataFiles(
            List<Snapshot> expired,
            Snapshot first,
            ExpiryOptions options,
            List<Tag> tags,
            List<Snapshot> otherBranches,
            List<Snapshot> otherChangelogs)
            throws IOException
    {
        MetadataFiles metadata = new MetadataFiles(table);
        metadata.hold(first);
        for (Snapshot holder : otherBranches) {
            metadata.hold(holder);
        }
        for (Snapshot changelog : otherChangelogs) {
            metadata.holdChangelog(changelog);
        }
        long begin = expired.get(0).id();
        Optional<Tag> before = MaintainedTable.nearestBefore(tags, begin);
        for (Tag tag : tags) {
            long id = tag.snapshot().id();
            if (id >= begin && id < first.id() || before.isPresent() && before.get().snapshot().id() == id) {
                metadata.hold(tag.snapshot());
            }
        }
        Candidates changelogFiles = new Candidates(table);
        for (Snapshot snapshot : expired) {
            if (!options.keepsChangelogs() || options.changelogFiles()) {
                metadata.addList(snapshot.baseManifestList());
                metadata.addList(snapshot.deltaManifestList());
            }
            boolean shared = Stream.concat(otherBranches.stream(), otherChangelogs.stream())
                    .anyMatch(other -> other.changelogManifestList().equals(snapshot.changelogManifestList()));
            if (!options.keepsChangelogs() && !shared && snapshot.changelogManifestList().isPresent()) {
                changelogFiles.addAdded(snapshot.changelogManifestList().get());
                metadata.addList(snapshot.changelogManifestList().get());
            }
            metadata.addIndexes(snapshot);
        }
        List<StoragePath> files = new ArrayList<>(changelogFiles.paths());
        files.addAll(metadata.paths());
        return files;
    }
}
