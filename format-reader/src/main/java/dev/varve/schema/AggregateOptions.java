package dev.varve.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * Aggregate functions of columns, for tables that aggregate or update partially.
 *
 * @param defaultFunction {@code fields.default-aggregate-function}
 * @param columns the columns that have options of their own
 */
public record AggregateOptions(Optional<String> defaultFunction, Map<String, Column> columns)
{
    public AggregateOptions
    {
        requireNonNull(defaultFunction, "defaultFunction is null");
        columns = Map.copyOf(columns);
    }

    /** The options of a column, whether it has any or not. */
    public Column column(String name)
    {
        return columns.getOrDefault(name, Column.DEFAULT);
    }

    /** The function of a column: its own, else the table's default; empty if neither is set. */
    public Optional<String> function(String column)
    {
        return column(column).function().or(() -> defaultFunction);
    }

    /**
     * The options {@code fields.<column>.*}.
     *
     * @param function {@code aggregate-function}, as written
     * @param ignoreRetract whether rows of kind -U and -D leave the value alone
     * @param distinct for {@code listagg} and {@code collect}
     * @param listDelimiter for {@code listagg}
     * @param nestedKey for {@code nested_update}: members of the nested rows
     * @param nestedSequence for {@code nested_update}: members that order nested rows of one key
     * @param countLimit for {@code nested_update}: rows that are kept at most
     * @param timestampField for {@code merge_map_with_keytime}: a member of the value rows
     */
    public record Column(
            Optional<String> function,
            boolean ignoreRetract,
            boolean distinct,
            String listDelimiter,
            List<String> nestedKey,
            List<String> nestedSequence,
            Optional<String> nestedKeyNullStrategy,
            OptionalInt countLimit,
            Optional<String> timestampField)
    {
        public static final Column DEFAULT = new Column(
                Optional.empty(), false, false, ",", List.of(), List.of(), Optional.empty(), OptionalInt.empty(), Optional.empty());

        public Column
        {
            requireNonNull(function, "function is null");
            requireNonNull(listDelimiter, "listDelimiter is null");
            nestedKey = List.copyOf(nestedKey);
            nestedSequence = List.copyOf(nestedSequence);
            requireNonNull(nestedKeyNullStrategy, "nestedKeyNullStrategy is null");
            requireNonNull(countLimit, "countLimit is null");
            requireNonNull(timestampField, "timestampField is null");
        }
    }
}
