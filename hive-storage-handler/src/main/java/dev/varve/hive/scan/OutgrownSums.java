package dev.varve.hive.scan;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.LongColumn;
import dev.varve.error.VarveException;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.type.DecimalType;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * Sums of decimals that have more digits than their column. Hive has no such values: it would make them NULL or take them as they are, by whether a plan is
 * vectorized.
 */
final class OutgrownSums
{
    private static final long[] BOUNDS = new long[19];

    static {
        BOUNDS[0] = 1;
        for (int digits = 1; digits < BOUNDS.length; digits++) {
            BOUNDS[digits] = BOUNDS[digits - 1] * 10;
        }
    }

    private OutgrownSums() {}

    /**
     * @param columns those of the batch
     * @throws VarveException if a selected row has one
     */
    static void refuse(TableName table, List<HiveColumn> columns, Batch batch)
            throws IOException
    {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).field().type() instanceof DecimalType type && type.isShort()) {
                refuse(table, columns.get(i).field().name(), type, batch.column(i), batch.selection().positions(), batch.selection().count());
            }
        }
    }

    private static void refuse(TableName table, String name, DecimalType type, Column column, int[] positions, int count)
    {
        if (column instanceof ConstantColumn constant) {
            refuse(table, name, type, constant.value(), new int[] {0}, 1);
            return;
        }
        int[] ids = column instanceof DictionaryColumn dictionary ? dictionary.ids() : null;
        Column values = column instanceof DictionaryColumn dictionary ? dictionary.dictionary() : column;
        if (!(values instanceof LongColumn longs)) {
            return;
        }
        long bound = BOUNDS[type.precision()];
        long[] unscaled = longs.values();
        for (int i = 0; i < count; i++) {
            int position = ids == null ? positions[i] : ids[positions[i]];
            long value = unscaled[position];
            if ((value >= bound || value <= -bound) && !longs.isNull(position)) {
                BigDecimal decimal = BigDecimal.valueOf(value, type.scale());
                throw VarveException.unsupported("Column '%s' of table '%s' is of type %s, but holds %s, which has %s digits: a sum outgrew its column, whose type needs a larger precision"
                        .formatted(name, table, type, decimal.toPlainString(), decimal.precision()));
            }
        }
    }
}
