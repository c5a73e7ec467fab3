package dev.varve.write.file.orc;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.column.Validity;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;
import dev.varve.write.file.format.BigEndianNumber;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MultiValuedColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;

import java.util.List;

/** Copies values of a flat column into a vector of orc-core. */
@FunctionalInterface
interface OrcVector
{
    /** Copies the values {@code from} to {@code to} (exclusive) that are not null to the beginning of a vector that has room for them. */
    void copy(Column column, int from, int to, ColumnVector vector);

    /** Copies values and nulls. */
    default void fill(Column column, int from, int to, ColumnVector vector)
    {
        vector.reset();
        vector.ensureSize(to - from, false);
        if (column.validity() != null) {
            for (int i = from; i < to; i++) {
                if (!Validity.isValid(column.validity(), i)) {
                    vector.isNull[i - from] = true;
                    vector.noNulls = false;
                }
            }
        }
        copy(column, from, to, vector);
    }

    /** @param clock how timestamps are stored */
    static OrcVector of(DataType type, OrcClock clock)
    {
        if (type instanceof RowType row) {
            return row(row.fields().stream().map(Field::type).map(field -> of(field, clock)).toList());
        }
        if (type instanceof ArrayType array) {
            return array(of(array.element(), clock));
        }
        if (type instanceof MapType map) {
            return map(of(map.key(), clock), of(map.value(), clock));
        }
        if (type instanceof MultisetType multiset) {
            return map(of(multiset.element(), clock), of(new IntType(false), clock));
        }
        if (type instanceof DecimalType decimal) {
            return (column, from, to, vector) -> decimals(column, from, to, decimal.scale(), (DecimalColumnVector) vector);
        }
        if (type instanceof TimestampType) {
            return (column, from, to, vector) -> timestamps(column, from, to, clock.local(), (TimestampColumnVector) vector);
        }
        if (type instanceof LocalZonedTimestampType) {
            return (column, from, to, vector) -> timestamps(column, from, to, clock.instant(), (TimestampColumnVector) vector);
        }
        if (type instanceof FloatType) {
            return OrcVector::floats;
        }
        if (type instanceof DoubleType) {
            return OrcVector::doubles;
        }
        return OrcVector::stored;
    }

    private static OrcVector row(List<OrcVector> members)
    {
        return (column, from, to, vector) -> {
            ColumnVector[] fields = ((StructColumnVector) vector).fields;
            for (int i = 0; i < members.size(); i++) {
                members.get(i).fill(((RowColumn) column).field(i), from, to, fields[i]);
            }
        };
    }

    private static OrcVector array(OrcVector element)
    {
        return (column, from, to, vector) -> {
            ArrayColumn array = (ArrayColumn) column;
            ListColumnVector list = (ListColumnVector) vector;
            ranges(array.offsets(), from, to, list);
            element.fill(array.elements(), array.offsets()[from], array.offsets()[to], list.child);
        };
    }

    private static OrcVector map(OrcVector key, OrcVector value)
    {
        return (column, from, to, vector) -> {
            MapColumn map = (MapColumn) column;
            MapColumnVector entries = (MapColumnVector) vector;
            ranges(map.offsets(), from, to, entries);
            key.fill(map.keys(), map.offsets()[from], map.offsets()[to], entries.keys);
            value.fill(map.values(), map.offsets()[from], map.offsets()[to], entries.values);
        };
    }

    private static void ranges(int[] offsets, int from, int to, MultiValuedColumnVector vector)
    {
        for (int i = from; i < to; i++) {
            vector.offsets[i - from] = offsets[i] - offsets[from];
            vector.lengths[i - from] = offsets[i + 1] - offsets[i];
        }
        vector.childCount = offsets[to] - offsets[from];
    }

    private static void decimals(Column column, int from, int to, int scale, DecimalColumnVector vector)
    {
        BigEndianNumber number = new BigEndianNumber();
        for (int i = from; i < to; i++) {
            if (column.isNull(i)) {
                continue;
            }
            if (column instanceof LongColumn longs) {
                vector.vector[i - from].setFromLongAndScale(longs.values()[i], scale);
            }
            else {
                number.set(column, i);
                vector.vector[i - from].setFromBigIntegerBytesAndScale(number.bytes(), number.offset(), number.length(), scale);
            }
        }
    }

    private static void timestamps(Column column, int from, int to, OrcClock.Stored stored, TimestampColumnVector vector)
    {
        for (int i = from; i < to; i++) {
            if (column.isNull(i)) {
                continue;
            }
            long micros;
            int nanosOfMicro;
            if (column instanceof Fixed12Column wide) {
                micros = wide.epochMicros(i);
                nanosOfMicro = wide.picosOfMicro(i) / 1000;
            }
            else {
                micros = ((LongColumn) column).values()[i];
                nanosOfMicro = 0;
            }
            micros = stored.micros(micros);
            vector.time[i - from] = Math.floorDiv(micros, 1000L);
            vector.nanos[i - from] = (int) Math.floorMod(micros, 1_000_000L) * 1000 + nanosOfMicro;
        }
    }

    private static void floats(Column column, int from, int to, ColumnVector vector)
    {
        int[] values = ((IntColumn) column).values();
        double[] target = ((DoubleColumnVector) vector).vector;
        for (int i = from; i < to; i++) {
            target[i - from] = Float.intBitsToFloat(values[i]);
        }
    }

    private static void doubles(Column column, int from, int to, ColumnVector vector)
    {
        long[] values = ((LongColumn) column).values();
        double[] target = ((DoubleColumnVector) vector).vector;
        for (int i = from; i < to; i++) {
            target[i - from] = Double.longBitsToDouble(values[i]);
        }
    }

    /** Values that ORC stores as the column has them. */
    private static void stored(Column column, int from, int to, ColumnVector vector)
    {
        if (column instanceof BytesColumn bytes) {
            byte[] source = bytes.bytes().byteArray();
            int base = bytes.bytes().byteArrayOffset();
            for (int i = from; i < to; i++) {
                ((BytesColumnVector) vector).setRef(i - from, source, base + bytes.offsets()[i], bytes.length(i));
            }
            return;
        }
        long[] target = ((LongColumnVector) vector).vector;
        if (column instanceof LongColumn longs) {
            System.arraycopy(longs.values(), from, target, 0, to - from);
        }
        else if (column instanceof IntColumn ints) {
            for (int i = from; i < to; i++) {
                target[i - from] = ints.values()[i];
            }
        }
        else if (column instanceof ShortColumn shorts) {
            for (int i = from; i < to; i++) {
                target[i - from] = shorts.values()[i];
            }
        }
        else {
            byte[] values = ((ByteColumn) column).values();
            for (int i = from; i < to; i++) {
                target[i - from] = values[i];
            }
        }
    }
}
