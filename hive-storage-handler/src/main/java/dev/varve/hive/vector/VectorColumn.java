package dev.varve.hive.vector;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.hive.row.TimeText;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
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

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Values of a column in the vector that Hive has for its type. Text and binaries are referred to, not copied: the vector is good for as long as
 * the column.
 */
public final class VectorColumn
{
    private static final byte SPACE = ' ';
    private static final VarBinaryType BINARY = new VarBinaryType(Integer.MAX_VALUE, true);

    private VectorColumn() {}

    /** Fills the first {@code count} values of the target with the values at those positions of the column. */
    public static void fill(DataType type, Column column, int[] positions, int count, ColumnVector target)
    {
        if (column instanceof ConstantColumn constant && count > 0) {
            fill(type, constant.value(), new int[] {0}, 1, target);
            target.isRepeating = true;
        }
        else {
            fillEach(type, column, positions, count, target);
        }
    }

    /** Value {@code i} of the target becomes value {@code positions[i]} of the column. */
    private static void fillEach(DataType type, Column column, int[] positions, int count, ColumnVector target)
    {
        if (column instanceof DictionaryColumn dictionary) {
            int[] ids = dictionary.ids();
            int[] resolved = new int[count];
            for (int i = 0; i < count; i++) {
                resolved[i] = ids[positions[i]];
            }
            fillEach(type, dictionary.dictionary(), resolved, count, target);
            return;
        }
        if (column instanceof ConstantColumn constant) {
            fillEach(type, constant.value(), new int[count], count, target);
            return;
        }
        fillNulls(column, positions, count, target);
        fillValues(type, column, positions, count, target);
    }

    private static void fillNulls(Column column, int[] positions, int count, ColumnVector target)
    {
        target.isRepeating = false;
        target.noNulls = true;
        boolean[] isNull = target.isNull;
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < count; i++) {
            isNull[i] = mayHaveNulls && column.isNull(positions[i]);
            target.noNulls &= !isNull[i];
        }
    }

    private static void fillValues(DataType type, Column column, int[] positions, int count, ColumnVector target)
    {
        if (type instanceof BooleanType || type instanceof TinyIntType) {
            bytes(((ByteColumn) column).values(), positions, count, ((LongColumnVector) target).vector);
        }
        else if (type instanceof SmallIntType) {
            shorts(((ShortColumn) column).values(), positions, count, ((LongColumnVector) target).vector);
        }
        else if (type instanceof IntType || type instanceof DateType) {
            ints(((IntColumn) column).values(), positions, count, ((LongColumnVector) target).vector);
        }
        else if (type instanceof BigIntType) {
            longs(((LongColumn) column).values(), positions, count, ((LongColumnVector) target).vector);
        }
        else if (type instanceof FloatType) {
            floats(((IntColumn) column).values(), positions, count, ((DoubleColumnVector) target).vector);
        }
        else if (type instanceof DoubleType) {
            doubles(((LongColumn) column).values(), positions, count, ((DoubleColumnVector) target).vector);
        }
        else if (type instanceof DecimalType decimal) {
            DecimalVectors.fill(decimal, column, positions, count, (DecimalColumnVector) target);
        }
        else if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            TimestampVectors.fill(column, positions, count, (TimestampColumnVector) target);
        }
        else if (type instanceof TimeType time) {
            times(time, ((IntColumn) column).values(), positions, count, (BytesColumnVector) target);
        }
        else if (type instanceof ArrayType array) {
            ArrayColumn arrays = (ArrayColumn) column;
            int[] elements = ranges(arrays.offsets(), positions, count, (ListColumnVector) target);
            child(array.element(), arrays.elements(), elements, ((ListColumnVector) target).child);
        }
        else if (type instanceof VectorType vector) {
            ArrayColumn arrays = (ArrayColumn) column;
            int[] elements = ranges(arrays.offsets(), positions, count, (ListColumnVector) target);
            child(vector.element(), arrays.elements(), elements, ((ListColumnVector) target).child);
        }
        else if (type instanceof MapType map) {
            map(map.key(), map.value(), (MapColumn) column, positions, count, (MapColumnVector) target);
        }
        else if (type instanceof MultisetType multiset) {
            map(multiset.element(), new IntType(false), (MapColumn) column, positions, count, (MapColumnVector) target);
        }
        else if (type instanceof RowType row) {
            rows(row.fields().stream().map(Field::type).toList(), (RowColumn) column, positions, count, (StructColumnVector) target);
        }
        else if (type instanceof VariantType) {
            rows(List.of(BINARY, BINARY), (RowColumn) column, positions, count, (StructColumnVector) target);
        }
        else {
            texts(type instanceof CharType, (BytesColumn) column, positions, count, (BytesColumnVector) target);
        }
    }

    private static void bytes(byte[] values, int[] positions, int count, long[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void shorts(short[] values, int[] positions, int count, long[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void ints(int[] values, int[] positions, int count, long[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void longs(long[] values, int[] positions, int count, long[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void floats(int[] bits, int[] positions, int count, double[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = Float.intBitsToFloat(bits[positions[i]]);
        }
    }

    private static void doubles(long[] bits, int[] positions, int count, double[] target)
    {
        for (int i = 0; i < count; i++) {
            target[i] = Double.longBitsToDouble(bits[positions[i]]);
        }
    }

    private static void times(TimeType type, int[] millis, int[] positions, int count, BytesColumnVector target)
    {
        for (int i = 0; i < count; i++) {
            byte[] text = TimeText.of(millis[positions[i]], type.precision()).getBytes(StandardCharsets.US_ASCII);
            target.setRef(i, text, 0, text.length);
        }
    }

    /** @param padded whether spaces at the end mean nothing; Hive's vectors have CHAR without them */
    private static void texts(boolean padded, BytesColumn column, int[] positions, int count, BytesColumnVector target)
    {
        byte[] bytes = column.bytes().byteArray();
        int base = column.bytes().byteArrayOffset();
        int[] offsets = column.offsets();
        for (int i = 0; i < count; i++) {
            int start = offsets[positions[i]];
            int length = offsets[positions[i] + 1] - start;
            while (padded && length > 0 && bytes[base + start + length - 1] == SPACE) {
                length--;
            }
            target.setRef(i, bytes, base + start, length);
        }
    }

    private static void map(DataType key, DataType value, MapColumn column, int[] positions, int count, MapColumnVector target)
    {
        int[] entries = ranges(column.offsets(), positions, count, target);
        child(key, column.keys(), entries, target.keys);
        child(value, column.values(), entries, target.values);
    }

    private static void rows(List<DataType> types, RowColumn column, int[] positions, int count, StructColumnVector target)
    {
        for (int field = 0; field < types.size(); field++) {
            target.fields[field].ensureSize(count, false);
            fillEach(types.get(field), column.field(field), positions, count, target.fields[field]);
        }
    }

    private static void child(DataType type, Column column, int[] positions, ColumnVector target)
    {
        target.ensureSize(positions.length, false);
        fillEach(type, column, positions, positions.length, target);
    }

    /** The positions of the elements; the target learns which are whose. */
    private static int[] ranges(int[] offsets, int[] positions, int count, MultiValuedColumnVector target)
    {
        int total = 0;
        for (int i = 0; i < count; i++) {
            int length = offsets[positions[i] + 1] - offsets[positions[i]];
            target.offsets[i] = total;
            target.lengths[i] = length;
            total = Math.addExact(total, length);
        }
        target.childCount = total;
        int[] elements = new int[total];
        int element = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[positions[i]]; j < offsets[positions[i] + 1]; j++) {
                elements[element++] = j;
            }
        }
        return elements;
    }
}
