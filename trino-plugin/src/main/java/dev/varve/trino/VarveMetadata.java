package dev.varve.trino;

import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;

import java.util.List;

/** Schemas, tables and columns, and what of a query is pushed down. */
public final class VarveMetadata
        implements ConnectorMetadata
{
    @Override
    public List<String> listSchemaNames(ConnectorSession session)
    {
        return List.of();
    }
}
