package dev.varve.trino;

import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.LongColumn;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;

import java.math.BigDecimal;

import static io.trino.spi.StandardErrorCode.NUMERIC_VALUE_OUT_OF_RANGE;
import static java.util.Objects.requireNonNull;

/**
 * The numbers that a column of up to 18 digits can show. A table may hold others, since the format lets sums grow beyond the type of their
 * column, and Trino relies on there being none.
 */
record DecimalRange(SchemaTableName table, String column, DecimalType type)
{
    private static final long[] BOUNDS = bounds();

    DecimalRange
    {
        requireNonNull(table, "table is null");
        requireNonNull(column, "column is null");
        if (!type.isShort()) {
            throw new IllegalArgumentException(type + " has more than 18 digits");
        }
    }

    private static long[] bounds()
    {
        long[] bounds = new long[Decimals.MAX_SHORT_PRECISION + 1];
        bounds[0] = 1;
        for (int i = 1; i < bounds.length; i++) {
            bounds[i] = 10 * bounds[i - 1];
        }
        return bounds;
    }

    /**
     * @param values unscaled
     * @throws TrinoException if one of them has too many digits
     */
    void check(Column values)
    {
        switch (values) {
            case LongColumn longs -> check(longs);
            case ConstantColumn constant when constant.size() > 0 -> check(constant.value());
            case DictionaryColumn encoded -> check(encoded);
            default -> {}
        }
    }

    private void check(LongColumn column)
    {
        long[] values = column.values();
        long smallest = 0;
        long largest = 0;
        for (int i = 0; i < column.size(); i++) {
            smallest = Math.min(smallest, values[i]);
            largest = Math.max(largest, values[i]);
        }
        if (fits(smallest) && fits(largest)) {
            return;
        }
        for (int i = 0; i < column.size(); i++) {
            if (!column.isNull(i)) {
                check(values[i]);
            }
        }
    }

    /** Values of the dictionary that no position has may be anything. */
    private void check(DictionaryColumn column)
    {
        LongColumn values = (LongColumn) column.dictionary();
        int[] ids = column.ids();
        for (int i = 0; i < column.size(); i++) {
            if (!values.isNull(ids[i])) {
                check(values.values()[ids[i]]);
            }
        }
    }

    private boolean fits(long unscaled)
    {
        long bound = BOUNDS[type.getPrecision()];
        return unscaled < bound && unscaled > -bound;
    }

    private void check(long unscaled)
    {
        if (!fits(unscaled)) {
            BigDecimal value = BigDecimal.valueOf(unscaled, type.getScale());
            throw new TrinoException(
                    NUMERIC_VALUE_OUT_OF_RANGE,
                    "Column '%s' of table '%s' is of type %s, but holds %s, which has %s digits: a sum outgrew its column, whose type needs a larger precision"
                            .formatted(column, table, type.getDisplayName(), value.toPlainString(), value.precision()));
        }
    }
}
