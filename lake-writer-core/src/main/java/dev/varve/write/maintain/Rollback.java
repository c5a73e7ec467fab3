package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes an earlier state of a table the newest one. Later snapshots, tags and changelogs are removed; their data files and manifests
 * remain until orphan files are removed. What stops half-way leaves the target or one of the states after it as the newest, and can be
 * repeated. Nobody should write to the table meanwhile. Schemas are not rolled back.
 */
public final class Rollback
{
    private final MaintainedTable table;

    private Rollback(MaintainedTable table)
    {
        this.table = table;
    }

    /**
     * @param storage the one of the table
     */
    public static Rollback of(Table table, WritableStorage storage)
    {
        return new Rollback(MaintainedTable.of(table, storage));
    }

    /**
     * @param id of a snapshot, or of an expired one that a tag still has
     * @return the state that is the newest now
     * @throws VarveException of kind NOT_FOUND or EXPIRED if there is no such state
     */
    public Snapshot toSnapshot(long id)
    {
        return table.attempt("The rollback to snapshot " + id, () -> {
            Optional<Snapshot> snapshot = table.snapshots().find(id);
            if (snapshot.isEmpty()) {
                snapshot = table.tags().stream().map(Tag::snapshot).filter(tagged -> tagged.id() == id).findFirst();
            }
            return to(snapshot.isPresent() ? snapshot.get() : table.snapshots().snapshot(id));
        });
    }

    /**
     * @return the state that is the newest now
     * @throws VarveException of kind NOT_FOUND if there is no such tag
     */
    public Snapshot toTag(String name)
    {
        return table.attempt("The rollback to tag '" + name + "'", () -> to(table.table().tags().tag(name).snapshot()));
    }

    private Snapshot to(Snapshot target)
            throws IOException
    {
        SnapshotLog snapshots = table.snapshots();
        // Tags first: those of another history must not remain when its ids are used again.
        for (Tag tag : table.tags()) {
            if (tag.snapshot().id() > target.id()) {
                table.table().tags().delete(table.storage(), tag.name());
                SuccessFiles.of(table).delete(tag.name());
            }
        }
        boolean expired = snapshots.find(target.id()).isEmpty();
        if (expired) {
            snapshots.create(table.storage(), target);
        }
        snapshots.hintLatest(table.storage(), target.id());
        for (long id : descending(snapshots)) {
            if (id > target.id()) {
                snapshots.delete(table.storage(), id);
            }
        }
        if (expired) {
            snapshots.hintEarliest(table.storage(), target.id());
        }
        removeChangelogsAfter(target);
        return target;
    }

    private void removeChangelogsAfter(Snapshot target)
            throws IOException
    {
        SnapshotLog changelogs = table.changelogs();
        List<Long> ids = changelogs.ids();
        if (ids.isEmpty() || ids.get(ids.size() - 1) <= target.id()) {
            return;
        }
        changelogs.hintLatest(table.storage(), ids.stream().filter(id -> id <= target.id()).reduce((older, newer) -> newer).orElse(-1L));
        for (long id : descending(changelogs)) {
            if (id > target.id()) {
                changelogs.delete(table.storage(), id);
            }
        }
    }

    private static List<Long> descending(SnapshotLog log)
            throws IOException
    {
        List<Long> ids = log.ids();
        Collections.reverse(ids);
        return ids;
    }
}
