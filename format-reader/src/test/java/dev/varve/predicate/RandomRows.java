package dev.varve.predicate;

import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Int128Builder;
import dev.varve.column.IntBuilder;
import dev.varve.column.Layout;
import dev.varve.column.LongBuilder;
import dev.varve.column.ShortBuilder;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import static io.airlift.slice.Slices.utf8Slice;
import static io.airlift.slice.Slices.wrappedBuffer;

/** Makes values that are often equal and often at a limit, and predicates on them. */
final class RandomRows
{
    static final List<DataType> TYPES = List.of(
            new BooleanType(true),
            new TinyIntType(true),
            new SmallIntType(true),
            new IntType(true),
            new BigIntType(true),
            new DateType(true),
            new FloatType(true),
            new DoubleType(true),
            new DecimalType(9, 2, true),
            new DecimalType(38, 4, true),
            new TimestampType(3, true),
            new TimestampType(6, true),
            new TimestampType(9, true),
            new LocalZonedTimestampType(9, true),
            new CharType(4, true),
            new VarCharType(20, true),
            new VarBinaryType(20, true));

    private static final double[] DOUBLES = {0.0, -0.0, 1.5, -1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE};
    private static final float[] FLOATS = {0.0f, -0.0f, 1.5f, -1.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE};
    private static final String[] TEXTS = {"", "a", "ab", "abc", "b", "a b", "a\tb", "ä", "\uFFFD", "\uD83D\uDE00", "value-000000001", "value-000000002"};

    private final Random random;

    RandomRows(Random random)
    {
        this.random = random;
    }

    Object value(DataType type)
    {
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        }
        if (type instanceof TinyIntType) {
            return pick(Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (type instanceof SmallIntType) {
            return pick(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof IntType || type instanceof DateType) {
            return pick(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof BigIntType) {
            return pick(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type instanceof FloatType) {
            return FLOATS[random.nextInt(FLOATS.length)];
        }
        if (type instanceof DoubleType) {
            return DOUBLES[random.nextInt(DOUBLES.length)];
        }
        if (type instanceof DecimalType decimal) {
            BigInteger unscaled = random.nextInt(10) == 0
                    ? BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE).multiply(BigInteger.valueOf(random.nextInt(2) * 2 - 1))
                    : BigInteger.valueOf(random.nextInt(11) - 5).multiply(BigInteger.ONE.shiftLeft(decimal.isShort() ? 3 : random.nextInt(2) * 64));
            return new BigDecimal(unscaled, decimal.scale());
        }
        if (type instanceof TimestampType timestamp) {
            return timestamp(timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp(timestamp.precision());
        }
        if (type instanceof VarBinaryType) {
            byte[] bytes = new byte[random.nextInt(3)];
            random.nextBytes(bytes);
            return wrappedBuffer(bytes);
        }
        String text = TEXTS[random.nextInt(TEXTS.length)];
        if (type instanceof CharType) {
            text = text.substring(0, Math.min(2, text.length())) + " ".repeat(random.nextInt(3));
        }
        return utf8Slice(text);
    }

    Object valueOrNull(DataType type)
    {
        return random.nextInt(5) == 0 ? null : value(type);
    }

    private Long pick(long min, long max)
    {
        return switch (random.nextInt(10)) {
            case 0 -> min;
            case 1 -> max;
            default -> (long) random.nextInt(11) - 5;
        };
    }

    private Timestamp timestamp(int precision)
    {
        long step = precision <= 3 ? 1000 : 1;
        long micros = (random.nextInt(11) - 5) * step + (random.nextInt(4) == 0 ? -2_000_000_000_000L : 0);
        return new Timestamp(micros, precision > 6 ? random.nextInt(3) * 499 : 0);
    }

    Predicate predicate(List<DataType> types, int depth)
    {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<Predicate> operands = IntStream.range(0, random.nextInt(4)).mapToObj(i -> predicate(types, depth - 1)).toList();
            return random.nextBoolean() ? Predicate.and(operands) : Predicate.or(operands);
        }
        int column = random.nextInt(types.size());
        return leaf(column, types.get(column));
    }

    private Predicate leaf(int column, DataType type)
    {
        return switch (random.nextInt(8)) {
            case 0 -> new IsNull(column, type);
            case 1 -> new IsNotNull(column, type);
            case 2 -> new In(column, type, literals(type));
            case 3 -> new NotIn(column, type, literals(type));
            case 4 -> Layout.of(type) == Layout.BYTES ? new StartsWith(column, type, prefix(type)) : new In(column, type, literals(type));
            default -> new Compare(column, type, Comparison.values()[random.nextInt(Comparison.values().length)], value(type));
        };
    }

    private List<Object> literals(DataType type)
    {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(type)).toList();
    }

    private Slice prefix(DataType type)
    {
        Slice value = (Slice) value(type);
        return value.slice(0, random.nextInt(value.length() + 1));
    }

    /** A column of those values: flat, or encoded if that is possible. */
    Column column(DataType type, List<Object> values)
    {
        Column flat = flat(type, values);
        switch (random.nextInt(4)) {
            case 0:
                int[] ids = IntStream.range(0, values.size()).map(i -> values.size() - 1 - i).toArray();
                List<Object> reversed = new ArrayList<>(values);
                Collections.reverse(reversed);
                // As many values again that nobody refers to.
                reversed.addAll(values);
                return new DictionaryColumn(values.size(), ids, flat(type, reversed));
            case 1:
                boolean constant = !values.isEmpty() && values.stream().allMatch(value -> Objects.equals(value, values.get(0)));
                return constant ? new ConstantColumn(values.size(), flat(type, values.subList(0, 1))) : flat;
            default:
                return flat;
        }
    }

    private static Column flat(DataType type, List<Object> values)
    {
        ColumnBuilder builder = ColumnBuilder.of(type, values.size());
        for (Object value : values) {
            if (value == null) {
                builder.appendNull();
            }
            else {
                append(builder, value);
            }
        }
        return builder.build();
    }

    private static void append(ColumnBuilder builder, Object value)
    {
        if (builder instanceof Int128Builder wide) {
            BigInteger unscaled = ((BigDecimal) value).unscaledValue();
            wide.append(unscaled.shiftRight(64).longValue(), unscaled.longValue());
        }
        else if (builder instanceof Fixed12Builder timestamps) {
            Timestamp timestamp = (Timestamp) value;
            timestamps.append(timestamp.epochMicros(), timestamp.nanosOfMicro() * 1000);
        }
        else if (builder instanceof BytesBuilder bytes) {
            bytes.append((Slice) value);
        }
        else if (builder instanceof LongBuilder longs) {
            longs.append(asLong(value));
        }
        else if (builder instanceof IntBuilder ints) {
            ints.append((int) asLong(value));
        }
        else if (builder instanceof ShortBuilder shorts) {
            shorts.append((short) asLong(value));
        }
        else {
            ((ByteBuilder) builder).append((byte) asLong(value));
        }
    }

    private static long asLong(Object value)
    {
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        if (value instanceof Float real) {
            return Float.floatToRawIntBits(real);
        }
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.unscaledValue().longValueExact();
        }
        return value instanceof Timestamp timestamp ? timestamp.epochMicros() : (Long) value;
    }
}
