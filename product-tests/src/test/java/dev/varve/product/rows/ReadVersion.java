package dev.varve.product.rows;

import java.time.Instant;

/** Which state of a table is read. */
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
}
