package dev.varve.write.file.format;

import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What is known of the values of a column in a file.
 *
 * @param min a {@link dev.varve.row.Literal}; null if it is not known or there are only nulls
 * @param max a {@link dev.varve.row.Literal}; null if it is not known or there are only nulls
 */
public record ColumnSummary(Object min, Object max, OptionalLong nullCount)
{
    /** Nothing is known. */
    public static final ColumnSummary NONE = new ColumnSummary(null, null, OptionalLong.empty());

    public ColumnSummary
    {
        requireNonNull(nullCount, "nullCount is null");
    }

    /** Only the null count is known. */
    public static ColumnSummary ofNulls(long nullCount)
    {
        return new ColumnSummary(null, null, OptionalLong.of(nullCount));
    }

    public boolean isNone()
    {
        return equals(NONE);
    }
}
