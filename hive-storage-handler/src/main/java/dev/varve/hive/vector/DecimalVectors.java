package dev.varve.hive.vector;

import dev.varve.column.Column;
import dev.varve.column.Decimals;
import dev.varve.column.LongColumn;
import dev.varve.type.DecimalType;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.serde2.io.HiveDecimalWritable;

/** Decimals: those of up to 18 digits are set from their unscaled long, without an object. */
final class DecimalVectors
{
    private DecimalVectors() {}

    static void fill(DecimalType type, Column column, int[] positions, int count, DecimalColumnVector target)
    {
        HiveDecimalWritable[] vector = target.vector;
        if (column instanceof LongColumn longs) {
            long[] values = longs.values();
            for (int i = 0; i < count; i++) {
                if (!target.isNull[i]) {
                    vector[i].setFromLongAndScale(values[positions[i]], type.scale());
                }
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            if (!target.isNull[i]) {
                vector[i].set(HiveDecimal.create(Decimals.value(column, positions[i], type.scale())));
            }
        }
    }
}
