package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.MapColumn;
import dev.varve.type.DataType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function whose value is a map. As long as the value is one that came in, it is held by its place, and is taken as it is; from the
 * second one on it is a hash table.
 */
abstract class MapAccumulator
        extends Accumulator
{
    private final ValueEquality keyEquality;

    /** The map that came in; null if the value is {@link #entries}, or null. */
    private ValueRef map;
    private Map<ValueKey, ValueRef> entries;

    MapAccumulator(DataType keyType)
    {
        keyEquality = ValueEquality.ofKeys(keyType);
    }

    /** Folds a map that came in into the entries. */
    abstract void merge(Map<ValueKey, ValueRef> entries, Map<ValueKey, ValueRef> input);

    @Override
    public final void reset()
    {
        map = null;
        entries = null;
    }

    @Override
    public final void set(Column column, int position)
    {
        map = column.isNull(position) ? null : new ValueRef(column, position);
        entries = null;
    }

    @Override
    public final void add(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull()) {
            set(column, position);
        }
        else {
            merge(entries(), entries(new ValueRef(column, position)));
        }
    }

    @Override
    public final void addReversed(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (isNull()) {
            set(column, position);
        }
        else {
            Map<ValueKey, ValueRef> following = entries();
            entries = entries(new ValueRef(column, position));
            merge(entries, following);
        }
    }

    @Override
    public final void appendTo(ColumnBuilder builder)
    {
        if (isNull()) {
            builder.appendNull();
        }
        else if (map != null) {
            map.appendTo(builder);
        }
        else {
            MapBuilder maps = (MapBuilder) builder;
            entries.forEach((key, value) -> {
                key.value().appendTo(maps.keys());
                value.appendTo(maps.values());
            });
            maps.endValue();
        }
    }

    final boolean isNull()
    {
        return map == null && entries == null;
    }

    /** The entries of the value, which is not null; from here on changes of them change the value. */
    final Map<ValueKey, ValueRef> entries()
    {
        if (map != null) {
            entries = entries(map);
            map = null;
        }
        return entries;
    }

    /** The entries of a map that came in; of equal keys the last value counts. */
    final Map<ValueKey, ValueRef> entries(ValueRef map)
    {
        MapColumn column = (MapColumn) map.column();
        List<ValueRef> keys = ValueEquality.range(column.keys(), column.offsets(), map.position());
        List<ValueRef> values = ValueEquality.range(column.values(), column.offsets(), map.position());
        Map<ValueKey, ValueRef> result = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            result.put(new ValueKey(keys.get(i), keyEquality), values.get(i));
        }
        return result;
    }
}
