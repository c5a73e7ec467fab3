package dev.varve.snapshot;

import dev.varve.error.VarveException;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** Between which two states of a table the changes are meant: after the first, up to and with the second. */
public sealed interface ChangeSelector
{
    /** Two snapshots; the first may be one less than the earliest that is there. */
    record BetweenSnapshots(long from, long to)
            implements ChangeSelector {}

    /**
     * Two tags or, if not both are names of tags, two snapshot ids.
     *
     * @param tagsAreSnapshots whether tags only stand for the ids of their snapshots; otherwise changes between tags are a {@link ChangeMode#DIFF}
     */
    record BetweenVersions(String from, String to, boolean tagsAreSnapshots)
            implements ChangeSelector
    {
        public BetweenVersions
        {
            requireNonNull(from, "from is null");
            requireNonNull(to, "to is null");
        }

        /**
         * Parses {@code from,to}.
         *
         * @throws VarveException of kind INVALID_REQUEST if these are not two
         */
        public static BetweenVersions parse(String text, boolean tagsAreSnapshots)
        {
            List<String> parts = List.of(text.split(",", -1));
            if (parts.size() != 2 || parts.get(0).isBlank() || parts.get(1).isBlank()) {
                throw VarveException.invalid("Changes are between two snapshots or tags, written 'from,to', not '" + text + "'");
            }
            return new BetweenVersions(parts.get(0).trim(), parts.get(1).trim(), tagsAreSnapshots);
        }
    }

    /** Two times, epoch milliseconds: the states are the newest that were not made after them. */
    record BetweenTimes(long fromMillis, long toMillis)
            implements ChangeSelector {}

    /** A tag that was created by the table's rule, and the one before it; always a {@link ChangeMode#DIFF} or {@link ChangeMode#NET}. */
    record ToAutomaticTag(String tag)
            implements ChangeSelector
    {
        public ToAutomaticTag
        {
            requireNonNull(tag, "tag is null");
        }
    }
}
