package dev.varve.aggregate;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

import java.util.List;

/**
 * A function whose value is an array. As long as the value is one that came in, it is held by its place; from the second one on it is
 * a list of elements.
 */
abstract class ArrayAccumulator<E>
        extends Accumulator
{
    /** The array that came in; null if the value is {@link #elements}, or null. */
    private ValueRef array;
    private List<E> elements;

    /** The elements of an array that came in, as the function sees them when it adds to them or takes from them. */
    abstract List<E> elements(ValueRef array);

    abstract void append(E element, ColumnBuilder builder);

    @Override
    public final void reset()
    {
        setElements(null);
    }

    @Override
    public final void set(Column column, int position)
    {
        setElements(null);
        array = column.isNull(position) ? null : new ValueRef(column, position);
    }

    @Override
    public final void appendTo(ColumnBuilder builder)
    {
        if (isNull()) {
            builder.appendNull();
        }
        else if (array != null) {
            array.appendTo(builder);
        }
        else {
            ArrayBuilder arrays = (ArrayBuilder) builder;
            for (E element : elements) {
                append(element, arrays.elements());
            }
            arrays.endValue();
        }
    }

    final boolean isNull()
    {
        return array == null && elements == null;
    }

    /** Whether the value is an array that came in. */
    final boolean isArray()
    {
        return array != null;
    }

    /** The elements of the value, which is not null. */
    final List<E> elements()
    {
        return array == null ? elements : elements(array);
    }

    void setElements(List<E> elements)
    {
        this.array = null;
        this.elements = elements;
    }

    /** The number of elements, nulls included, of the value, which is not null. */
    final int length()
    {
        return array == null ? elements.size() : references(array).size();
    }

    static List<ValueRef> references(ValueRef array)
    {
        ArrayColumn column = (ArrayColumn) array.column();
        return ValueEquality.range(column.elements(), column.offsets(), array.position());
    }
}
