package dev.varve.trino.handle;

import io.trino.spi.connector.ConnectorSplit;

import static io.airlift.slice.SizeOf.instanceSize;

/** All of a system table: metadata is little. */
public record SystemSplit()
        implements ConnectorSplit
{
    private static final int INSTANCE_SIZE = instanceSize(SystemSplit.class);

    @Override
    public long getRetainedSizeInBytes()
    {
        return INSTANCE_SIZE;
    }
}
