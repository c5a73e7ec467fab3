package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.MapColumn;

/** Maps to maps of the same keys, value by value. */
record MapConversion(ColumnCast value)
        implements Conversion
{
    @Override
    public Column convert(Column column)
    {
        MapColumn maps = (MapColumn) column;
        return new MapColumn(maps.size(), maps.validity(), maps.offsets(), maps.keys(), value.apply(maps.values()));
    }
}
