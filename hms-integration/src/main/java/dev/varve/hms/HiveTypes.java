package dev.varve.hms;

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

import java.util.stream.Collectors;

/** Types of the format in Hive's words. Hive knows no precision of timestamps, no time of day and no nullability; such columns are still registered. */
public final class HiveTypes
{
    private static final int MAX_CHAR = 255;
    private static final int MAX_VARCHAR = 65_535;

    private HiveTypes() {}

    public static String text(DataType type)
    {
        if (type instanceof BooleanType) {
            return "boolean";
        }
        if (type instanceof TinyIntType) {
            return "tinyint";
        }
        if (type instanceof SmallIntType) {
            return "smallint";
        }
        if (type instanceof IntType) {
            return "int";
        }
        if (type instanceof BigIntType) {
            return "bigint";
        }
        if (type instanceof FloatType) {
            return "float";
        }
        if (type instanceof DoubleType) {
            return "double";
        }
        if (type instanceof DateType) {
            return "date";
        }
        if (type instanceof TimestampType) {
            return "timestamp";
        }
        if (type instanceof LocalZonedTimestampType) {
            return "timestamp with local time zone";
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            return "binary";
        }
        if (type instanceof TimeType) {
            return "string";
        }
        return type instanceof DecimalType || type instanceof CharType || type instanceof VarCharType ? sizedText(type) : nestedText(type);
    }

    private static String sizedText(DataType type)
    {
        if (type instanceof DecimalType decimal) {
            return "decimal(%d,%d)".formatted(decimal.precision(), decimal.scale());
        }
        if (type instanceof CharType text && text.length() <= MAX_CHAR) {
            return "char(%d)".formatted(text.length());
        }
        if (type instanceof VarCharType text && text.length() <= MAX_VARCHAR) {
            return "varchar(%d)".formatted(text.length());
        }
        return "string";
    }

    private static String nestedText(DataType type)
    {
        if (type instanceof ArrayType array) {
            return "array<%s>".formatted(text(array.element()));
        }
        if (type instanceof VectorType vector) {
            return "array<%s>".formatted(text(vector.element()));
        }
        if (type instanceof MapType map) {
            return "map<%s,%s>".formatted(text(map.key()), text(map.value()));
        }
        if (type instanceof MultisetType multiset) {
            return "map<%s,int>".formatted(text(multiset.element()));
        }
        if (type instanceof RowType row) {
            return row.fields().stream()
                    .map(field -> field.name() + ":" + text(field.type()))
                    .collect(Collectors.joining(",", "struct<", ">"));
        }
        if (type instanceof VariantType) {
            return "struct<value:binary,metadata:binary>";
        }
        throw new IllegalArgumentException("Hive has no type for " + type);
    }
}
