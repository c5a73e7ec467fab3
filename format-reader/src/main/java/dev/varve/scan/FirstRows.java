package dev.varve.scan;

import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The first rows in the order of a column that are wanted of whole partitions.
 *
 * @param column its index in the table
 * @param ascending whether the least values come first; null never does
 * @param predicate on partition columns; narrows which partitions are looked at, as far as it is understood
 * @param partitions which partitions are wanted, exactly
 * @param lowestLevel of the files that are read
 */
public record FirstRows(int column, boolean ascending, long count, Optional<Predicate> predicate, java.util.function.Predicate<BinaryRow> partitions, int lowestLevel)
{
    public FirstRows
    {
        requireNonNull(predicate, "predicate is null");
        requireNonNull(partitions, "partitions is null");
        if (count < 1) {
            throw new IllegalArgumentException("The first " + count + " rows are none");
        }
    }
}
