package dev.varve.scan;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A portion of the changes of a table that is read on its own. Small, immutable, and independent of the planner; {@link ChangeSplitCodec} makes
 * bytes of it.
 *
 * @param kind how the files become changes
 * @param snapshotId the snapshot that made the changes; for {@link Kind#LATER_ROWS} and {@link Kind#EVERY_CHANGE} the later of the two
 * @param commitMillis when that snapshot was made, epoch milliseconds
 * @param before files of the earlier state; absent for {@link Kind#AS_WRITTEN}
 * @param after files of the later state, or those that were written
 */
public record ChangeSplit(Kind kind, long snapshotId, long commitMillis, Optional<Split> before, Optional<Split> after)
{
    /** How files become changes. */
    public enum Kind
    {
        /** Every row of the files is a change, of the kind that it was written with. */
        AS_WRITTEN,
        /** As {@link dev.varve.snapshot.ChangeMode#DIFF} says. */
        LATER_ROWS,
        /** As {@link dev.varve.snapshot.ChangeMode#NET} says. */
        EVERY_CHANGE,
    }

    public ChangeSplit
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(before, "before is null");
        requireNonNull(after, "after is null");
        if (before.isEmpty() && after.isEmpty() || kind == Kind.AS_WRITTEN && before.isPresent()) {
            throw new IllegalArgumentException("Not a portion of changes: " + kind + " from " + before + " to " + after);
        }
    }

    /** Either of the two sides, for what they have in common. */
    public Split either()
    {
        return after.orElseGet(before::orElseThrow);
    }

    /** Size of all files, in bytes. */
    public long bytes()
    {
        return before.map(Split::bytes).orElse(0L) + after.map(Split::bytes).orElse(0L);
    }
}
