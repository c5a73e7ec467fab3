package dev.varve.trino.handle;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table, or a member of the rows of one.
 *
 * @param fieldId the column's id in the table's schemas, by which it is found whatever its name was when a file was written
 * @param name as in the table, upper and lower case kept
 * @param type what Trino shows the column as
 * @param partitionKey whether all rows of a file have one value in it
 * @param members the id of the member, after those of the members that it is in; empty for the column itself
 */
public record VarveColumnHandle(int fieldId, String name, Type type, boolean partitionKey, List<Integer> members)
        implements ColumnHandle
{
    public VarveColumnHandle
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        members = List.copyOf(members);
    }

    public VarveColumnHandle(int fieldId, String name, Type type, boolean partitionKey)
    {
        this(fieldId, name, type, partitionKey, List.of());
    }

    public boolean isMember()
    {
        return !members.isEmpty();
    }

    @Override
    public String toString()
    {
        return name + ":" + type.getDisplayName();
    }
}
