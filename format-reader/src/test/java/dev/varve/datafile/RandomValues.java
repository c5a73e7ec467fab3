package dev.varve.datafile;

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
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import io.airlift.slice.Slices;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random values of any type, as {@link Values} describes them; extremes, repetitions and nulls are frequent. */
public final class RandomValues
{
    private static final long SECONDS_1900 = -2_208_988_800L;
    private static final long SECONDS_2100 = 4_102_444_800L;
    private static final String[] TEXTS = {"", "a", "varve", "ABC def", "ünï€𝄞", "\u0000", "same", "same again, and longer than sixteen bytes"};

    private final Random random;
    private final double nulls;

    /** @param nulls the share of nulls among values that may be null */
    public RandomValues(Random random, double nulls)
    {
        this.random = random;
        this.nulls = nulls;
    }

    public List<List<Object>> rows(RowType type, int count)
    {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(type));
        }
        return rows;
    }

    private List<Object> row(RowType type)
    {
        Object[] row = new Object[type.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(type.field(i).type());
        }
        return Arrays.asList(row);
    }

    /** One value. */
    public Object value(DataType type)
    {
        if (type.nullable() && random.nextDouble() < nulls) {
            return null;
        }
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        }
        if (type instanceof TinyIntType) {
            return (long) (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (type instanceof SmallIntType) {
            return (long) (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof IntType) {
            return (long) (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof BigIntType) {
            return integer(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type instanceof DateType) {
            return Math.floorDiv(seconds(), 86_400L);
        }
        if (type instanceof TimeType time) {
            return (long) (time.precision() == 0 ? random.nextInt(86_400) * 1000 : random.nextInt(86_400_000));
        }
        if (type instanceof FloatType) {
            return new float[] {0f, -0f, Float.NaN, Float.MAX_VALUE, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, random.nextFloat()}[random.nextInt(7)];
        }
        if (type instanceof DoubleType) {
            return new double[] {0, -0.0, Double.NaN, Double.MAX_VALUE, Double.MIN_VALUE, Double.POSITIVE_INFINITY, random.nextGaussian()}[random.nextInt(7)];
        }
        if (type instanceof DecimalType decimal) {
            return decimal(decimal);
        }
        if (type instanceof CharType text) {
            return text(text.length()).replace('\u0000', 'z').replace(' ', '_');
        }
        if (type instanceof VarCharType text) {
            return text(text.length());
        }
        if (type instanceof BinaryType binary) {
            return bytes(binary.length(), binary.length());
        }
        if (type instanceof VarBinaryType binary) {
            return bytes(0, Math.min(binary.length(), 20));
        }
        if (type instanceof TimestampType timestamp) {
            return timestamp(timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp(timestamp.precision());
        }
        if (type instanceof ArrayType array) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(value(array.element()));
            }
            return values;
        }
        if (type instanceof MapType map) {
            return map(map.key(), map.value());
        }
        if (type instanceof MultisetType multiset) {
            return map(multiset.element(), new IntType(false));
        }
        if (type instanceof VariantType) {
            // The metadata starts with its version.
            return List.of(bytes(1, 10), Slices.wrappedBuffer(new byte[] {1, 0, (byte) random.nextInt(3)}));
        }
        return row((RowType) type);
    }

    private Map<Object, Object> map(DataType key, DataType value)
    {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put(value(key.withNullable(false)), value(value));
        }
        return entries;
    }

    private long integer(long min, long max)
    {
        return switch (random.nextInt(6)) {
            case 0 -> min;
            case 1 -> max;
            case 2, 3 -> random.nextInt(10) - 5;
            default -> random.nextLong();
        };
    }

    private long seconds()
    {
        return SECONDS_1900 + (long) (random.nextDouble() * (SECONDS_2100 - SECONDS_1900));
    }

    private Timestamp timestamp(int precision)
    {
        // The last second before 1970 does not survive ORC's own round trip.
        long seconds = random.nextInt(5) == 0 ? random.nextInt(3) * 3 - 3 : seconds();
        int unit = (int) Math.pow(10, 9 - precision);
        int nanos = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000) / unit * unit;
        return Timestamp.ofMillis(seconds * 1000 + nanos / 1_000_000, nanos % 1_000_000);
    }

    private BigDecimal decimal(DecimalType type)
    {
        BigInteger bound = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = switch (random.nextInt(5)) {
            case 0 -> bound.subtract(BigInteger.ONE);
            case 1 -> bound.subtract(BigInteger.ONE).negate();
            case 2 -> BigInteger.valueOf(random.nextInt(10) - 5).remainder(bound);
            default -> new BigInteger(130, random).mod(bound).multiply(random.nextBoolean() ? BigInteger.ONE : BigInteger.ONE.negate());
        };
        return new BigDecimal(unscaled, type.scale());
    }

    private String text(int maxLength)
    {
        String text = random.nextInt(3) == 0 ? Long.toHexString(random.nextLong()) : TEXTS[random.nextInt(TEXTS.length)];
        return text.codePointCount(0, text.length()) <= maxLength ? text : text.substring(0, text.offsetByCodePoints(0, maxLength));
    }

    private Object bytes(int minLength, int maxLength)
    {
        byte[] bytes = new byte[minLength + random.nextInt(maxLength - minLength + 1)];
        random.nextBytes(bytes);
        return Slices.wrappedBuffer(bytes);
    }

    /** A row type with a nullable field of every type that files hold, as far as {@code supported} lets them. */
    public static RowType everyType(java.util.function.Predicate<DataType> supported)
    {
        DataType text = new VarCharType(VarCharType.UNBOUNDED, true);
        DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, true);
        RowType member = new RowType(List.of(
                new Field(201, "x", new IntType(true)),
                new Field(202, "deep", new RowType(List.of(new Field(203, "y", text), new Field(204, "z", new ArrayType(new BigIntType(true), true))), true))), true);
        List<DataType> types = new ArrayList<>(List.of(
                new BooleanType(true),
                new TinyIntType(true),
                new SmallIntType(true),
                new IntType(true),
                new IntType(false),
                new BigIntType(true),
                new FloatType(true),
                new DoubleType(true),
                text,
                text.withNullable(false),
                new VarCharType(5, true),
                new CharType(7, true),
                binary,
                new VarBinaryType(9, true),
                new BinaryType(4, true),
                new DateType(true),
                new TimeType(0, true),
                new TimeType(3, true)));
        for (int precision : new int[] {1, 9, 10, 18, 19, 20, 38}) {
            types.add(new DecimalType(precision, precision / 2, true));
        }
        for (int precision : new int[] {0, 3, 4, 6, 7, 9}) {
            types.add(new TimestampType(precision, true));
            types.add(new LocalZonedTimestampType(precision, true));
        }
        types.add(new VariantType(true));
        types.add(new ArrayType(new IntType(true), true));
        types.add(new ArrayType(new DecimalType(20, 2, false), true));
        types.add(new ArrayType(new ArrayType(text, true), true));
        types.add(new ArrayType(member, true));
        types.add(new MapType(text, new DoubleType(true), true));
        types.add(new MapType(new IntType(true), new TimestampType(3, true), true));
        types.add(new MapType(new IntType(true), new MapType(text, new ArrayType(new SmallIntType(true), true), true), true));
        types.add(new MultisetType(text, true));
        types.add(member);
        types.add(new RowType(List.of(new Field(301, "m", new MapType(new BigIntType(true), member, true)), new Field(302, "t", new TimestampType(6, true))), false));
        List<Field> fields = new ArrayList<>();
        for (DataType type : types) {
            if (supported.test(type)) {
                fields.add(new Field(fields.size(), "c" + fields.size(), type));
            }
        }
        return RowType.of(fields);
    }
}
