package dev.varve.product.rows;

import dev.varve.product.sql.Condition;

import java.util.List;
import java.util.Optional;

/**
 * One read of a table, for any client.
 *
 * @param columns the columns to return, in order; none when only the number of rows is asked for
 */
public record ReadRequest(String database, String table, Optional<String> branch, ReadVersion version, List<String> columns, Optional<Condition> where)
{
    public ReadRequest
    {
        columns = List.copyOf(columns);
    }
}
