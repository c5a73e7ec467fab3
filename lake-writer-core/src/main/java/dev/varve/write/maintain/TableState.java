package dev.varve.write.maintain;

import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.TagLog;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Something that names files of a table.
 *
 * @param file that says so, which may vanish at any time
 */
record TableState(Kind kind, String branch, StoragePath file, Snapshot snapshot)
{
    enum Kind
    {
        SNAPSHOT,
        TAG,
        /** Of an expired snapshot; of its files only those of the changelog need to be there. */
        CHANGELOG,
    }

    TableState
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(branch, "branch is null");
        requireNonNull(file, "file is null");
        requireNonNull(snapshot, "snapshot is null");
    }

    /** Of all branches, those included that are not complete. */
    static List<TableState> all(MaintainedTable table)
            throws IOException
    {
        List<String> branches = new ArrayList<>(table.table().branches().names());
        branches.add(BranchLog.MAIN);
        List<TableState> states = new ArrayList<>();
        for (String branch : branches) {
            StoragePath root = table.table().branches().root(branch);
            addSnapshots(Kind.SNAPSHOT, branch, SnapshotLog.of(table.storage(), root), states);
            addSnapshots(Kind.CHANGELOG, branch, SnapshotLog.ofChangelogs(table.storage(), root), states);
            TagLog tags = TagLog.of(table.storage(), root);
            for (String name : tags.names()) {
                Optional<Tag> tag = tags.find(name);
                tag.ifPresent(found -> states.add(new TableState(Kind.TAG, branch, tags.file(name), found.snapshot())));
            }
        }
        return states;
    }

    private static void addSnapshots(Kind kind, String branch, SnapshotLog log, List<TableState> states)
            throws IOException
    {
        for (long id : log.ids()) {
            log.find(id).ifPresent(snapshot -> states.add(new TableState(kind, branch, log.file(id), snapshot)));
        }
    }
}
