package dev.varve.hive.row;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.Decimals;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.hadoop.hive.common.type.Date;
import org.apache.hadoop.hive.common.type.HiveChar;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.common.type.HiveVarchar;
import org.apache.hadoop.hive.common.type.TimestampTZ;
import org.apache.hadoop.hive.serde2.typeinfo.CharTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.ListTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.MapTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.PrimitiveTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.StructTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TimestampLocalTZTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.VarcharTypeInfo;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Values of a column as the Java objects that Hive's standard inspectors expect, null for NULL. */
public final class ColumnValues
{
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int PICOS_PER_NANO = 1_000;
    private static final VarBinaryType BINARY = new VarBinaryType(Integer.MAX_VALUE, true);

    private ColumnValues() {}

    /** The value at a position. */
    public static IntFunction<Object> of(DataType type, TypeInfo shown, Column column)
    {
        if (column instanceof DictionaryColumn dictionary) {
            IntFunction<Object> values = of(type, shown, dictionary.dictionary());
            int[] ids = dictionary.ids();
            return position -> values.apply(ids[position]);
        }
        if (column instanceof ConstantColumn constant) {
            Object value = of(type, shown, constant.value()).apply(0);
            return position -> value;
        }
        IntFunction<Object> values = present(type, shown, column);
        return position -> column.isNull(position) ? null : values.apply(position);
    }

    private static IntFunction<Object> present(DataType type, TypeInfo shown, Column column)
    {
        if (type instanceof BooleanType) {
            byte[] values = ((ByteColumn) column).values();
            return position -> values[position] != 0;
        }
        if (type instanceof TinyIntType) {
            byte[] values = ((ByteColumn) column).values();
            return position -> values[position];
        }
        if (type instanceof SmallIntType) {
            short[] values = ((ShortColumn) column).values();
            return position -> values[position];
        }
        if (type instanceof IntType) {
            int[] values = ((IntColumn) column).values();
            return position -> values[position];
        }
        if (type instanceof BigIntType) {
            long[] values = ((LongColumn) column).values();
            return position -> values[position];
        }
        if (type instanceof FloatType) {
            int[] bits = ((IntColumn) column).values();
            return position -> Float.intBitsToFloat(bits[position]);
        }
        if (type instanceof DoubleType) {
            long[] bits = ((LongColumn) column).values();
            return position -> Double.longBitsToDouble(bits[position]);
        }
        if (type instanceof DecimalType decimal) {
            return position -> HiveDecimal.create(Decimals.value(column, position, decimal.scale()));
        }
        if (type instanceof DateType) {
            int[] days = ((IntColumn) column).values();
            return position -> Date.ofEpochDay(days[position]);
        }
        if (type instanceof TimeType time) {
            int[] millis = ((IntColumn) column).values();
            return position -> TimeText.of(millis[position], time.precision());
        }
        if (type instanceof TimestampType) {
            return position -> {
                Timestamp value = timestamp(column, position);
                return org.apache.hadoop.hive.common.type.Timestamp.ofEpochSecond(seconds(value), nanos(value));
            };
        }
        if (type instanceof LocalZonedTimestampType) {
            ZoneId zone = ((TimestampLocalTZTypeInfo) shown).timeZone();
            return position -> {
                Timestamp value = timestamp(column, position);
                return new TimestampTZ(seconds(value), nanos(value), zone);
            };
        }
        if (type instanceof ArrayType array) {
            return list(array.element(), shown, (ArrayColumn) column);
        }
        if (type instanceof VectorType vector) {
            return list(vector.element(), shown, (ArrayColumn) column);
        }
        if (type instanceof MapType map) {
            return map(map.key(), map.value(), shown, (MapColumn) column);
        }
        if (type instanceof MultisetType multiset) {
            return map(multiset.element(), new IntType(false), shown, (MapColumn) column);
        }
        if (type instanceof RowType row) {
            return struct(row.fields().stream().map(field -> field.type()).toList(), shown, (RowColumn) column);
        }
        if (type instanceof VariantType) {
            return struct(List.of(BINARY, BINARY), shown, (RowColumn) column);
        }
        return bytes((PrimitiveTypeInfo) shown, (BytesColumn) column);
    }

    private static IntFunction<Object> bytes(PrimitiveTypeInfo shown, BytesColumn column)
    {
        switch (shown.getPrimitiveCategory()) {
            case CHAR:
                int length = ((CharTypeInfo) shown).getLength();
                return position -> new HiveChar(column.value(position).toStringUtf8(), length);
            case VARCHAR:
                int maxLength = ((VarcharTypeInfo) shown).getLength();
                return position -> new HiveVarchar(column.value(position).toStringUtf8(), maxLength);
            case STRING:
                return position -> column.value(position).toStringUtf8();
            default:
                return position -> column.value(position).getBytes();
        }
    }

    private static IntFunction<Object> list(DataType element, TypeInfo shown, ArrayColumn column)
    {
        IntFunction<Object> elements = of(element, ((ListTypeInfo) shown).getListElementTypeInfo(), column.elements());
        int[] offsets = column.offsets();
        return position -> {
            List<Object> list = new ArrayList<>(offsets[position + 1] - offsets[position]);
            for (int i = offsets[position]; i < offsets[position + 1]; i++) {
                list.add(elements.apply(i));
            }
            return list;
        };
    }

    private static IntFunction<Object> map(DataType key, DataType value, TypeInfo shown, MapColumn column)
    {
        IntFunction<Object> keys = of(key, ((MapTypeInfo) shown).getMapKeyTypeInfo(), column.keys());
        IntFunction<Object> values = of(value, ((MapTypeInfo) shown).getMapValueTypeInfo(), column.values());
        int[] offsets = column.offsets();
        return position -> {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = offsets[position]; i < offsets[position + 1]; i++) {
                map.put(keys.apply(i), values.apply(i));
            }
            return map;
        };
    }

    private static IntFunction<Object> struct(List<DataType> types, TypeInfo shown, RowColumn column)
    {
        List<TypeInfo> shownTypes = ((StructTypeInfo) shown).getAllStructFieldTypeInfos();
        List<IntFunction<Object>> fields = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(of(types.get(i), shownTypes.get(i), column.field(i)));
        }
        return position -> {
            Object[] values = new Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).apply(position);
            }
            return Arrays.asList(values);
        };
    }

    private static Timestamp timestamp(Column column, int position)
    {
        if (column instanceof LongColumn micros) {
            return Timestamp.ofMicros(micros.values()[position]);
        }
        Fixed12Column picos = (Fixed12Column) column;
        return new Timestamp(picos.epochMicros(position), picos.picosOfMicro(position) / PICOS_PER_NANO);
    }

    private static long seconds(Timestamp value)
    {
        return Math.floorDiv(value.epochMicros(), MICROS_PER_SECOND);
    }

    private static int nanos(Timestamp value)
    {
        return Math.floorMod(value.epochMicros(), MICROS_PER_SECOND) * NANOS_PER_MICRO + value.nanosOfMicro();
    }
}
