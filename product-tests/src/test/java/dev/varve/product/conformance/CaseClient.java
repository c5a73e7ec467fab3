package dev.varve.product.conformance;

import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.RowSource;
import dev.varve.type.BigIntType;

import java.util.List;

/** Answers cases. Used by several threads at once. */
interface CaseClient
{
    RowSet rows(ConformanceCase conformanceCase)
            throws Exception;

    /** A client that has no SQL: the condition is part of the request, and rows are counted. */
    static CaseClient of(RowSource source)
    {
        return conformanceCase -> {
            List<List<Object>> rows = source.read(conformanceCase.request());
            return conformanceCase.isCount()
                    ? RowSet.of(List.of(new BigIntType(false)), List.of(List.of((long) rows.size())))
                    : RowSet.of(conformanceCase.types(), rows);
        };
    }
}
