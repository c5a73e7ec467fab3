package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code nested_update}: the rows of all arrays, or, with a key, the last row of each key. Rows that are null do not count. An array
 * that already has as many rows as the limit is left alone; the first array is taken as it is.
 */
final class NestedUpdate
        extends ArrayAccumulator<ValueRef>
{
    private final boolean keyed;
    private final ValueEquality equality;
    private final int limit;

    /** @param key the indexes of the key members; may be empty */
    NestedUpdate(RowType row, List<Integer> key, int limit)
    {
        keyed = !key.isEmpty();
        equality = keyed ? ValueEquality.ofKeyMembers(row, key) : ValueEquality.ofWholeValues(row);
        this.limit = limit;
    }

    @Override
    public void add(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull()) {
            set(column, position);
        }
        else if (length() < limit) {
            combine(elements(), length(), elements(new ValueRef(column, position)));
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull()) {
            set(column, position);
            return;
        }
        List<ValueRef> following = elements();
        set(column, position);
        if (length() < limit) {
            combine(elements(), length(), following);
        }
    }

    private void combine(List<ValueRef> rows, int length, List<ValueRef> input)
    {
        List<ValueRef> combined = new ArrayList<>(rows);
        combined.addAll(input.subList(0, Math.min(input.size(), limit - length)));
        if (!keyed) {
            setElements(combined);
            return;
        }
        setElements(new ArrayList<>(byKey(combined).values()));
    }

    private Map<ValueKey, ValueRef> byKey(List<ValueRef> rows)
    {
        Map<ValueKey, ValueRef> byKey = new LinkedHashMap<>();
        for (ValueRef row : rows) {
            byKey.put(new ValueKey(row, equality), row);
        }
        return byKey;
    }

    /** Without a key every row that equals one of those taken back goes. */
    @Override
    public void retract(Column column, int position)
    {
        if (isNull() || column.isNull(position)) {
            return;
        }
        List<ValueRef> retracted = elements(new ValueRef(column, position));
        if (keyed) {
            Map<ValueKey, ValueRef> rows = byKey(elements());
            retracted.forEach(row -> rows.remove(new ValueKey(row, equality)));
            setElements(new ArrayList<>(rows.values()));
        }
        else {
            Map<ValueKey, ValueRef> gone = byKey(retracted);
            setElements(new ArrayList<>(elements().stream().filter(row -> !gone.containsKey(new ValueKey(row, equality))).toList()));
        }
    }

    @Override
    List<ValueRef> elements(ValueRef array)
    {
        return references(array).stream().filter(row -> !row.isNull()).toList();
    }

    @Override
    void append(ValueRef element, ColumnBuilder builder)
    {
        element.appendTo(builder);
    }
}
