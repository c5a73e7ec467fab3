package dev.varve.product.paimon;

import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.BinaryType;
import org.apache.paimon.types.CharType;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.LocalZonedTimestampType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimeType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.types.VarBinaryType;
import org.apache.paimon.types.VarCharType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random values of Paimon's types: mostly few different ones, sometimes the ends of the type's range and odd texts. */
final class RandomValues
{
    private static final List<String> STRINGS = List.of(
            "", "a", "b", "ab", "ä", "日本語", "it's", "\"quoted\"", "back\\slash", "line\nfeed", "tab\t", "trailing  ", "😀", "null",
            "a=b/c%d", "x".repeat(70), "zzz\u0000zzz");
    private static final long DAY_RANGE = 20_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private final RandomGenerator random;

    RandomValues(RandomGenerator random)
    {
        this.random = random;
    }

    /** A value that is null in some cases if the type allows it. */
    Object nullable(DataType type)
    {
        return type.isNullable() && random.nextInt(5) == 0 ? null : value(type);
    }

    Object value(DataType type)
    {
        boolean extreme = random.nextInt(20) == 0;
        boolean positive = random.nextBoolean();
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> positive;
            case TINYINT -> extreme ? (positive ? Byte.MAX_VALUE : Byte.MIN_VALUE) : (byte) random.nextInt(-10, 10);
            case SMALLINT -> extreme ? (positive ? Short.MAX_VALUE : Short.MIN_VALUE) : (short) random.nextInt(-100, 100);
            case INTEGER -> extreme ? (positive ? Integer.MAX_VALUE : Integer.MIN_VALUE) : random.nextInt(-100, 1000);
            case BIGINT -> extreme ? (positive ? Long.MAX_VALUE : Long.MIN_VALUE) : random.nextLong(-100, 1000);
            case FLOAT -> extreme ? oddFloat() : (float) random.nextInt(-100, 100) / 8;
            case DOUBLE -> extreme ? (double) oddFloat() : (double) random.nextInt(-1000, 1000) / 10;
            case DECIMAL -> decimal((DecimalType) type);
            case CHAR -> string(((CharType) type).getLength());
            case VARCHAR -> string(((VarCharType) type).getLength());
            case BINARY -> bytes(((BinaryType) type).getLength());
            case VARBINARY -> bytes(Math.min(((VarBinaryType) type).getLength(), random.nextInt(12)));
            case DATE -> (int) random.nextLong(-DAY_RANGE, DAY_RANGE);
            case TIME_WITHOUT_TIME_ZONE -> time(((TimeType) type).getPrecision());
            case TIMESTAMP_WITHOUT_TIME_ZONE -> timestamp(((TimestampType) type).getPrecision());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(((LocalZonedTimestampType) type).getPrecision());
            case ARRAY -> array(((ArrayType) type).getElementType());
            case MAP -> map(((MapType) type).getKeyType(), ((MapType) type).getValueType());
            case ROW -> row((RowType) type);
            default -> throw new IllegalArgumentException("No random values of " + type);
        };
    }

    private float oddFloat()
    {
        float[] odd = {Float.NaN, -0.0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE};
        return odd[random.nextInt(odd.length)];
    }

    private Decimal decimal(DecimalType type)
    {
        int digits = random.nextInt(1, type.getPrecision() + 1);
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        for (int i = 0; i < digits; i++) {
            text.append(random.nextInt(10));
        }
        return Decimal.fromBigDecimal(new BigDecimal(new BigInteger(text.toString()), type.getScale()), type.getPrecision(), type.getScale());
    }

    private BinaryString string(int length)
    {
        String text = random.nextInt(3) == 0 ? STRINGS.get(random.nextInt(STRINGS.size())) : "value-" + random.nextInt(30);
        int points = text.codePointCount(0, text.length());
        return BinaryString.fromString(points <= length ? text : text.substring(0, text.offsetByCodePoints(0, length)));
    }

    private byte[] bytes(int length)
    {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private int time(int precision)
    {
        int millis = random.nextInt(86_400_000);
        return precision >= 3 ? millis : millis - millis % 1000;
    }

    /** From 1915 to 2024, but not in the second before 1970, which ORC cannot hold. */
    private Timestamp timestamp(int precision)
    {
        long seconds = random.nextLong(-DAY_RANGE * SECONDS_PER_DAY, DAY_RANGE * SECONDS_PER_DAY);
        long nanos = random.nextLong(1_000_000_000);
        long unit = 1;
        for (int i = precision; i < 9; i++) {
            unit *= 10;
        }
        nanos -= nanos % unit;
        long whole = seconds == -1 ? 0 : seconds;
        return Timestamp.fromEpochMillis(whole * 1000 + nanos / 1_000_000, (int) (nanos % 1_000_000));
    }

    private GenericArray array(DataType elementType)
    {
        Object[] elements = new Object[random.nextInt(4)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = nullable(elementType);
        }
        return new GenericArray(elements);
    }

    private GenericMap map(DataType keyType, DataType valueType)
    {
        Map<Object, Object> entries = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put(value(keyType), nullable(valueType));
        }
        return new GenericMap(entries);
    }

    private GenericRow row(RowType type)
    {
        GenericRow row = new GenericRow(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            row.setField(i, nullable(type.getTypeAt(i)));
        }
        return row;
    }
}
