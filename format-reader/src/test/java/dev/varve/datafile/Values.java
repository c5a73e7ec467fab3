package dev.varve.datafile;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteBuilder;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Builder;
import dev.varve.column.Int128Column;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.column.MapBuilder;
import dev.varve.column.MapColumn;
import dev.varve.column.RowBuilder;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortBuilder;
import dev.varve.column.ShortColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of columns as plain objects that tests can write down and compare: null; {@link Boolean}; {@link Long} for integers, dates
 * (days) and times (milliseconds); {@link Float}; {@link Double}; {@link BigDecimal}; {@link String}; {@link io.airlift.slice.Slice} for
 * binaries; {@link Timestamp}; {@link List} for arrays, rows and variants; {@link Map} for maps and multisets.
 */
public final class Values
{
    private static final DataType BINARY = new VarBinaryType(VarBinaryType.UNBOUNDED, true);

    private Values() {}

    /** All values of a column. */
    public static List<Object> of(DataType type, Column column)
    {
        List<Object> values = new ArrayList<>(column.size());
        for (int i = 0; i < column.size(); i++) {
            values.add(of(type, column, i));
        }
        return values;
    }

    /** The value at a position of a column. */
    public static Object of(DataType type, Column column, int position)
    {
        if (column instanceof DictionaryColumn dictionary) {
            return of(type, dictionary.dictionary(), dictionary.ids()[position]);
        }
        if (column instanceof ConstantColumn constant) {
            return of(type, constant.value(), 0);
        }
        if (column.isNull(position)) {
            return null;
        }
        if (column instanceof ByteColumn bytes) {
            byte value = bytes.values()[position];
            return type instanceof BooleanType ? (Object) (value != 0) : (Object) (long) value;
        }
        if (column instanceof ShortColumn shorts) {
            return (long) shorts.values()[position];
        }
        if (column instanceof IntColumn ints) {
            int value = ints.values()[position];
            return type instanceof FloatType ? (Object) Float.intBitsToFloat(value) : (Object) (long) value;
        }
        if (column instanceof LongColumn longs) {
            return ofLong(type, longs.values()[position]);
        }
        if (column instanceof Int128Column decimals) {
            byte[] unscaled = ByteBuffer.allocate(16).putLong(decimals.high(position)).putLong(decimals.low(position)).array();
            return new BigDecimal(new BigInteger(unscaled), ((DecimalType) type).scale());
        }
        if (column instanceof Fixed12Column timestamps) {
            return new Timestamp(timestamps.epochMicros(position), timestamps.picosOfMicro(position) / 1000);
        }
        if (column instanceof BytesColumn bytes) {
            return type instanceof CharType || type instanceof VarCharType ? bytes.value(position).toStringUtf8() : Slices.wrappedBuffer(bytes.value(position).getBytes());
        }
        if (column instanceof ArrayColumn array) {
            DataType element = type instanceof VectorType vector ? vector.element() : ((ArrayType) type).element();
            List<Object> values = new ArrayList<>();
            for (int i = array.offsets()[position]; i < array.offsets()[position + 1]; i++) {
                values.add(of(element, array.elements(), i));
            }
            return values;
        }
        if (column instanceof MapColumn map) {
            DataType key = type instanceof MultisetType multiset ? multiset.element() : ((MapType) type).key();
            DataType value = type instanceof MultisetType ? new IntType(false) : ((MapType) type).value();
            Map<Object, Object> values = new LinkedHashMap<>();
            for (int i = map.offsets()[position]; i < map.offsets()[position + 1]; i++) {
                values.put(of(key, map.keys(), i), of(value, map.values(), i));
            }
            return values;
        }
        RowColumn row = (RowColumn) column;
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.fields().size(); i++) {
            values.add(of(type instanceof VariantType ? BINARY : ((RowType) type).field(i).type(), row.field(i), position));
        }
        return values;
    }

    /** A column of values; the inverse of {@link #of(DataType, Column)}. */
    public static Column column(DataType type, List<?> values)
    {
        ColumnBuilder builder = ColumnBuilder.of(type, values.size());
        values.forEach(value -> append(type, value, builder));
        return builder.build();
    }

    private static void append(DataType type, Object value, ColumnBuilder builder)
    {
        if (value == null) {
            builder.appendNull();
        }
        else if (builder instanceof ByteBuilder bytes) {
            bytes.append(value instanceof Boolean truth ? (byte) (truth ? 1 : 0) : (byte) (long) value);
        }
        else if (builder instanceof ShortBuilder shorts) {
            shorts.append((short) (long) value);
        }
        else if (builder instanceof IntBuilder ints) {
            ints.append(value instanceof Float number ? Float.floatToRawIntBits(number) : (int) (long) value);
        }
        else if (builder instanceof LongBuilder longs) {
            longs.append(toLong(value));
        }
        else if (builder instanceof Int128Builder decimals) {
            BigInteger unscaled = ((BigDecimal) value).unscaledValue();
            decimals.append(unscaled.shiftRight(64).longValueExact(), unscaled.longValue());
        }
        else if (builder instanceof Fixed12Builder timestamps) {
            timestamps.append(((Timestamp) value).epochMicros(), 1000 * ((Timestamp) value).nanosOfMicro());
        }
        else if (builder instanceof BytesBuilder bytes) {
            bytes.append(value instanceof String text ? Slices.utf8Slice(text) : (Slice) value);
        }
        else if (builder instanceof ArrayBuilder array) {
            DataType element = type instanceof VectorType vector ? vector.element() : ((ArrayType) type).element();
            ((List<?>) value).forEach(item -> append(element, item, array.elements()));
            array.endValue();
        }
        else if (builder instanceof MapBuilder map) {
            DataType keyType = type instanceof MultisetType multiset ? multiset.element() : ((MapType) type).key();
            DataType valueType = type instanceof MultisetType ? new IntType(false) : ((MapType) type).value();
            ((Map<?, ?>) value).forEach((key, item) -> {
                append(keyType, key, map.keys());
                append(valueType, item, map.values());
            });
            map.endValue();
        }
        else {
            RowBuilder row = (RowBuilder) builder;
            for (int i = 0; i < row.fieldCount(); i++) {
                append(type instanceof VariantType ? BINARY : ((RowType) type).field(i).type(), ((List<?>) value).get(i), row.field(i));
            }
            row.endValue();
        }
    }

    private static long toLong(Object value)
    {
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.unscaledValue().longValueExact();
        }
        return value instanceof Timestamp timestamp ? timestamp.epochMicros() : (long) value;
    }

    private static Object ofLong(DataType type, long value)
    {
        if (type instanceof DoubleType) {
            return Double.longBitsToDouble(value);
        }
        if (type instanceof DecimalType decimal) {
            return BigDecimal.valueOf(value, decimal.scale());
        }
        if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            return Timestamp.ofMicros(value);
        }
        return value;
    }
}
