package dev.varve.product.paimon;

import org.apache.paimon.data.DataGetters;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.IntType;
import org.apache.paimon.types.LocalZonedTimestampType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.MultisetType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.types.VectorType;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;

/** Paimon's values as the values of {@link dev.varve.product.rows}. */
final class PaimonValues
{
    private PaimonValues() {}

    static List<Object> row(InternalRow row, RowType type)
    {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            values.add(value(row, i, type.getTypeAt(i)));
        }
        return values;
    }

    private static Object value(DataGetters values, int index, DataType type)
    {
        if (values.isNullAt(index)) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> values.getBoolean(index);
            case TINYINT -> values.getByte(index);
            case SMALLINT -> values.getShort(index);
            case INTEGER -> values.getInt(index);
            case BIGINT -> values.getLong(index);
            case FLOAT -> values.getFloat(index);
            case DOUBLE -> values.getDouble(index);
            case DECIMAL -> decimal(values, index, (DecimalType) type);
            case CHAR -> values.getString(index).toString().replaceAll(" +$", "");
            case VARCHAR -> values.getString(index).toString();
            case BINARY, VARBINARY -> values.getBinary(index);
            case BLOB -> values.getBlob(index).toData();
            case DATE -> LocalDate.ofEpochDay(values.getInt(index));
            case TIME_WITHOUT_TIME_ZONE -> LocalTime.ofNanoOfDay(values.getInt(index) * 1_000_000L);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> values.getTimestamp(index, ((TimestampType) type).getPrecision()).toLocalDateTime();
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    values.getTimestamp(index, ((LocalZonedTimestampType) type).getPrecision()).toLocalDateTime().toInstant(ZoneOffset.UTC);
            case VARIANT -> values.getVariant(index).toJson(ZoneOffset.UTC);
            case ARRAY -> elements(values.getArray(index), ((ArrayType) type).getElementType());
            case VECTOR -> elements(values.getVector(index), ((VectorType) type).getElementType());
            case MAP -> entries(values.getMap(index), ((MapType) type).getKeyType(), ((MapType) type).getValueType());
            case MULTISET -> entries(values.getMap(index), ((MultisetType) type).getElementType(), new IntType(false));
            case ROW -> nestedRow(values, index, (RowType) type);
            default -> throw new IllegalArgumentException("No value of type " + type);
        };
    }

    /** Null where a value of an older type does not fit, although the row says that it is none. */
    private static Object decimal(DataGetters values, int index, DecimalType type)
    {
        Decimal decimal = values.getDecimal(index, type.getPrecision(), type.getScale());
        return decimal == null ? null : decimal.toBigDecimal();
    }

    private static List<Object> elements(InternalArray array, DataType type)
    {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(value(array, i, type));
        }
        return elements;
    }

    private static List<Object> entries(InternalMap map, DataType keyType, DataType valueType)
    {
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            entries.add(new SimpleImmutableEntry<>(value(map.keyArray(), i, keyType), value(map.valueArray(), i, valueType)));
        }
        return entries;
    }

    private static List<Object> nestedRow(DataGetters values, int index, RowType type)
    {
        InternalRow row = values.getRow(index, type.getFieldCount());
        List<Object> members = new ArrayList<>();
        List<DataField> fields = type.getFields();
        for (int i = 0; i < fields.size(); i++) {
            members.add(value(row, i, fields.get(i).type()));
        }
        return members;
    }
}
