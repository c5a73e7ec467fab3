package dev.varve.predicate;

import dev.varve.row.Literal;

import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What is known about the values of a column in some rows.
 *
 * @param minimum a {@link Literal} that no value is less than; may be less than all of them
 * @param maximum a {@link Literal} that no value is greater than
 * @param nullCount how many are null
 */
public record ColumnRange(Optional<Object> minimum, Optional<Object> maximum, OptionalLong nullCount)
{
    /** Nothing is known. */
    public static final ColumnRange UNKNOWN = new ColumnRange(Optional.empty(), Optional.empty(), OptionalLong.empty());

    public ColumnRange
    {
        requireNonNull(minimum, "minimum is null");
        requireNonNull(maximum, "maximum is null");
        requireNonNull(nullCount, "nullCount is null");
    }

    /** Of a column that is null in so many rows. */
    public static ColumnRange allNull(long rows)
    {
        return new ColumnRange(Optional.empty(), Optional.empty(), OptionalLong.of(rows));
    }

    /** Of a column that has one value in so many rows; null for NULL. */
    public static ColumnRange constant(Object value, long rows)
    {
        return value == null ? allNull(rows) : new ColumnRange(Optional.of(value), Optional.of(value), OptionalLong.of(0));
    }
}
