package dev.varve.product.rows;

import java.util.List;

/** A client that reads tables. Implementations may be used by several threads at once. */
public interface RowSource
        extends AutoCloseable
{
    /**
     * The rows of the table, filtered exactly by the condition, in any order; without columns, rows without values.
     * A failure of the client is thrown as it is.
     */
    List<List<Object>> read(ReadRequest request)
            throws Exception;

    @Override
    default void close() {}
}
