package dev.varve.hive.ddl;

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
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import org.apache.hadoop.hive.serde2.typeinfo.CharTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.DecimalTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.ListTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.MapTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.PrimitiveTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.StructTypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;
import org.apache.hadoop.hive.serde2.typeinfo.VarcharTypeInfo;

import java.util.ArrayList;
import java.util.List;

/** The type that a new column gets for one of Hive's, as Paimon has it: nullable, timestamps with six digits, texts and binaries of any length. */
final class DeclaredType
{
    private static final int TIMESTAMP_PRECISION = 6;

    private DeclaredType() {}

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the format has no such type
     */
    static DataType of(String column, String hiveType)
    {
        return of(column, TypeInfoUtils.getTypeInfoFromTypeString(hiveType));
    }

    private static DataType of(String column, TypeInfo type)
    {
        if (type instanceof PrimitiveTypeInfo primitive) {
            return primitive(column, primitive);
        }
        if (type instanceof ListTypeInfo list) {
            return new ArrayType(of(column, list.getListElementTypeInfo()), true);
        }
        if (type instanceof MapTypeInfo map) {
            return new MapType(of(column, map.getMapKeyTypeInfo()), of(column, map.getMapValueTypeInfo()), true);
        }
        if (type instanceof StructTypeInfo struct) {
            List<Field> members = new ArrayList<>();
            for (int i = 0; i < struct.getAllStructFieldNames().size(); i++) {
                members.add(new Field(i, struct.getAllStructFieldNames().get(i), of(column, struct.getAllStructFieldTypeInfos().get(i))));
            }
            return new RowType(members, true);
        }
        throw unknown(column, type);
    }

    private static DataType primitive(String column, PrimitiveTypeInfo type)
    {
        switch (type.getPrimitiveCategory()) {
            case BOOLEAN:
                return new BooleanType(true);
            case BYTE:
                return new TinyIntType(true);
            case SHORT:
                return new SmallIntType(true);
            case INT:
                return new IntType(true);
            case LONG:
                return new BigIntType(true);
            case FLOAT:
                return new FloatType(true);
            case DOUBLE:
                return new DoubleType(true);
            case DECIMAL:
                return new DecimalType(((DecimalTypeInfo) type).precision(), ((DecimalTypeInfo) type).scale(), true);
            case CHAR:
                return new CharType(((CharTypeInfo) type).getLength(), true);
            case VARCHAR:
                return new VarCharType(((VarcharTypeInfo) type).getLength(), true);
            case STRING:
                return new VarCharType(VarCharType.UNBOUNDED, true);
            case BINARY:
                return new VarBinaryType(VarBinaryType.UNBOUNDED, true);
            case DATE:
                return new DateType(true);
            case TIMESTAMP:
                return new TimestampType(TIMESTAMP_PRECISION, true);
            case TIMESTAMPLOCALTZ:
                return new LocalZonedTimestampType(TIMESTAMP_PRECISION, true);
            default:
                throw unknown(column, type);
        }
    }

    private static VarveException unknown(String column, TypeInfo type)
    {
        return VarveException.unsupported("Column '" + column + "' cannot have type " + type.getTypeName() + ": tables of the format know no such type");
    }
}
