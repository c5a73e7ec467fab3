package dev.varve.evolution;

import dev.varve.column.ByteBuilder;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortBuilder;
import dev.varve.column.ShortColumn;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Conversions between numbers, and between numbers and BOOLEAN. Integers are cut to the low bits, floating-point numbers become
 * integers as Java casts them, decimals are rounded half up, and a number that a decimal cannot hold becomes null.
 */
final class NumberConversions
{
    private static final long[] POWERS_OF_TEN = new long[DecimalType.MAX_SHORT_PRECISION + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private NumberConversions() {}

    /** Between integers and floating-point numbers. */
    static Conversion primitive(DataType from, DataType to)
    {
        if (!ScalarConversions.isInteger(from)) {
            return column -> fromDoubles(column, to);
        }
        return column -> fromLongs(column, to);
    }

    static Conversion toBoolean()
    {
        return column -> {
            long[] values = NumericColumns.longs(column);
            byte[] result = new byte[column.size()];
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) (values[i] == 0 ? 0 : 1);
            }
            return new ByteColumn(result.length, column.validity(), result);
        };
    }

    static ValueConversion.Step fromBoolean(DataType to)
    {
        if (to instanceof DecimalType decimal) {
            return (source, position, target) -> appendDecimal(BigDecimal.valueOf(((ByteColumn) source).values()[position]), decimal, target);
        }
        return (source, position, target) -> appendLong(((ByteColumn) source).values()[position], to, target);
    }

    static ValueConversion.Step toDecimal(DataType from, DecimalType to)
    {
        if (from instanceof FloatType) {
            return (source, position, target) -> appendDecimal(BigDecimal.valueOf(Float.intBitsToFloat(((IntColumn) source).values()[position])), to, target);
        }
        if (from instanceof DoubleType) {
            return (source, position, target) -> appendDecimal(BigDecimal.valueOf(Double.longBitsToDouble(((LongColumn) source).values()[position])), to, target);
        }
        return (source, position, target) -> appendDecimal(BigDecimal.valueOf(longValue(source, position)), to, target);
    }

    static ValueConversion.Step fromDecimal(DecimalType from, DataType to)
    {
        int scale = from.scale();
        if (to instanceof DecimalType decimal) {
            return (source, position, target) -> appendDecimal(Decimals.value(source, position, scale), decimal, target);
        }
        if (to instanceof FloatType) {
            return (source, position, target) -> ((IntBuilder) target).append(Float.floatToRawIntBits((float) doubleValue(source, position, scale)));
        }
        if (to instanceof DoubleType) {
            return (source, position, target) -> ((LongBuilder) target).append(Double.doubleToRawLongBits(doubleValue(source, position, scale)));
        }
        return (source, position, target) -> appendLong(Decimals.value(source, position, scale).setScale(0, RoundingMode.DOWN).longValue(), to, target);
    }

    /** Appends what the decimal can hold of the value, or null. */
    static void appendDecimal(BigDecimal value, DecimalType type, ColumnBuilder target)
    {
        Decimals.fit(value, type.precision(), type.scale()).ifPresentOrElse(fitted -> Decimals.append(target, fitted), target::appendNull);
    }

    /** Appends the low bits of an integer, or the nearest floating-point number. */
    static void appendLong(long value, DataType type, ColumnBuilder target)
    {
        if (type instanceof TinyIntType) {
            ((ByteBuilder) target).append((byte) value);
        }
        else if (type instanceof SmallIntType) {
            ((ShortBuilder) target).append((short) value);
        }
        else if (type instanceof IntType) {
            ((IntBuilder) target).append((int) value);
        }
        else if (type instanceof BigIntType) {
            ((LongBuilder) target).append(value);
        }
        else if (type instanceof FloatType) {
            ((IntBuilder) target).append(Float.floatToRawIntBits(value));
        }
        else {
            ((LongBuilder) target).append(Double.doubleToRawLongBits(value));
        }
    }

    static long longValue(Column column, int position)
    {
        if (column instanceof LongColumn longs) {
            return longs.values()[position];
        }
        if (column instanceof IntColumn ints) {
            return ints.values()[position];
        }
        if (column instanceof ByteColumn bytes) {
            return bytes.values()[position];
        }
        return ((ShortColumn) column).values()[position];
    }

    /** Short decimals are divided, which rounds twice for large ones. */
    private static double doubleValue(Column column, int position, int scale)
    {
        if (column instanceof LongColumn longs) {
            return (double) longs.values()[position] / POWERS_OF_TEN[scale];
        }
        return Decimals.value(column, position, scale).doubleValue();
    }

    private static Column fromLongs(Column column, DataType to)
    {
        int size = column.size();
        long[] validity = column.validity();
        long[] values = NumericColumns.longs(column);
        if (to instanceof FloatType) {
            int[] result = new int[size];
            for (int i = 0; i < size; i++) {
                result[i] = Float.floatToRawIntBits(values[i]);
            }
            return new IntColumn(size, validity, result);
        }
        if (to instanceof DoubleType) {
            long[] result = new long[size];
            for (int i = 0; i < size; i++) {
                result[i] = Double.doubleToRawLongBits(values[i]);
            }
            return new LongColumn(size, validity, result);
        }
        return integers(size, validity, values, to);
    }

    private static Column fromDoubles(Column column, DataType to)
    {
        int size = column.size();
        long[] validity = column.validity();
        double[] values = NumericColumns.doubles(column);
        if (to instanceof FloatType) {
            int[] result = new int[size];
            for (int i = 0; i < size; i++) {
                result[i] = Float.floatToRawIntBits((float) values[i]);
            }
            return new IntColumn(size, validity, result);
        }
        long[] result = new long[size];
        if (to instanceof DoubleType) {
            for (int i = 0; i < size; i++) {
                result[i] = Double.doubleToRawLongBits(values[i]);
            }
            return new LongColumn(size, validity, result);
        }
        for (int i = 0; i < size; i++) {
            result[i] = to instanceof BigIntType ? (long) values[i] : (int) values[i];
        }
        return integers(size, validity, result, to);
    }

    private static Column integers(int size, long[] validity, long[] values, DataType to)
    {
        if (to instanceof TinyIntType) {
            return NumericColumns.bytes(size, validity, values);
        }
        if (to instanceof SmallIntType) {
            return NumericColumns.shorts(size, validity, values);
        }
        if (to instanceof IntType) {
            return NumericColumns.ints(size, validity, values);
        }
        return new LongColumn(size, validity, values);
    }
}
