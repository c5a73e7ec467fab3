package dev.varve.trino.handle;

import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.SchemaTableName;

/** Whatever a query can name or be pushed down to. */
public sealed interface VarveRelationHandle
        extends ConnectorTableHandle
        permits SystemTableHandle, VarveAnswerHandle, VarveChangesHandle, VarveTableHandle
{
    /** Of the table, as in SQL, in lower case. */
    SchemaTableName name();
}
