package dev.varve.product.kernel;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
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
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.paimon.data.variant.GenericVariant;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Values of kernel columns as the values of {@link dev.varve.product.rows}. */
final class KernelValues
{
    private static final int PICOS_PER_NANO = 1_000;

    private KernelValues() {}

    static Object value(Column column, int position, DataType type)
    {
        if (column instanceof DictionaryColumn dictionary) {
            return value(dictionary.dictionary(), dictionary.ids()[position], type);
        }
        if (column instanceof ConstantColumn constant) {
            return value(constant.value(), 0, type);
        }
        if (column.isNull(position)) {
            return null;
        }
        return switch (type) {
            case BooleanType _ -> ((ByteColumn) column).values()[position] != 0;
            case TinyIntType _ -> ((ByteColumn) column).values()[position];
            case SmallIntType _ -> ((ShortColumn) column).values()[position];
            case IntType _ -> ((IntColumn) column).values()[position];
            case BigIntType _ -> ((LongColumn) column).values()[position];
            case FloatType _ -> Float.intBitsToFloat(((IntColumn) column).values()[position]);
            case DoubleType _ -> Double.longBitsToDouble(((LongColumn) column).values()[position]);
            case DecimalType decimal -> new BigDecimal(unscaled(column, position), decimal.scale());
            case CharType _ -> text(column, position).replaceAll(" +$", "");
            case VarCharType _ -> text(column, position);
            case BinaryType _, VarBinaryType _, BlobType _ -> bytes(column, position);
            case DateType _ -> LocalDate.ofEpochDay(((IntColumn) column).values()[position]);
            case TimeType _ -> LocalTime.ofNanoOfDay(((IntColumn) column).values()[position] * 1_000_000L);
            case TimestampType _ -> timestamp(column, position).toLocalDateTime();
            case LocalZonedTimestampType _ -> timestamp(column, position).toLocalDateTime().toInstant(ZoneOffset.UTC);
            case ArrayType array -> elements((ArrayColumn) column, position, array.element());
            case VectorType vector -> elements((ArrayColumn) column, position, vector.element());
            case MapType map -> entries((MapColumn) column, position, map.key(), map.value());
            case MultisetType multiset -> entries((MapColumn) column, position, multiset.element(), new IntType(false));
            case RowType row -> members((RowColumn) column, position, row);
            case VariantType _ -> variant((RowColumn) column, position);
        };
    }

    private static BigInteger unscaled(Column column, int position)
    {
        return column instanceof Int128Column wide
                ? BigInteger.valueOf(wide.high(position)).shiftLeft(Long.SIZE).or(new BigInteger(Long.toUnsignedString(wide.low(position))))
                : BigInteger.valueOf(((LongColumn) column).values()[position]);
    }

    private static Timestamp timestamp(Column column, int position)
    {
        return column instanceof Fixed12Column wide
                ? new Timestamp(wide.epochMicros(position), wide.picosOfMicro(position) / PICOS_PER_NANO)
                : Timestamp.ofMicros(((LongColumn) column).values()[position]);
    }

    private static byte[] bytes(Column column, int position)
    {
        return ((BytesColumn) column).value(position).getBytes();
    }

    private static String text(Column column, int position)
    {
        return new String(bytes(column, position), UTF_8);
    }

    private static List<Object> elements(ArrayColumn column, int position, DataType type)
    {
        List<Object> elements = new ArrayList<>();
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            elements.add(value(column.elements(), i, type));
        }
        return elements;
    }

    private static List<Object> entries(MapColumn column, int position, DataType keyType, DataType valueType)
    {
        List<Object> entries = new ArrayList<>();
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            entries.add(new SimpleImmutableEntry<>(value(column.keys(), i, keyType), value(column.values(), i, valueType)));
        }
        return entries;
    }

    private static List<Object> members(RowColumn column, int position, RowType type)
    {
        List<Object> members = new ArrayList<>();
        for (int i = 0; i < type.size(); i++) {
            members.add(value(column.field(i), position, type.field(i).type()));
        }
        return members;
    }

    /** Its two binaries are shown by real Paimon, as the format's own text of a variant is none of the kernel's business. */
    private static String variant(RowColumn column, int position)
    {
        return new GenericVariant(bytes(column.field(0).flatten(), position), bytes(column.field(1).flatten(), position)).toJson(ZoneOffset.UTC);
    }
}
