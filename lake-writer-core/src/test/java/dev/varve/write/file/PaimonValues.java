package dev.varve.write.file;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.ShortBuilder;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.variant.GenericVariant;
import org.apache.paimon.data.variant.Variant;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.LocalZonedTimestampType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.MultisetType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Values as Paimon's own classes hold them: random ones, the same as columns, and as text to compare. */
final class PaimonValues
{
    private static final List<String> ALPHABET = List.of("a", "b", "Z", " ", "ä", "漢", "😀", "\uFFFF");

    private PaimonValues() {}

    /** A random value, null one time in five if the type allows that. */
    static Object random(DataType type, Random random)
    {
        if (type.isNullable() && random.nextInt(5) == 0) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> (byte) random.nextInt();
            case SMALLINT -> (short) random.nextInt();
            case INTEGER -> random.nextBoolean() ? random.nextInt() : random.nextInt(100);
            case DATE -> random.nextInt(100_000) - 30_000;
            case TIME_WITHOUT_TIME_ZONE -> random.nextInt(86_400_000);
            case BIGINT -> random.nextBoolean() ? random.nextLong() : random.nextInt(100);
            case FLOAT -> List.of(random.nextFloat(), -0.0f, 0.0f, Float.MAX_VALUE, random.nextFloat() - 1).get(random.nextInt(5));
            case DOUBLE -> List.of(random.nextDouble(), -0.0, 0.0, Double.NEGATIVE_INFINITY, random.nextDouble() - 1).get(random.nextInt(5));
            case DECIMAL -> decimal((DecimalType) type, random);
            case CHAR, VARCHAR -> text(random);
            case BINARY, VARBINARY -> bytes(random);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> timestamp(((TimestampType) type).getPrecision(), random);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(((LocalZonedTimestampType) type).getPrecision(), random);
            case ARRAY -> array(((ArrayType) type).getElementType(), random);
            case MAP -> map(((MapType) type).getKeyType(), ((MapType) type).getValueType(), random);
            case MULTISET -> map(((MultisetType) type).getElementType(), new org.apache.paimon.types.IntType(false), random);
            case ROW -> row((RowType) type, random);
            case VARIANT -> GenericVariant.fromJson("{\"k\": " + random.nextInt(1000) + ", \"t\": \"" + random.nextInt(10) + "\"}");
            default -> throw new IllegalArgumentException("No values of " + type);
        };
    }

    static GenericRow row(RowType type, Random random)
    {
        GenericRow row = new GenericRow(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            row.setField(i, random(type.getTypeAt(i), random));
        }
        return row;
    }

    private static Decimal decimal(DecimalType type, Random random)
    {
        BigInteger unscaled = new BigInteger(1 + random.nextInt(128), random).mod(BigInteger.TEN.pow(type.getPrecision()));
        return Decimal.fromBigDecimal(new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.getScale()), type.getPrecision(), type.getScale());
    }

    private static BinaryString text(Random random)
    {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(10) == 0 ? 40 : random.nextInt(20);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
        }
        return BinaryString.fromString(text.toString());
    }

    private static byte[] bytes(Random random)
    {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Timestamp timestamp(int precision, Random random)
    {
        long millis = random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L);
        if (precision < 3) {
            int unit = (int) Math.pow(10, 3 - precision);
            millis = Math.floorDiv(millis, unit) * unit;
        }
        int unit = (int) Math.pow(10, 9 - Math.max(3, precision));
        return Timestamp.fromEpochMillis(millis, random.nextInt(1_000_000) / unit * unit);
    }

    private static GenericArray array(DataType element, Random random)
    {
        Object[] elements = new Object[random.nextInt(4)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = random(element, random);
        }
        return new GenericArray(elements);
    }

    private static GenericMap map(DataType key, DataType value, Random random)
    {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put(random(key.notNull(), random), random(value, random));
        }
        return new GenericMap(entries);
    }

    /** Column {@code index} of rows. */
    static Column column(dev.varve.type.DataType type, DataType paimonType, List<? extends InternalRow> rows, int index)
    {
        ColumnBuilder builder = ColumnBuilder.of(type, 16);
        InternalRow.FieldGetter getter = InternalRow.createFieldGetter(paimonType, index);
        for (InternalRow row : rows) {
            append(builder, paimonType, getter.getFieldOrNull(row));
        }
        return builder.build();
    }

    private static void append(ColumnBuilder builder, DataType type, Object value)
    {
        if (value == null) {
            builder.appendNull();
            return;
        }
        switch (type.getTypeRoot()) {
            case BOOLEAN -> ((ByteBuilder) builder).append((byte) ((Boolean) value ? 1 : 0));
            case TINYINT -> ((ByteBuilder) builder).append((Byte) value);
            case SMALLINT -> ((ShortBuilder) builder).append((Short) value);
            case INTEGER, DATE, TIME_WITHOUT_TIME_ZONE -> ((IntBuilder) builder).append((Integer) value);
            case BIGINT -> ((LongBuilder) builder).append(((Number) value).longValue());
            case FLOAT -> ((IntBuilder) builder).append(Float.floatToRawIntBits((Float) value));
            case DOUBLE -> ((LongBuilder) builder).append(Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> Decimals.append(builder, ((Decimal) value).toBigDecimal());
            case CHAR, VARCHAR -> append((BytesBuilder) builder, ((BinaryString) value).toBytes());
            case BINARY, VARBINARY -> append((BytesBuilder) builder, (byte[]) value);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> append(builder, (Timestamp) value);
            case ARRAY -> {
                ArrayBuilder array = (ArrayBuilder) builder;
                append(array.elements(), ((ArrayType) type).getElementType(), (InternalArray) value);
                array.endValue();
            }
            case MAP -> append((MapBuilder) builder, ((MapType) type).getKeyType(), ((MapType) type).getValueType(), (InternalMap) value);
            case MULTISET -> append((MapBuilder) builder, ((MultisetType) type).getElementType(), new org.apache.paimon.types.IntType(false), (InternalMap) value);
            case ROW -> {
                RowType row = (RowType) type;
                for (int i = 0; i < row.getFieldCount(); i++) {
                    append(((RowBuilder) builder).field(i), row.getTypeAt(i), InternalRow.createFieldGetter(row.getTypeAt(i), i).getFieldOrNull((InternalRow) value));
                }
                ((RowBuilder) builder).endValue();
            }
            case VARIANT -> {
                RowBuilder row = (RowBuilder) builder;
                append((BytesBuilder) row.field(0), ((Variant) value).value());
                append((BytesBuilder) row.field(1), ((Variant) value).metadata());
                row.endValue();
            }
            default -> throw new IllegalArgumentException("No values of " + type);
        }
    }

    private static void append(BytesBuilder builder, byte[] bytes)
    {
        builder.append(bytes, 0, bytes.length);
    }

    private static void append(ColumnBuilder builder, Timestamp value)
    {
        long micros = value.getMillisecond() * 1000 + value.getNanoOfMillisecond() / 1000;
        if (builder instanceof Fixed12Builder words) {
            words.append(micros, value.getNanoOfMillisecond() % 1000 * 1000);
        }
        else {
            ((LongBuilder) builder).append(micros);
        }
    }

    private static void append(ColumnBuilder builder, DataType type, InternalArray array)
    {
        InternalArray.ElementGetter getter = InternalArray.createElementGetter(type);
        for (int i = 0; i < array.size(); i++) {
            append(builder, type, getter.getElementOrNull(array, i));
        }
    }

    private static void append(MapBuilder builder, DataType key, DataType value, InternalMap map)
    {
        append(builder.keys(), key, map.keyArray());
        append(builder.values(), value, map.valueArray());
        builder.endValue();
    }

    /** A row as text that is the same for equal values, whatever class holds them. */
    static String text(RowType type, InternalRow row)
    {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            texts.add(text(type.getTypeAt(i), InternalRow.createFieldGetter(type.getTypeAt(i), i).getFieldOrNull(row)));
        }
        return texts.toString();
    }

    private static String text(DataType type, Object value)
    {
        if (value == null) {
            return "null";
        }
        return switch (type.getTypeRoot()) {
            case BINARY, VARBINARY -> HexFormat.of().formatHex((byte[]) value);
            case ARRAY -> texts(((ArrayType) type).getElementType(), (InternalArray) value).toString();
            case MAP -> text(((MapType) type).getKeyType(), ((MapType) type).getValueType(), (InternalMap) value);
            case MULTISET -> text(((MultisetType) type).getElementType(), new org.apache.paimon.types.IntType(false), (InternalMap) value);
            case ROW -> text((RowType) type, (InternalRow) value);
            case VARIANT -> HexFormat.of().formatHex(((Variant) value).value()) + "/" + HexFormat.of().formatHex(((Variant) value).metadata());
            default -> value.toString();
        };
    }

    private static List<String> texts(DataType element, InternalArray array)
    {
        List<String> texts = new ArrayList<>();
        InternalArray.ElementGetter getter = InternalArray.createElementGetter(element);
        for (int i = 0; i < array.size(); i++) {
            texts.add(text(element, getter.getElementOrNull(array, i)));
        }
        return texts;
    }

    private static String text(DataType key, DataType value, InternalMap map)
    {
        List<String> keys = texts(key, map.keyArray());
        List<String> values = texts(value, map.valueArray());
        Map<String, List<String>> entries = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.put(keys.get(i), Collections.singletonList(values.get(i)));
        }
        return entries.toString();
    }
}
