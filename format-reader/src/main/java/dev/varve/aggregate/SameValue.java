package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.type.DataType;

/**
 * Whether two values of a column are the same, as the format compares whole rows: floating-point numbers by {@code ==}, nulls are the same,
 * but a null within an array or a map makes it differ from all others.
 */
public final class SameValue
{
    private final ValueEquality equality;

    private SameValue(ValueEquality equality)
    {
        this.equality = equality;
    }

    public static SameValue of(DataType type)
    {
        return new SameValue(ValueEquality.ofWholeValues(type));
    }

    public boolean test(Column left, int i, Column right, int j)
    {
        return equality.equalOrNull(new ValueRef(left, i), new ValueRef(right, j));
    }
}
