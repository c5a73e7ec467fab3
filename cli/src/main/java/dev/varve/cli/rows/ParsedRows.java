package dev.varve.cli.rows;

import dev.varve.column.ByteColumn;
import dev.varve.column.ColumnsBatch;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Some rows of an input.
 *
 * @param rows all columns of the table, in its order
 * @param kinds the {@link dev.varve.row.RowKind#value} of each row; empty if all are {@code +I}
 */
public record ParsedRows(ColumnsBatch rows, Optional<ByteColumn> kinds)
{
    public ParsedRows
    {
        requireNonNull(rows, "rows is null");
        requireNonNull(kinds, "kinds is null");
    }
}
