package dev.varve.write.maintain;

import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The states of other branches that may hold files of a branch. A branch begins with a state of {@code main}, and a file that
 * was deleted does not come back: what a branch still has of {@code main}, its oldest state has, too. A branch that is maintained itself
 * may share files with any state of the others.
 */
final class OtherBranches
{
    private OtherBranches() {}

    static List<Snapshot> holders(MaintainedTable table)
            throws IOException
    {
        boolean main = table.table().branch().equals(BranchLog.MAIN);
        List<Snapshot> holders = new ArrayList<>();
        for (MaintainedTable branch : table.otherBranches()) {
            List<Snapshot> states = states(branch);
            holders.addAll(main && !states.isEmpty() ? states.subList(0, 1) : states);
        }
        return holders;
    }

    /** Oldest first. */
    private static List<Snapshot> states(MaintainedTable branch)
            throws IOException
    {
        List<Snapshot> states = new ArrayList<>();
        for (Tag tag : branch.tags()) {
            states.add(tag.snapshot());
        }
        for (long id : branch.snapshots().ids()) {
            branch.snapshots().find(id).ifPresent(states::add);
        }
        states.sort(Comparator.comparingLong(Snapshot::id));
        return states;
    }
}
