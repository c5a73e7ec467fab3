package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes old changelogs: what remains of expired snapshots of a table that keeps its changelog longer than they live. First the changelogs
 * go, oldest first, then the files that only they need. The newest one stays.
 */
public final class ChangelogExpiry
{
    private final MaintainedTable table;

    private ChangelogExpiry(MaintainedTable table)
    {
        this.table = table;
    }

    /**
     * @param table or the branch whose changelogs expire
     * @param storage the one of the table
     */
    public static ChangelogExpiry of(Table table, WritableStorage storage)
    {
        return new ChangelogExpiry(MaintainedTable.of(table, storage));
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
     * @throws dev.varve.error.VarveException as {@link SnapshotExpiry#expire}
     */
    public Expired expire(ExpiryOptions options, long nowMillis, Progress progress)
    {
        return table.attempt("Expiring the changelogs", () -> {
            List<Long> ids = table.changelogs().ids();
            List<Long> snapshots = table.snapshots().ids();
            if (ids.isEmpty() || snapshots.isEmpty()) {
                return Expired.NOTHING;
            }
            long end = end(ids, snapshots.get(snapshots.size() - 1), options, nowMillis);
            if (end <= ids.get(0)) {
                if (table.changelogs().earliestHint().isEmpty()) {
                    table.changelogs().hintEarliest(table.storage(), ids.get(0));
                }
                return Expired.NOTHING;
            }
            return expire(ids, end, snapshots.get(0), progress);
        });
    }

    /** The first changelog that stays. */
    private long end(List<Long> ids, long latest, ExpiryOptions options, long nowMillis)
            throws IOException
    {
        long earliest = ids.get(0);
        Retention retention = options.changelogs();
        long end = Math.min(latest - retention.min() + 1, earliest + options.limit());
        end = Math.min(end, table.consumers().earliestUnread().orElse(Long.MAX_VALUE));
        end = Math.min(end, ids.get(ids.size() - 1));
        for (long id = Math.max(latest - retention.max() + 1, earliest); id <= end; id++) {
            Optional<Snapshot> changelog = table.changelogs().find(id);
            if (changelog.isPresent() && changelog.get().timeMillis() >= nowMillis - retention.time().toMillis()) {
                return id;
            }
        }
        return end;
    }

    private Expired expire(List<Long> ids, long end, long earliestSnapshot, Progress progress)
            throws IOException
    {
        List<Snapshot> expired = new ArrayList<>();
        for (long id : ids) {
            if (id < end) {
                table.changelogs().find(id).ifPresent(expired::add);
            }
        }
        List<StoragePath> files = files(expired, end, earliestSnapshot);
        SnapshotLog changelogs = table.changelogs();
        for (Snapshot changelog : expired) {
            changelogs.delete(table.storage(), changelog.id());
        }
        changelogs.hintEarliest(table.storage(), end);
        return new Expired(expired.stream().map(Snapshot::id).toList(), table.delete(files, progress));
    }

    private List<StoragePath> files(List<Snapshot> expired, long end, long earliestSnapshot)
            throws IOException
    {
        MetadataFiles metadata = new MetadataFiles(table);
        List<Snapshot> holders = new ArrayList<>(OtherBranches.holders(table));
        for (Snapshot holder : holders) {
            // A branch begins with a snapshot, which may have a changelog; of what is tagged only the rows are kept.
            if (holder.changelogManifestList().isPresent()) {
                metadata.holdList(holder.changelogManifestList().get());
            }
        }
        List<Snapshot> otherChangelogs = OtherBranches.changelogs(table);
        for (Snapshot changelog : otherChangelogs) {
            metadata.holdChangelog(changelog);
        }
        for (Tag tag : table.tags()) {
            if (tag.snapshot().id() < end) {
                holders.add(tag.snapshot());
            }
        }
        for (Snapshot holder : holders) {
            metadata.hold(holder);
        }
        metadata.hold(table.snapshots().snapshot(earliestSnapshot));
        Optional<Snapshot> next = table.changelogs().find(end);
        if (next.isPresent()) {
            metadata.holdList(next.get().baseManifestList());
            metadata.holdList(next.get().deltaManifestList());
        }
        Candidates removed = new Candidates(table);
        Candidates changelogFiles = new Candidates(table);
        for (Snapshot changelog : expired) {
            if (changelog.changelogManifestList().isPresent()) {
                if (!metadata.holds(changelog.changelogManifestList().get().name())) {
                    changelogFiles.addAdded(changelog.changelogManifestList().get());
                    metadata.addList(changelog.changelogManifestList().get());
                }
            }
            else {
                removed.addRemoved(changelog.deltaManifestList(), entry -> true);
                metadata.addList(changelog.baseManifestList());
                metadata.addList(changelog.deltaManifestList());
            }
        }
        for (Snapshot holder : holders) {
            removed.retainLive(holder);
        }
        for (Snapshot changelog : otherChangelogs) {
            removed.retainChangelog(changelog);
        }
        List<StoragePath> files = new ArrayList<>(removed.paths());
        files.addAll(changelogFiles.paths());
        files.addAll(metadata.paths());
        return files;
    }
}
