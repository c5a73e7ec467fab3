package dev.varve.hive.row;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.ShortBuilder;
import dev.varve.error.VarveException;
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
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.hadoop.hive.common.type.TimestampTZ;
import org.apache.hadoop.hive.serde2.objectinspector.ListObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.MapObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.PrimitiveObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.StructField;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.BinaryObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.BooleanObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.ByteObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.DateObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.DoubleObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.FloatObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.HiveCharObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.HiveDecimalObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.HiveVarcharObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.IntObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.LongObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.ShortObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.StringObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.TimestampLocalTZObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.TimestampObjectInspector;
import org.apache.hadoop.io.Text;

import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes values of Hive, whatever objects they are held in, into a column. Texts of CHAR are padded to their length, as Flink and Spark store them;
 * timestamps are cut to the digits that the column has.
 */
@FunctionalInterface
public interface ValueAppender
{
    /** @param value null for NULL */
    void append(Object value);

    /**
     * @param name of the column, for messages
     * @throws VarveException of kind INVALID_REQUEST if values that are inspected so are none of the type
     */
    static ValueAppender of(String name, DataType type, ObjectInspector inspector, ColumnBuilder builder)
    {
        if (inspector.getCategory() == ObjectInspector.Category.PRIMITIVE
                && ((PrimitiveObjectInspector) inspector).getPrimitiveCategory() == PrimitiveObjectInspector.PrimitiveCategory.VOID) {
            return value -> builder.appendNull();
        }
        ValueAppender present;
        try {
            present = present(name, type, inspector, builder);
        }
        catch (ClassCastException e) {
            throw new VarveException(
                    VarveException.Kind.INVALID_REQUEST, "Column '" + name + "' has type " + type + ", which values of Hive's type " + inspector.getTypeName() + " are not", e);
        }
        return value -> {
            if (value == null) {
                builder.appendNull();
            }
            else {
                present.append(value);
            }
        };
    }

    private static ValueAppender present(String name, DataType type, ObjectInspector inspector, ColumnBuilder builder)
    {
        if (type instanceof BooleanType) {
            BooleanObjectInspector values = (BooleanObjectInspector) inspector;
            ByteBuilder bytes = (ByteBuilder) builder;
            return value -> bytes.append((byte) (values.get(value) ? 1 : 0));
        }
        if (type instanceof TinyIntType) {
            ByteObjectInspector values = (ByteObjectInspector) inspector;
            ByteBuilder bytes = (ByteBuilder) builder;
            return value -> bytes.append(values.get(value));
        }
        if (type instanceof SmallIntType) {
            ShortObjectInspector values = (ShortObjectInspector) inspector;
            ShortBuilder shorts = (ShortBuilder) builder;
            return value -> shorts.append(values.get(value));
        }
        if (type instanceof IntType) {
            IntObjectInspector values = (IntObjectInspector) inspector;
            IntBuilder ints = (IntBuilder) builder;
            return value -> ints.append(values.get(value));
        }
        if (type instanceof BigIntType) {
            LongObjectInspector values = (LongObjectInspector) inspector;
            LongBuilder longs = (LongBuilder) builder;
            return value -> longs.append(values.get(value));
        }
        if (type instanceof FloatType) {
            FloatObjectInspector values = (FloatObjectInspector) inspector;
            IntBuilder bits = (IntBuilder) builder;
            return value -> bits.append(Float.floatToRawIntBits(values.get(value)));
        }
        if (type instanceof DoubleType) {
            DoubleObjectInspector values = (DoubleObjectInspector) inspector;
            LongBuilder bits = (LongBuilder) builder;
            return value -> bits.append(Double.doubleToRawLongBits(values.get(value)));
        }
        if (type instanceof DecimalType decimal) {
            HiveDecimalObjectInspector values = (HiveDecimalObjectInspector) inspector;
            return value -> Decimals.append(
                    builder,
                    values.getPrimitiveJavaObject(value).bigDecimalValue().setScale(decimal.scale(), RoundingMode.HALF_UP));
        }
        if (type instanceof DateType) {
            DateObjectInspector values = (DateObjectInspector) inspector;
            IntBuilder days = (IntBuilder) builder;
            return value -> days.append(values.getPrimitiveJavaObject(value).toEpochDay());
        }
        if (type instanceof TimeType) {
            StringObjectInspector values = (StringObjectInspector) inspector;
            IntBuilder millis = (IntBuilder) builder;
            return value -> millis.append(TimeText.parse(name, values.getPrimitiveJavaObject(value)));
        }
        if (type instanceof TimestampType timestamp) {
            TimestampObjectInspector values = (TimestampObjectInspector) inspector;
            TimestampAppender timestamps = TimestampAppender.of(timestamp.precision(), builder);
            return value -> {
                org.apache.hadoop.hive.common.type.Timestamp time = values.getPrimitiveJavaObject(value);
                timestamps.append(time.toEpochSecond(), time.getNanos());
            };
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            TimestampLocalTZObjectInspector values = (TimestampLocalTZObjectInspector) inspector;
            TimestampAppender timestamps = TimestampAppender.of(timestamp.precision(), builder);
            return value -> {
                TimestampTZ time = values.getPrimitiveJavaObject(value);
                timestamps.append(time.getEpochSecond(), time.getNanos());
            };
        }
        if (type instanceof CharType || type instanceof VarCharType) {
            return text(inspector, (BytesBuilder) builder);
        }
        return nested(name, type, inspector, builder);
    }

    private static ValueAppender text(ObjectInspector inspector, BytesBuilder bytes)
    {
        if (inspector instanceof HiveCharObjectInspector values) {
            return value -> append(bytes, values.getPrimitiveJavaObject(value).getPaddedValue());
        }
        if (inspector instanceof HiveVarcharObjectInspector values) {
            return value -> append(bytes, values.getPrimitiveJavaObject(value).getValue());
        }
        StringObjectInspector values = (StringObjectInspector) inspector;
        return value -> {
            Text text = values.getPrimitiveWritableObject(value);
            bytes.append(text.getBytes(), 0, text.getLength());
        };
    }

    private static void append(BytesBuilder bytes, String text)
    {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.append(utf8, 0, utf8.length);
    }

    private static ValueAppender nested(String name, DataType type, ObjectInspector inspector, ColumnBuilder builder)
    {
        if (type instanceof ArrayType array) {
            return list(name, array.element(), (ListObjectInspector) inspector, (ArrayBuilder) builder);
        }
        if (type instanceof VectorType vector) {
            return list(name, vector.element(), (ListObjectInspector) inspector, (ArrayBuilder) builder);
        }
        if (type instanceof MapType map) {
            return map(name, map.key(), map.value(), (MapObjectInspector) inspector, (MapBuilder) builder);
        }
        if (type instanceof MultisetType multiset) {
            return map(name, multiset.element(), new IntType(false), (MapObjectInspector) inspector, (MapBuilder) builder);
        }
        if (type instanceof RowType row) {
            return struct(name, row.fields().stream().map(Field::type).toList(), (StructObjectInspector) inspector, (RowBuilder) builder);
        }
        if (type instanceof VariantType) {
            DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
            return struct(name, List.of(binary, binary), (StructObjectInspector) inspector, (RowBuilder) builder);
        }
        BinaryObjectInspector values = (BinaryObjectInspector) inspector;
        BytesBuilder bytes = (BytesBuilder) builder;
        return value -> {
            byte[] binary = values.getPrimitiveJavaObject(value);
            bytes.append(binary, 0, binary.length);
        };
    }

    private static ValueAppender list(String name, DataType element, ListObjectInspector inspector, ArrayBuilder builder)
    {
        ValueAppender elements = of(name, element, inspector.getListElementObjectInspector(), builder.elements());
        return value -> {
            int length = inspector.getListLength(value);
            for (int i = 0; i < length; i++) {
                elements.append(inspector.getListElement(value, i));
            }
            builder.endValue();
        };
    }

    private static ValueAppender map(String name, DataType key, DataType value, MapObjectInspector inspector, MapBuilder builder)
    {
        ValueAppender keys = of(name, key, inspector.getMapKeyObjectInspector(), builder.keys());
        ValueAppender values = of(name, value, inspector.getMapValueObjectInspector(), builder.values());
        return map -> {
            for (Map.Entry<?, ?> entry : inspector.getMap(map).entrySet()) {
                keys.append(entry.getKey());
                values.append(entry.getValue());
            }
            builder.endValue();
        };
    }

    private static ValueAppender struct(String name, List<DataType> types, StructObjectInspector inspector, RowBuilder builder)
    {
        List<? extends StructField> members = inspector.getAllStructFieldRefs();
        if (members.size() != types.size()) {
            throw VarveException.invalid("Values of column '" + name + "' have " + types.size() + " members, not " + members.size());
        }
        List<ValueAppender> fields = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(of(name, types.get(i), members.get(i).getFieldObjectInspector(), builder.field(i)));
        }
        return value -> {
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).append(inspector.getStructFieldData(value, members.get(i)));
            }
            builder.endValue();
        };
    }
}
