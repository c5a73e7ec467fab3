package dev.varve.snapshot;

import static java.util.Objects.requireNonNull;

/** Which state of a table a query means. */
public sealed interface VersionSelector
{
    /** The newest snapshot, if there is one. */
    record Latest()
            implements VersionSelector {}

    record SnapshotId(long id)
            implements VersionSelector {}

    record TagName(String name)
            implements VersionSelector
    {
        public TagName
        {
            requireNonNull(name, "name is null");
        }
    }

    /** The newest snapshot that was not made after that time, epoch milliseconds. */
    record AtTime(long epochMillis)
            implements VersionSelector {}

    /** The first snapshot whose watermark is not before that, epoch milliseconds. */
    record AtWatermark(long epochMillis)
            implements VersionSelector {}

    /**
     * What users write after VERSION AS OF: the name of a tag, else {@code watermark-<millis>}, else the id of a snapshot. A tag
     * whose name is a number wins over the snapshot of that id.
     */
    record VersionText(String text)
            implements VersionSelector
    {
        public VersionText
        {
            requireNonNull(text, "text is null");
        }
    }

    VersionSelector LATEST = new Latest();
}
