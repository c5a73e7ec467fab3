package dev.varve.write.maintain;

import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The states of other branches. Any of them may hold files of a branch: it may begin with one, and bringing it into main gives all of its files to main. */
final class OtherBranches
{
    private OtherBranches() {}

    static List<Snapshot> holders(MaintainedTable table)
            throws IOException
    {
        List<Snapshot> holders = new ArrayList<>();
        for (MaintainedTable branch : table.otherBranches()) {
            for (Tag tag : branch.tags()) {
                holders.add(tag.snapshot());
            }
            for (long id : branch.snapshots().ids()) {
                branch.snapshots().find(id).ifPresent(holders::add);
            }
        }
        return holders;
    }

    /** Their changelogs: each keeps the files of its changelog, or those that it added, which a branch may have in common with that from which it began. */
    static List<Snapshot> changelogs(MaintainedTable table)
            throws IOException
    {
        List<Snapshot> changelogs = new ArrayList<>();
        for (MaintainedTable branch : table.otherBranches()) {
            for (long id : branch.changelogs().ids()) {
                branch.changelogs().find(id).ifPresent(changelogs::add);
            }
        }
        return changelogs;
    }
}
