package dev.varve.product.rows;

import java.time.Instant;

/** Which state of a table is read, or which changes of it. */
public sealed interface ReadVersion
{
    ReadVersion LATEST = new Latest();

    record Latest()
            implements ReadVersion {}

    record SnapshotId(long id)
            implements ReadVersion {}

    record TagName(String name)
            implements ReadVersion {}

    record AsOf(Instant instant)
            implements ReadVersion {}

    /**
     * What changed after one snapshot, up to and with another. Rows begin with their kind: {@code +I}, {@code -U}, {@code +U} or {@code -D}.
     *
     * @param mode of {@code incremental-between-scan-mode}
     * @param deletes whether a diff has rows for what was deleted
     */
    record Changes(long from, long to, String mode, boolean deletes)
            implements ReadVersion {}

    /** What a streaming read finds that starts with a snapshot. Rows begin with their kind. */
    record Stream(long from)
            implements ReadVersion {}

    /** Whether rows begin with their kind. */
    default boolean hasKinds()
    {
        return this instanceof Changes || this instanceof Stream;
    }
}
