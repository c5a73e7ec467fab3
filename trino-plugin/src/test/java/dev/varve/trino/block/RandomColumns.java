package dev.varve.trino.block;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Int128Builder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.ShortBuilder;
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
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Random types that Trino can show, and columns of them: encoded in all ways, with nulls. */
final class RandomColumns
{
    private static final int MILLIS_PER_DAY = 86_400_000;

    private final Random random;

    RandomColumns(Random random)
    {
        this.random = random;
    }

    DataType type(int depth)
    {
        return switch (random.nextInt(depth > 0 ? 24 : 19)) {
            case 0 -> new BooleanType(true);
            case 1 -> new TinyIntType(true);
            case 2 -> new SmallIntType(true);
            case 3 -> new IntType(true);
            case 4 -> new BigIntType(true);
            case 5 -> new FloatType(true);
            case 6 -> new DoubleType(true);
            case 7 -> new DecimalType(1 + random.nextInt(18), 0, true);
            case 8 -> new DecimalType(19 + random.nextInt(20), 5, true);
            case 9 -> new CharType(100, true);
            case 10 -> new VarCharType(100, true);
            case 11 -> new VarCharType(VarCharType.UNBOUNDED, true);
            case 12 -> new BinaryType(5, true);
            case 13 -> new VarBinaryType(VarBinaryType.UNBOUNDED, true);
            case 14 -> new DateType(true);
            case 15 -> new TimeType(3, true);
            case 16 -> new TimestampType(random.nextInt(10), true);
            case 17, 18 -> new LocalZonedTimestampType(random.nextInt(10), true);
            case 19 -> new ArrayType(type(depth - 1), true);
            case 20 -> new MapType(type(0), type(depth - 1), true);
            case 21 -> new MultisetType(type(0), true);
            case 22 -> new VectorType(new DoubleType(true), 3, true);
            default -> {
                List<Field> fields = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    fields.add(new Field(i, "f" + i, type(depth - 1)));
                }
                yield new RowType(fields, true);
            }
        };
    }

    /** A column of so many values of the type, which may be a dictionary or a constant. */
    Column column(DataType type, int size)
    {
        switch (random.nextInt(4)) {
            case 0 -> {
                int[] ids = new int[size];
                int distinct = 1 + random.nextInt(20);
                for (int i = 0; i < size; i++) {
                    ids[i] = random.nextInt(distinct);
                }
                return new DictionaryColumn(size, ids, flat(type, distinct));
            }
            case 1 -> {
                return new ConstantColumn(size, flat(type, 1));
            }
            default -> {
                return flat(type, size);
            }
        }
    }

    private Column flat(DataType type, int size)
    {
        ColumnBuilder builder = ColumnBuilder.of(type, random.nextInt(10));
        boolean nulls = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            append(type, builder, nulls);
        }
        return builder.build();
    }

    private void append(DataType type, ColumnBuilder builder, boolean nulls)
    {
        if (nulls && random.nextInt(4) == 0) {
            builder.appendNull();
            return;
        }
        switch (builder) {
            case ByteBuilder bytes -> bytes.append((byte) (type instanceof BooleanType ? random.nextInt(2) : random.nextInt()));
            case ShortBuilder shorts -> shorts.append((short) random.nextInt());
            case IntBuilder ints -> ints.append(type instanceof TimeType ? random.nextInt(MILLIS_PER_DAY) : random.nextInt());
            case LongBuilder longs -> longs.append(longValue(type));
            case Int128Builder words -> {
                long value = random.nextLong() / 10;
                words.append(value >> 63, value);
            }
            case Fixed12Builder words -> words.append(micros(), random.nextInt(10) * 100_000);
            case BytesBuilder bytes -> {
                byte[] value = "xyz, \u00e4\u20ac ".repeat(random.nextInt(5)).concat(type instanceof CharType ? "." : "").getBytes(UTF_8);
                bytes.append(value, 0, value.length);
            }
            case ArrayBuilder arrays -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    append(element(type), arrays.elements(), nulls);
                }
                arrays.endValue();
            }
            case MapBuilder maps -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    append(type instanceof MapType map ? map.key() : ((MultisetType) type).element(), maps.keys(), false);
                    append(type instanceof MapType map ? map.value() : new IntType(false), maps.values(), nulls);
                }
                maps.endValue();
            }
            case RowBuilder rows -> {
                for (int i = 0; i < rows.fieldCount(); i++) {
                    append(((RowType) type).field(i).type(), rows.field(i), nulls);
                }
                rows.endValue();
            }
        }
    }

    private static DataType element(DataType type)
    {
        return type instanceof ArrayType array ? array.element() : ((VectorType) type).element();
    }

    private long longValue(DataType type)
    {
        if (type instanceof TimestampType timestamp) {
            return rounded(micros(), timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType instant) {
            return rounded(micros(), instant.precision());
        }
        return type instanceof DecimalType decimal ? random.nextLong(Math.powExact(10L, decimal.precision())) : random.nextLong();
    }

    private static long rounded(long micros, int precision)
    {
        long unit = Math.powExact(10L, Math.max(0, 6 - precision));
        return Math.floorDiv(micros, unit) * unit;
    }

    private long micros()
    {
        return random.nextInt(3) == 0 ? -random.nextInt(3000) : random.nextLong() >> 10;
    }
}
