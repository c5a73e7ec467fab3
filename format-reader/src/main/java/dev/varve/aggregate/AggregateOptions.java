package dev.varve.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * What the table options {@code fields.<column>.*} say about the function of a column.
 *
 * @param ignoreRetract {@code ignore-retract}: records that take back change nothing
 * @param distinct {@code distinct}, of listagg and collect
 * @param listAggDelimiter {@code list-agg-delimiter}
 * @param nestedKey {@code nested-key}: the members that identify a row of nested_update and nested_partial_update; may be empty
 * @param countLimit {@code count-limit} of nested_update
 * @param tsField {@code ts-field} of merge_map_with_keytime: the member that orders the rows of a key; the last one if absent
 */
public record AggregateOptions(
        boolean ignoreRetract,
        boolean distinct,
        String listAggDelimiter,
        List<String> nestedKey,
        OptionalInt countLimit,
        Optional<String> tsField)
{
    /** No option set. */
    public static final AggregateOptions DEFAULT = new AggregateOptions(false, false, ",", List.of(), OptionalInt.empty(), Optional.empty());

    public AggregateOptions
    {
        requireNonNull(listAggDelimiter, "listAggDelimiter is null");
        nestedKey = List.copyOf(nestedKey);
        requireNonNull(countLimit, "countLimit is null");
        requireNonNull(tsField, "tsField is null");
    }
}
