package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code collect}: the elements of all arrays. If distinct, nested elements are added only if they are not there yet, while other
 * elements become a set as a whole. Taking an array back removes one element for each of its elements.
 */
final class CollectElements
        extends ArrayAccumulator<ValueRef>
{
    private final boolean distinct;
    private final boolean swapsWhenReversed;
    private final boolean nestedElements;
    private final ValueEquality equality;

    /** What {@code elements()} holds, if distinct; null if that is not known. */
    private Set<ValueKey> members;

    /** @param swapsWhenReversed whether a record that comes before goes before the elements that are there */
    CollectElements(ArrayType type, boolean distinct, boolean swapsWhenReversed)
    {
        this.distinct = distinct;
        this.swapsWhenReversed = swapsWhenReversed;
        DataType element = type.element();
        nestedElements = element instanceof RowType || element instanceof ArrayType || element instanceof MapType || element instanceof MultisetType || element instanceof VectorType;
        equality = distinct && nestedElements ? ValueEquality.ofWholeValues(element) : ValueEquality.ofKeys(element);
    }

    @Override
    public void add(Column column, int position)
    {
        if (column.isNull(position)) {
            if (distinct && !nestedElements && !isNull()) {
                distinctElements();
            }
        }
        else if (!distinct && isNull()) {
            set(column, position);
        }
        else {
            addAll(references(new ValueRef(column, position)));
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        if (!swapsWhenReversed || !distinct && column.isNull(position)) {
            add(column, position);
            return;
        }
        if (isNull() && column.isNull(position)) {
            return;
        }
        List<ValueRef> following = isNull() ? List.of() : elements();
        set(column, position);
        if (distinct || !following.isEmpty()) {
            addAll(following);
        }
    }

    private void addAll(List<ValueRef> input)
    {
        List<ValueRef> elements = distinctElements();
        for (ValueRef element : input) {
            if (!distinct || members.add(new ValueKey(element, equality))) {
                elements.add(element);
            }
        }
    }

    /** The elements as a list that may be added to, with {@link #members} if distinct. */
    private List<ValueRef> distinctElements()
    {
        if (isNull()) {
            setElements(new ArrayList<>());
        }
        else if (isArray() || distinct && members == null) {
            setElements(new ArrayList<>(elements()));
        }
        List<ValueRef> elements = elements();
        if (distinct && members == null) {
            members = new HashSet<>();
            List<ValueRef> all = List.copyOf(elements);
            elements.clear();
            for (ValueRef element : all) {
                if (members.add(new ValueKey(element, equality)) || nestedElements) {
                    elements.add(element);
                }
            }
        }
        return elements;
    }

    @Override
    public void retract(Column column, int position)
    {
        if (isNull() || column.isNull(position)) {
            return;
        }
        Map<ValueKey, Integer> retracted = new HashMap<>();
        for (ValueRef element : references(new ValueRef(column, position))) {
            retracted.merge(new ValueKey(element, equality), 1, Integer::sum);
        }
        if (retracted.isEmpty()) {
            return;
        }
        List<ValueRef> remaining = new ArrayList<>();
        for (ValueRef element : elements()) {
            ValueKey key = new ValueKey(element, equality);
            int count = retracted.getOrDefault(key, 0);
            if (count == 0) {
                remaining.add(element);
            }
            else {
                retracted.put(key, count - 1);
            }
        }
        setElements(remaining);
    }

    @Override
    void setElements(List<ValueRef> elements)
    {
        super.setElements(elements);
        members = null;
    }

    @Override
    List<ValueRef> elements(ValueRef array)
    {
        return references(array);
    }

    @Override
    void append(ValueRef element, ColumnBuilder builder)
    {
        element.appendTo(builder);
    }
}
