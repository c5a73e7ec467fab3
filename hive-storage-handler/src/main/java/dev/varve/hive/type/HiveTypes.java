package dev.varve.hive.type;

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
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.hadoop.hive.serde2.typeinfo.ListTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.MapTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.StructTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TimestampLocalTZTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoFactory;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The type that a column has in Hive: the same where Hive has it. TIME is text; a VARIANT is the row of its two binaries; a MULTISET is a map
 * to counts; CHAR and VARCHAR that are longer than Hive allows are strings.
 */
public final class HiveTypes
{
    private static final int MAX_CHAR = 255;
    private static final int MAX_VARCHAR = 65_535;
    private static final List<String> VARIANT_MEMBERS = List.of("value", "metadata");

    private HiveTypes() {}

    /** The type; empty if Hive has no name for it, such as one of a row whose members differ only in case. */
    public static Optional<TypeInfo> shown(DataType type)
    {
        if (!isNameable(type)) {
            return Optional.empty();
        }
        TypeInfo mapped = of(type);
        try {
            return mapped.equals(TypeInfoUtils.getTypeInfoFromTypeString(mapped.getTypeName())) ? Optional.of(mapped) : Optional.empty();
        }
        catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same type in which times with a local time zone, also nested ones, are shown in that zone. By itself it is the one of the JVM. */
    static TypeInfo inZone(TypeInfo type, ZoneId zone)
    {
        if (type instanceof TimestampLocalTZTypeInfo) {
            return TypeInfoFactory.getTimestampTZTypeInfo(zone);
        }
        if (type instanceof ListTypeInfo list) {
            return TypeInfoFactory.getListTypeInfo(inZone(list.getListElementTypeInfo(), zone));
        }
        if (type instanceof MapTypeInfo map) {
            return TypeInfoFactory.getMapTypeInfo(inZone(map.getMapKeyTypeInfo(), zone), inZone(map.getMapValueTypeInfo(), zone));
        }
        if (type instanceof StructTypeInfo struct) {
            return TypeInfoFactory.getStructTypeInfo(
                    struct.getAllStructFieldNames(),
                    struct.getAllStructFieldTypeInfos().stream().map(member -> inZone(member, zone)).toList());
        }
        return type;
    }

    private static boolean isNameable(DataType type)
    {
        if (type instanceof ArrayType array) {
            return isNameable(array.element());
        }
        if (type instanceof MapType map) {
            return isNameable(map.key()) && isNameable(map.value());
        }
        if (type instanceof MultisetType multiset) {
            return isNameable(multiset.element());
        }
        if (type instanceof RowType row) {
            Set<String> names = new HashSet<>();
            return !row.fields().isEmpty()
                    && row.fields().stream().allMatch(field -> names.add(field.name().toLowerCase(Locale.ROOT)) && isNameable(field.type()));
        }
        return true;
    }

    private static TypeInfo of(DataType type)
    {
        if (type instanceof BooleanType) {
            return TypeInfoFactory.booleanTypeInfo;
        }
        if (type instanceof TinyIntType) {
            return TypeInfoFactory.byteTypeInfo;
        }
        if (type instanceof SmallIntType) {
            return TypeInfoFactory.shortTypeInfo;
        }
        if (type instanceof IntType) {
            return TypeInfoFactory.intTypeInfo;
        }
        if (type instanceof BigIntType) {
            return TypeInfoFactory.longTypeInfo;
        }
        if (type instanceof FloatType) {
            return TypeInfoFactory.floatTypeInfo;
        }
        if (type instanceof DoubleType) {
            return TypeInfoFactory.doubleTypeInfo;
        }
        if (type instanceof DecimalType decimal) {
            return TypeInfoFactory.getDecimalTypeInfo(decimal.precision(), decimal.scale());
        }
        if (type instanceof CharType text) {
            return text.length() <= MAX_CHAR ? TypeInfoFactory.getCharTypeInfo(text.length()) : TypeInfoFactory.stringTypeInfo;
        }
        if (type instanceof VarCharType text) {
            return text.length() <= MAX_VARCHAR ? TypeInfoFactory.getVarcharTypeInfo(text.length()) : TypeInfoFactory.stringTypeInfo;
        }
        if (type instanceof DateType) {
            return TypeInfoFactory.dateTypeInfo;
        }
        if (type instanceof TimeType) {
            return TypeInfoFactory.stringTypeInfo;
        }
        if (type instanceof TimestampType) {
            return TypeInfoFactory.timestampTypeInfo;
        }
        if (type instanceof LocalZonedTimestampType) {
            return TypeInfoFactory.timestampLocalTZTypeInfo;
        }
        if (type instanceof ArrayType array) {
            return TypeInfoFactory.getListTypeInfo(of(array.element()));
        }
        if (type instanceof VectorType vector) {
            return TypeInfoFactory.getListTypeInfo(of(vector.element()));
        }
        if (type instanceof MapType map) {
            return TypeInfoFactory.getMapTypeInfo(of(map.key()), of(map.value()));
        }
        if (type instanceof MultisetType multiset) {
            return TypeInfoFactory.getMapTypeInfo(of(multiset.element()), TypeInfoFactory.intTypeInfo);
        }
        if (type instanceof RowType row) {
            return TypeInfoFactory.getStructTypeInfo(
                    row.fields().stream().map(Field::name).map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                    row.fields().stream().map(Field::type).map(HiveTypes::of).toList());
        }
        if (type instanceof VariantType) {
            return TypeInfoFactory.getStructTypeInfo(VARIANT_MEMBERS, List.of(TypeInfoFactory.binaryTypeInfo, TypeInfoFactory.binaryTypeInfo));
        }
        return TypeInfoFactory.binaryTypeInfo;
    }
}
