package dev.varve.manifest;

import dev.varve.row.BinaryRow;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * Minima, maxima and null counts as stored: by position. Which column a position belongs to, only the owner knows; see
 * {@link ColumnStatistics} for the view by column.
 */
public final class SimpleStatistics
{
    /** Nothing is known. */
    public static final SimpleStatistics UNKNOWN = new SimpleStatistics(BinaryRow.EMPTY, BinaryRow.EMPTY, new long[0]);
    private static final long NO_COUNT = -1;

    private final BinaryRow min;
    private final BinaryRow max;
    private final long[] nullCounts;

    private SimpleStatistics(BinaryRow min, BinaryRow max, long[] nullCounts)
    {
        this.min = requireNonNull(min, "min is null");
        this.max = requireNonNull(max, "max is null");
        this.nullCounts = nullCounts;
    }

    /**
     * @param nullCounts per position, negative if unknown; not copied
     */
    public static SimpleStatistics of(BinaryRow min, BinaryRow max, long[] nullCounts)
    {
        return new SimpleStatistics(min, max, requireNonNull(nullCounts, "nullCounts is null"));
    }

    /** A field is null if the minimum is not known, or there are only nulls. */
    public BinaryRow min()
    {
        return min;
    }

    /** A field is null if the maximum is not known, or there are only nulls. */
    public BinaryRow max()
    {
        return max;
    }

    /** Positions for which there is a null count, known or not. */
    public int nullCounts()
    {
        return nullCounts.length;
    }

    public OptionalLong nullCount(int position)
    {
        return position < nullCounts.length && nullCounts[position] > NO_COUNT ? OptionalLong.of(nullCounts[position]) : OptionalLong.empty();
    }

    @Override
    public boolean equals(Object other)
    {
        return other instanceof SimpleStatistics statistics
                && min.equals(statistics.min)
                && max.equals(statistics.max)
                && Arrays.equals(nullCounts, statistics.nullCounts);
    }

    @Override
    public int hashCode()
    {
        return Objects.hash(min, max, Arrays.hashCode(nullCounts));
    }
}
