package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.LongColumn;

/**
 * What the values of a BIGINT column are where a file has none.
 *
 * @param first that of the first row of the file
 * @param step from row to row
 */
public record Numbering(long first, long step)
{
    /**
     * @param values as the file has them
     * @param firstRow the number of their first row in the file
     */
    Column fill(Column values, long firstRow)
    {
        int size = values.size();
        long[] numbers = new long[size];
        LongColumn stored = (LongColumn) values.flatten();
        for (int i = 0; i < size; i++) {
            numbers[i] = stored.isNull(i) ? first + step * (firstRow + i) : stored.values()[i];
        }
        return new LongColumn(size, null, numbers);
    }
}
