package dev.varve.trino.handle;

import io.trino.spi.connector.ConnectorTransactionHandle;

/** Reads need no transaction: each table handle is pinned to a snapshot. */
public enum VarveTransactionHandle
        implements ConnectorTransactionHandle
{
    INSTANCE
}
