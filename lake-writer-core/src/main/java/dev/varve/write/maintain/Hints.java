package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** The files that tell readers where to look for the oldest and the newest snapshot and changelog: they can be missing, late or damaged. */
public final class Hints
{
    private final MaintainedTable table;

    private Hints(MaintainedTable table)
    {
        this.table = table;
    }

    /**
     * @param table or the branch whose hints these are
     * @param storage the one of the table
     */
    public static Hints of(Table table, WritableStorage storage)
    {
        return new Hints(MaintainedTable.of(table, storage));
    }

    /**
     * Writes those that are not true.
     *
     * @return whether there were any
     */
    public boolean repair()
    {
        return table.attempt("Repairing the hints", () -> repair(table.snapshots()) | repair(table.changelogs()));
    }

    private boolean repair(SnapshotLog log)
            throws IOException
    {
        List<Long> ids = log.ids();
        if (ids.isEmpty()) {
            return false;
        }
        OptionalLong earliest = OptionalLong.of(ids.get(0));
        OptionalLong latest = OptionalLong.of(ids.get(ids.size() - 1));
        boolean wrong = false;
        if (!log.earliestHint().equals(earliest)) {
            log.hintEarliest(table.storage(), earliest.getAsLong());
            wrong = true;
        }
        if (!log.latestHint().equals(latest)) {
            log.hintLatest(table.storage(), latest.getAsLong());
            wrong = true;
        }
        return wrong;
    }
}
