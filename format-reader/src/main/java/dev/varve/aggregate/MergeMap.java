package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.type.MapType;

import java.util.Map;

/** {@code merge_map}: the entries of all maps; the last value of a key counts, null included. Taking a map back removes its keys. */
final class MergeMap
        extends MapAccumulator
{
    MergeMap(MapType type)
    {
        super(type.key());
    }

    @Override
    void merge(Map<ValueKey, ValueRef> entries, Map<ValueKey, ValueRef> input)
    {
        entries.putAll(input);
    }

    @Override
    public void retract(Column column, int position)
    {
        if (!isNull() && !column.isNull(position)) {
            Map<ValueKey, ValueRef> retracted = entries(new ValueRef(column, position));
            if (!retracted.isEmpty()) {
                entries().keySet().removeAll(retracted.keySet());
            }
        }
    }
}
