package dev.varve.row;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Literals as columns of a single value, and values of columns as literals. */
public final class LiteralColumn
{
    private LiteralColumn() {}

    /** @param literal as {@link Literal} says, or null */
    public static Column of(DataType type, Object literal)
    {
        if (literal == null) {
            ColumnBuilder builder = ColumnBuilder.of(type, 1);
            builder.appendNull();
            return builder.build();
        }
        return switch (Layout.of(type)) {
            case BYTE -> new ByteColumn(1, null, new byte[] {
                    type instanceof BooleanType ? (byte) ((Boolean) literal ? 1 : 0) : ((Long) literal).byteValue()});
            case SHORT -> new ShortColumn(1, null, new short[] {((Long) literal).shortValue()});
            case INT -> new IntColumn(1, null, new int[] {
                    type instanceof FloatType ? Float.floatToRawIntBits((Float) literal) : Math.toIntExact((Long) literal)});
            case LONG -> new LongColumn(1, null, new long[] {longValue(type, literal)});
            case INT128 -> {
                BigInteger unscaled = ((BigDecimal) literal).setScale(((DecimalType) type).scale()).unscaledValue();
                yield new Int128Column(1, null, new long[] {unscaled.shiftRight(64).longValue(), unscaled.longValue()});
            }
            case FIXED12 -> {
                Timestamp timestamp = (Timestamp) literal;
                Fixed12Builder builder = new Fixed12Builder(1);
                builder.append(timestamp.epochMicros(), timestamp.nanosOfMicro() * 1000);
                yield builder.build();
            }
            case BYTES -> {
                Slice bytes = (Slice) literal;
                yield new BytesColumn(1, null, bytes, new int[] {0, bytes.length()});
            }
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException("There are no literals of type " + type);
        };
    }

    /** A value of a flat column as a {@link Literal}, or null; of a type that has literals. */
    public static Object value(DataType type, Column column, int position)
    {
        if (column.isNull(position)) {
            return null;
        }
        return switch (Layout.of(type)) {
            case BYTE -> {
                byte value = ((ByteColumn) column).values()[position];
                yield type instanceof BooleanType ? (Object) (value != 0) : (Object) (long) value;
            }
            case SHORT -> (long) ((ShortColumn) column).values()[position];
            case INT -> {
                int value = ((IntColumn) column).values()[position];
                yield type instanceof FloatType ? (Object) Float.intBitsToFloat(value) : (Object) (long) value;
            }
            case LONG -> literal(type, ((LongColumn) column).values()[position]);
            case INT128 -> Decimals.value(column, position, ((DecimalType) type).scale());
            case FIXED12 -> {
                Fixed12Column timestamps = (Fixed12Column) column;
                yield new Timestamp(timestamps.epochMicros(position), timestamps.picosOfMicro(position) / 1000);
            }
            case BYTES -> ((BytesColumn) column).value(position).copy();
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException("There are no literals of type " + type);
        };
    }

    private static Object literal(DataType type, long value)
    {
        if (type instanceof DoubleType) {
            return Double.longBitsToDouble(value);
        }
        if (type instanceof DecimalType decimal) {
            return BigDecimal.valueOf(value, decimal.scale());
        }
        return type instanceof TimestampType || type instanceof LocalZonedTimestampType ? (Object) Timestamp.ofMicros(value) : (Object) value;
    }

    private static long longValue(DataType type, Object literal)
    {
        if (type instanceof DoubleType) {
            return Double.doubleToRawLongBits((Double) literal);
        }
        if (type instanceof DecimalType decimal) {
            return ((BigDecimal) literal).setScale(decimal.scale()).unscaledValue().longValueExact();
        }
        return literal instanceof Timestamp timestamp ? timestamp.epochMicros() : (Long) literal;
    }
}
