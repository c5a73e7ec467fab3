package dev.varve.row;

import dev.varve.type.DataType;

import java.util.Comparator;
import java.util.List;

/** The order of keys: field by field in declared order, each by {@link Literal#compare}, nulls first. */
public final class RowOrder
        implements Comparator<BinaryRow>
{
    private final List<DataType> types;

    private RowOrder(List<DataType> types)
    {
        this.types = List.copyOf(types);
    }

    public static RowOrder of(List<DataType> keyTypes)
    {
        return new RowOrder(keyTypes);
    }

    @Override
    public int compare(BinaryRow left, BinaryRow right)
    {
        for (int i = 0; i < types.size(); i++) {
            int order = Literal.compare(unsignedZero(left.value(i, types.get(i))), unsignedZero(right.value(i, types.get(i))));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Keys of which one has -0.0 where the other has 0.0 are the same key to a merge. */
    private static Object unsignedZero(Object value)
    {
        if (value instanceof Double number && number == 0) {
            return 0.0;
        }
        return value instanceof Float number && number == 0 ? (Object) 0.0f : value;
    }
}
