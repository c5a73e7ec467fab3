package dev.varve.write.file.avro;

import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
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
import dev.varve.type.VectorType;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The Avro schema of columns, in JSON, as the format has it; see {@code docs/format/data-files.md}. */
final class AvroSchemas
{
    private static final String NAMESPACE = "org.apache.paimon.avro.generated";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private AvroSchemas() {}

    static String record(List<Field> columns)
    {
        return record(columns, "record", "\"namespace\":\"" + NAMESPACE + "\",");
    }

    private static String record(List<Field> fields, String name, String namespace)
    {
        return fields.stream()
                .map(field -> field(field.name(), field.type(), name))
                .collect(Collectors.joining(",", "{\"type\":\"record\",\"name\":\"" + name + "\"," + namespace + "\"fields\":[", "]}"));
    }

    private static String field(String name, DataType type, String record)
    {
        if (!NAME.matcher(name).matches()) {
            throw VarveException.invalid("Column '" + name + "' cannot be stored in Avro files, whose names consist of letters, digits and _; set file.format to parquet or orc");
        }
        String defaultValue = type.nullable() ? ",\"default\":null" : "";
        return "{\"name\":\"" + name + "\",\"type\":" + schema(type, record + "_" + name) + defaultValue + "}";
    }

    /** @param name of the record, if the type becomes one */
    private static String schema(DataType type, String name)
    {
        String schema = notNull(type, name);
        return type.nullable() ? "[\"null\"," + schema + "]" : schema;
    }

    private static String notNull(DataType type, String name)
    {
        if (type instanceof BooleanType) {
            return "\"boolean\"";
        }
        if (type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType) {
            return "\"int\"";
        }
        if (type instanceof BigIntType) {
            return "\"long\"";
        }
        if (type instanceof FloatType) {
            return "\"float\"";
        }
        if (type instanceof DoubleType) {
            return "\"double\"";
        }
        if (type instanceof CharType || type instanceof VarCharType) {
            return "\"string\"";
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType) {
            return "\"bytes\"";
        }
        if (type instanceof DecimalType decimal) {
            return logical("bytes", "decimal", ",\"precision\":" + decimal.precision() + ",\"scale\":" + decimal.scale());
        }
        if (type instanceof DateType) {
            return logical("int", "date", "");
        }
        if (type instanceof TimeType time && time.precision() <= 3) {
            return logical("int", "time-millis", "");
        }
        if (type instanceof TimestampType timestamp && timestamp.precision() <= 6) {
            return logical("long", timestamp.precision() <= 3 ? "timestamp-millis" : "timestamp-micros", "");
        }
        // The format has the meanings of local and not local the wrong way round.
        if (type instanceof LocalZonedTimestampType timestamp && timestamp.precision() <= 6) {
            return logical("long", timestamp.precision() <= 3 ? "local-timestamp-millis" : "local-timestamp-micros", "");
        }
        if (type instanceof RowType row) {
            return record(row.fields(), name, "");
        }
        if (type instanceof ArrayType array) {
            return "{\"type\":\"array\",\"items\":" + schema(array.element(), name) + "}";
        }
        if (type instanceof VectorType vector) {
            return "{\"type\":\"array\",\"items\":" + schema(vector.element(), name) + "}";
        }
        if (type instanceof MapType map) {
            return map(map.key(), map.value(), name);
        }
        if (type instanceof MultisetType multiset) {
            return map(multiset.element(), AvroWriterFormat.MULTISET_COUNT, name);
        }
        throw VarveException.unsupported("Values of type " + type + " cannot be stored in Avro files; set file.format to parquet");
    }

    private static String map(DataType key, DataType value, String name)
    {
        if (isText(key)) {
            return "{\"type\":\"map\",\"values\":" + schema(value, name) + "}";
        }
        String defaultValue = value.nullable() ? ",\"default\":null" : "";
        return "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[" +
                "{\"name\":\"key\",\"type\":" + schema(key, name + "_key") + "}," +
                "{\"name\":\"value\",\"type\":" + schema(value, name + "_value") + defaultValue + "}]},\"logicalType\":\"map\"}";
    }

    /** Maps with such keys are maps in Avro, too; others are arrays of entries. */
    static boolean isText(DataType key)
    {
        return key instanceof CharType || key instanceof VarCharType;
    }

    private static String logical(String type, String logicalType, String properties)
    {
        return "{\"type\":\"" + type + "\",\"logicalType\":\"" + logicalType + "\"" + properties + "}";
    }
}
