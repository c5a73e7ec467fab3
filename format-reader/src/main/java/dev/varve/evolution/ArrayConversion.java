package dev.varve.evolution;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;

/** Arrays to arrays, element by element. */
record ArrayConversion(ColumnCast element)
        implements Conversion
{
    @Override
    public Column convert(Column column)
    {
        ArrayColumn arrays = (ArrayColumn) column;
        return new ArrayColumn(arrays.size(), arrays.validity(), arrays.offsets(), element.apply(arrays.elements()));
    }
}
