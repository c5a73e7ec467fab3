package dev.varve.trino.handle;

import io.trino.spi.connector.SchemaTableName;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * Groups of rows of a table with what was counted and compared in them. Travels to a worker.
 *
 * @param table whose rows they are
 * @param groupedBy partition columns
 * @param aggregates of each group
 * @param known rows that metadata told: the values of the groups and then those of the aggregates, as binary rows in base 64
 * @param unknown splits that must be read for the rest, in base 64
 */
public record VarveAnswerHandle(VarveTableHandle table, List<VarveColumnHandle> groupedBy, List<Aggregate> aggregates, List<String> known, List<String> unknown)
        implements VarveRelationHandle
{
    public enum Function
    {
        COUNT_ROWS,
        COUNT_VALUES,
        MIN,
        MAX,
    }

    /**
     * @param argument the column; for {@code COUNT_ROWS} any
     * @param result the column of the answer
     */
    public record Aggregate(Function function, VarveColumnHandle argument, VarveColumnHandle result)
    {
        public Aggregate
        {
            requireNonNull(function, "function is null");
            requireNonNull(argument, "argument is null");
            requireNonNull(result, "result is null");
        }

        /** Whether it is a number of rows or values, which is 0 and not null without any. */
        public boolean counts()
        {
            return function == Function.COUNT_ROWS || function == Function.COUNT_VALUES;
        }
    }

    public VarveAnswerHandle
    {
        requireNonNull(table, "table is null");
        groupedBy = List.copyOf(groupedBy);
        aggregates = List.copyOf(aggregates);
        known = List.copyOf(known);
        unknown = List.copyOf(unknown);
    }

    @Override
    public SchemaTableName name()
    {
        return table.name();
    }

    public List<VarveColumnHandle> columns()
    {
        return Stream.concat(groupedBy.stream(), aggregates.stream().map(Aggregate::result)).toList();
    }

    /** What EXPLAIN shows. */
    @Override
    public String toString()
    {
        String functions = aggregates.stream()
                .map(aggregate -> aggregate.function() == Function.COUNT_ROWS ? "count(*)" : name(aggregate.function()) + "(" + aggregate.argument().name() + ")")
                .collect(Collectors.joining(", "));
        return table + " answer=[" + functions + "] from metadata" + (unknown.isEmpty() ? "" : " and " + unknown.size() + " splits");
    }

    private static String name(Function function)
    {
        return switch (function) {
            case COUNT_ROWS, COUNT_VALUES -> "count";
            case MIN -> "min";
            case MAX -> "max";
        };
    }
}
