package dev.varve.write.file.parquet;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
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
import dev.varve.write.file.format.NestedIds;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

import java.math.BigInteger;
import java.util.List;

/** The Parquet types of columns, with the names and ids that the format gives them; see {@code docs/format/data-files.md}. */
final class ParquetTypes
{
    private static final int MAX_INT_DIGITS = 9;
    private static final int MAX_LONG_DIGITS = 18;

    private ParquetTypes() {}

    static MessageType message(List<Field> columns)
    {
        return new MessageType("paimon_schema", columns.stream().map(ParquetTypes::member).toList());
    }

    private static Type member(Field field)
    {
        return type(field.name(), field.type(), field.id(), new NestedIds(field.id(), 0));
    }

    /** @param ids of what lies within, relative to the nearest field that has a name of its own */
    private static Type type(String name, DataType type, int id, NestedIds ids)
    {
        Repetition repetition = type.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
        if (type instanceof ArrayType array) {
            return list(name, repetition, array.element(), ids).withId(id);
        }
        if (type instanceof VectorType vector) {
            return list(name, repetition, vector.element(), ids).withId(id);
        }
        if (type instanceof MapType map) {
            return map(name, repetition, map.key(), map.value(), ids).withId(id);
        }
        if (type instanceof MultisetType multiset) {
            return map(name, repetition, multiset.element(), new IntType(false), ids).withId(id);
        }
        if (type instanceof RowType row) {
            return new GroupType(repetition, name, row.fields().stream().map(ParquetTypes::member).toList()).withId(id);
        }
        if (type instanceof VariantType) {
            return new GroupType(
                    repetition,
                    name,
                    new PrimitiveType(Repetition.REQUIRED, PrimitiveTypeName.BINARY, "value").withId(0),
                    new PrimitiveType(Repetition.REQUIRED, PrimitiveTypeName.BINARY, "metadata").withId(1)).withId(id);
        }
        return primitive(name, repetition, type).withId(id);
    }

    private static Type list(String name, Repetition repetition, DataType element, NestedIds ids)
    {
        NestedIds inner = ids.deeper();
        return Types.buildGroup(repetition)
                .as(LogicalTypeAnnotation.listType())
                .addField(new GroupType(Repetition.REPEATED, "list", type("element", element, inner.value(), inner)))
                .named(name);
    }

    private static Type map(String name, Repetition repetition, DataType key, DataType value, NestedIds ids)
    {
        NestedIds inner = ids.deeper();
        GroupType entries = Types.repeatedGroup()
                .as(LogicalTypeAnnotation.MapKeyValueTypeAnnotation.getInstance())
                .addField(type("key", key.withNullable(false), inner.key(), inner))
                .addField(type("value", value, inner.value(), inner))
                .named("key_value");
        return Types.buildGroup(repetition).as(LogicalTypeAnnotation.mapType()).addField(entries).named(name);
    }

    private static PrimitiveType primitive(String name, Repetition repetition, DataType type)
    {
        if (type instanceof BooleanType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.BOOLEAN, name);
        }
        if (type instanceof TinyIntType) {
            return annotated(name, repetition, PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(8, true));
        }
        if (type instanceof SmallIntType) {
            return annotated(name, repetition, PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(16, true));
        }
        if (type instanceof IntType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.INT32, name);
        }
        if (type instanceof BigIntType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.INT64, name);
        }
        if (type instanceof FloatType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.FLOAT, name);
        }
        if (type instanceof DoubleType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.DOUBLE, name);
        }
        if (type instanceof DecimalType decimal) {
            return decimal(name, repetition, decimal);
        }
        if (type instanceof CharType || type instanceof VarCharType) {
            return annotated(name, repetition, PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType());
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            return new PrimitiveType(repetition, PrimitiveTypeName.BINARY, name);
        }
        if (type instanceof DateType) {
            return annotated(name, repetition, PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType());
        }
        if (type instanceof TimeType) {
            return annotated(name, repetition, PrimitiveTypeName.INT32, LogicalTypeAnnotation.timeType(true, TimeUnit.MILLIS));
        }
        if (type instanceof TimestampType timestamp) {
            return timestamp(name, repetition, timestamp.precision(), false);
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp(name, repetition, timestamp.precision(), true);
        }
        throw new IllegalArgumentException("Not a primitive type: " + type);
    }

    private static PrimitiveType decimal(String name, Repetition repetition, DecimalType type)
    {
        LogicalTypeAnnotation annotation = LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
        if (type.precision() <= MAX_INT_DIGITS) {
            return annotated(name, repetition, PrimitiveTypeName.INT32, annotation);
        }
        if (type.precision() <= MAX_LONG_DIGITS) {
            return annotated(name, repetition, PrimitiveTypeName.INT64, annotation);
        }
        return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition).length(decimalBytes(type.precision())).as(annotation).named(name);
    }

    /** How many bytes hold every number of that many digits, and its sign. */
    static int decimalBytes(int precision)
    {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / Byte.SIZE + 1;
    }

    private static PrimitiveType timestamp(String name, Repetition repetition, int precision, boolean instant)
    {
        if (precision > 6) {
            return new PrimitiveType(repetition, PrimitiveTypeName.INT96, name);
        }
        return annotated(name, repetition, PrimitiveTypeName.INT64, LogicalTypeAnnotation.timestampType(instant, precision <= 3 ? TimeUnit.MILLIS : TimeUnit.MICROS));
    }

    private static PrimitiveType annotated(String name, Repetition repetition, PrimitiveTypeName physical, LogicalTypeAnnotation annotation)
    {
        return Types.primitive(physical, repetition).as(annotation).named(name);
    }
}
