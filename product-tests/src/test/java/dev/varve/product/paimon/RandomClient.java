package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.RowSet;
import dev.varve.type.DataType;

import java.util.List;

/** What is compared with Paimon. */
public interface RandomClient
{
    /** The rows of the request, whose columns have those types. */
    RowSet read(ReadRequest request, List<DataType> types)
            throws Exception;

    /** Whether the client can be asked that at all. */
    default boolean canAsk(ReadRequest request, List<DataType> types)
    {
        return true;
    }
}
