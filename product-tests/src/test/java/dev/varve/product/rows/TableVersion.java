package dev.varve.product.rows;

import java.time.Instant;

/** Which state of a table is read. */
public sealed interface TableVersion
{
    TableVersion LATEST = new Latest();

    record Latest()
            implements TableVersion {}

    record SnapshotId(long id)
            implements TableVersion {}

    record TagName(String name)
            implements TableVersion {}

    record AsOf(Instant instant)
            implements TableVersion {}
}
