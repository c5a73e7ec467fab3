package dev.varve.trino.handle;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table.
 *
 * @param fieldId the column's id in the table's schemas, by which it is found whatever its name was when a file was written
 * @param name as in the table, upper and lower case kept
 * @param type what Trino shows the column as
 * @param partitionKey whether all rows of a file have one value in it
 */
public record VarveColumnHandle(int fieldId, String name, Type type, boolean partitionKey)
        implements ColumnHandle
{
    public VarveColumnHandle
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }

    @Override
    public String toString()
    {
        return name + ":" + type.getDisplayName();
    }
}
