package dev.varve.trino.handle;

import io.trino.spi.connector.ConnectorSplit;

import static io.airlift.slice.SizeOf.instanceSize;

/** All of what one worker reads at once because it is little: a system table, or an answer from metadata. */
public record WholeSplit()
        implements ConnectorSplit
{
    private static final int INSTANCE_SIZE = instanceSize(WholeSplit.class);

    @Override
    public long getRetainedSizeInBytes()
    {
        return INSTANCE_SIZE;
    }
}
