package dev.varve.aggregate;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.RowColumn;
import dev.varve.type.MapType;

import java.util.Map;

/**
 * {@code merge_map_with_keytime}: the entries of all maps, where a row replaces the one of the same key only if its time, a text, is
 * greater. A null instead of a row removes the key; a row without a time is ignored, unless it is in the first map.
 */
final class MergeMapWithKeyTime
        extends MapAccumulator
{
    private final int timeMember;
    private final FunctionColumn function;

    MergeMapWithKeyTime(MapType type, int timeMember, FunctionColumn function)
    {
        super(type.key());
        this.timeMember = timeMember;
        this.function = function;
    }

    @Override
    void merge(Map<ValueKey, ValueRef> entries, Map<ValueKey, ValueRef> input)
    {
        input.forEach((key, row) -> {
            if (row.isNull()) {
                entries.remove(key);
            }
            else if (!time(row).isNull()) {
                ValueRef existing = entries.get(key);
                if (existing == null || existing.isNull() || time(existing).isNull() || text(time(row)).compareTo(text(time(existing))) > 0) {
                    entries.put(key, row);
                }
            }
        });
    }

    private ValueRef time(ValueRef row)
    {
        return new ValueRef(((RowColumn) row.column()).field(timeMember), row.position());
    }

    /** As a string, whose order differs from that of the bytes beyond the basic plane. */
    private static String text(ValueRef time)
    {
        return ((BytesColumn) time.column()).value(time.position()).toStringUtf8();
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }
}
