package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.RowColumn;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code nested_partial_update}: the rows of all arrays by key, where a member that is not null replaces that of the row before. Rows
 * that are null do not count; the first array is taken as it is.
 */
final class NestedPartialUpdate
        extends ArrayAccumulator<NestedPartialUpdate.Merged>
{
    private final int memberCount;
    private final ValueEquality equality;
    private final FunctionColumn function;

    /** @param key the indexes of the key members */
    NestedPartialUpdate(RowType row, List<Integer> key, FunctionColumn function)
    {
        memberCount = row.size();
        equality = ValueEquality.ofKeyMembers(row, key);
        this.function = function;
    }

    /**
     * A row put together from several.
     *
     * @param key the first of them
     * @param members each of which is null or holds a value that is not
     */
    record Merged(ValueKey key, ValueRef[] members) {}

    @Override
    public void add(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull()) {
            set(column, position);
        }
        else {
            combine(elements(), elements(new ValueRef(column, position)));
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
        }
        else {
            combine(elements(new ValueRef(column, position)), elements());
        }
    }

    private void combine(List<Merged> rows, List<Merged> updates)
    {
        Map<ValueKey, Merged> byKey = new LinkedHashMap<>();
        rows.forEach(row -> update(byKey, row));
        updates.forEach(row -> update(byKey, row));
        setElements(new ArrayList<>(byKey.values()));
    }

    private void update(Map<ValueKey, Merged> byKey, Merged row)
    {
        Merged merged = byKey.putIfAbsent(row.key(), row);
        if (merged != null) {
            for (int i = 0; i < memberCount; i++) {
                if (row.members()[i] != null) {
                    merged.members()[i] = row.members()[i];
                }
            }
        }
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }

    @Override
    List<Merged> elements(ValueRef array)
    {
        List<Merged> elements = new ArrayList<>();
        for (ValueRef row : references(array)) {
            if (!row.isNull()) {
                ValueRef[] members = new ValueRef[memberCount];
                for (int i = 0; i < memberCount; i++) {
                    ValueRef member = new ValueRef(((RowColumn) row.column()).field(i), row.position());
                    members[i] = member.isNull() ? null : member;
                }
                elements.add(new Merged(new ValueKey(row, equality), members));
            }
        }
        return elements;
    }

    @Override
    void append(Merged element, ColumnBuilder builder)
    {
        RowBuilder rows = (RowBuilder) builder;
        for (int i = 0; i < memberCount; i++) {
            if (element.members()[i] == null) {
                rows.field(i).appendNull();
            }
            else {
                element.members()[i].appendTo(rows.field(i));
            }
        }
        rows.endValue();
    }
}
