package dev.varve.system;

import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.StatisticsEvaluation;
import io.airlift.slice.Slices;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What a read wants of a system table.
 *
 * @param columns that are read
 * @param predicate on the columns of the table
 */
record SystemRequest(List<Integer> columns, Optional<Predicate> predicate)
{
    /** All rows, and no column that somebody looks at. */
    static final SystemRequest ALL = new SystemRequest(List.of(), Optional.empty());

    SystemRequest
    {
        columns = List.copyOf(columns);
        requireNonNull(predicate, "predicate is null");
    }

    /** Whether rows with that value, a literal, in a column that is never null may be wanted. */
    boolean mayWant(int column, Object value)
    {
        ColumnRange known = ColumnRange.constant(value, 1);
        return predicate.isEmpty() || StatisticsEvaluation.mayMatch(predicate.get(), index -> index == column ? known : ColumnRange.UNKNOWN, OptionalLong.of(1));
    }

    boolean mayWant(int column, String text)
    {
        return mayWant(column, Slices.utf8Slice(text));
    }

    /** Whether somebody looks at a column. */
    boolean needs(int column)
    {
        return columns.contains(column) || predicate.isPresent() && Columns.of(predicate.get()).get(column);
    }
}
