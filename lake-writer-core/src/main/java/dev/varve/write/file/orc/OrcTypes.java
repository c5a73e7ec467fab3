package dev.varve.write.file.orc;

import dev.varve.error.VarveException;
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
import dev.varve.write.file.format.NestedIds;
import org.apache.orc.TypeDescription;

import java.util.List;

/** The ORC types of columns, each with the id that the format gives it; see {@code docs/format/data-files.md}. */
final class OrcTypes
{
    private static final String ID = "paimon.id";

    private OrcTypes() {}

    static TypeDescription struct(List<Field> fields)
    {
        TypeDescription struct = TypeDescription.createStruct();
        for (Field field : fields) {
            struct.addField(field.name(), type(field.type(), field.id(), new NestedIds(field.id(), 0)));
        }
        return struct;
    }

    /** @param ids of what lies within, relative to the nearest field that has a name of its own */
    private static TypeDescription type(DataType type, int id, NestedIds ids)
    {
        return nestable(type, ids).setAttribute(ID, String.valueOf(id));
    }

    private static TypeDescription nestable(DataType type, NestedIds ids)
    {
        NestedIds inner = ids.deeper();
        if (type instanceof ArrayType array) {
            return TypeDescription.createList(type(array.element(), inner.value(), inner));
        }
        if (type instanceof MapType map) {
            return TypeDescription.createMap(type(map.key(), inner.key(), inner), type(map.value(), inner.value(), inner));
        }
        if (type instanceof MultisetType multiset) {
            return TypeDescription.createMap(type(multiset.element(), inner.key(), inner), type(new IntType(false), inner.value(), inner));
        }
        if (type instanceof RowType row) {
            return struct(row.fields());
        }
        return primitive(type);
    }

    /** Whether there are instants in values of a type. */
    static boolean hasInstants(DataType type)
    {
        if (type instanceof RowType row) {
            return row.fields().stream().map(Field::type).anyMatch(OrcTypes::hasInstants);
        }
        if (type instanceof ArrayType array) {
            return hasInstants(array.element());
        }
        if (type instanceof MapType map) {
            return hasInstants(map.key()) || hasInstants(map.value());
        }
        return type instanceof LocalZonedTimestampType || type instanceof MultisetType multiset && hasInstants(multiset.element());
    }

    private static TypeDescription primitive(DataType type)
    {
        if (type instanceof BooleanType) {
            return TypeDescription.createBoolean();
        }
        if (type instanceof TinyIntType) {
            return TypeDescription.createByte();
        }
        if (type instanceof SmallIntType) {
            return TypeDescription.createShort();
        }
        if (type instanceof IntType || type instanceof TimeType) {
            return TypeDescription.createInt();
        }
        if (type instanceof BigIntType) {
            return TypeDescription.createLong();
        }
        if (type instanceof FloatType) {
            return TypeDescription.createFloat();
        }
        if (type instanceof DoubleType) {
            return TypeDescription.createDouble();
        }
        if (type instanceof DecimalType decimal) {
            return TypeDescription.createDecimal().withScale(decimal.scale()).withPrecision(decimal.precision());
        }
        if (type instanceof CharType text) {
            return TypeDescription.createChar().withMaxLength(text.length());
        }
        if (type instanceof VarCharType text) {
            return text.length() == VarCharType.UNBOUNDED ? TypeDescription.createString() : TypeDescription.createVarchar().withMaxLength(text.length());
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            return TypeDescription.createBinary();
        }
        if (type instanceof DateType) {
            return TypeDescription.createDate();
        }
        if (type instanceof TimestampType) {
            return TypeDescription.createTimestamp();
        }
        if (type instanceof LocalZonedTimestampType) {
            return TypeDescription.createTimestampInstant();
        }
        throw VarveException.unsupported("Values of type " + type + " cannot be stored in ORC files; set file.format to parquet");
    }
}
