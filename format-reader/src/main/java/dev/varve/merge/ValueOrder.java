package dev.varve.merge;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.error.VarveException;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.Arrays;

/**
 * How the format orders values of one type: numbers by value, text and binaries by unsigned bytes, a prefix first. Of the
 * floating-point numbers -0.0 equals 0.0, and NaN, which releases up to 1.4 cannot order, comes last.
 *
 * <p>Columns are flat and the values compared are not null.
 */
enum ValueOrder
{
    BYTE {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Byte.compare(((ByteColumn) left).values()[i], ((ByteColumn) right).values()[j]);
        }
    },
    SHORT {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Short.compare(((ShortColumn) left).values()[i], ((ShortColumn) right).values()[j]);
        }
    },
    INT {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Integer.compare(((IntColumn) left).values()[i], ((IntColumn) right).values()[j]);
        }
    },
    LONG {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Long.compare(((LongColumn) left).values()[i], ((LongColumn) right).values()[j]);
        }
    },
    FLOAT {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Integer.compare(sortable(((IntColumn) left).values()[i]), sortable(((IntColumn) right).values()[j]));
        }

        @Override
        int compareSequences(Column left, int i, Column right, int j)
        {
            float a = Float.intBitsToFloat(((IntColumn) left).values()[i]);
            float b = Float.intBitsToFloat(((IntColumn) right).values()[j]);
            return a > b ? 1 : a < b ? -1 : 0;
        }
    },
    DOUBLE {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            return Long.compare(sortable(((LongColumn) left).values()[i]), sortable(((LongColumn) right).values()[j]));
        }

        @Override
        int compareSequences(Column left, int i, Column right, int j)
        {
            double a = Double.longBitsToDouble(((LongColumn) left).values()[i]);
            double b = Double.longBitsToDouble(((LongColumn) right).values()[j]);
            return a > b ? 1 : a < b ? -1 : 0;
        }
    },
    INT128 {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            Int128Column a = (Int128Column) left;
            Int128Column b = (Int128Column) right;
            int order = Long.compare(a.high(i), b.high(j));
            return order != 0 ? order : Long.compareUnsigned(a.low(i), b.low(j));
        }
    },
    FIXED12 {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            Fixed12Column a = (Fixed12Column) left;
            Fixed12Column b = (Fixed12Column) right;
            int order = Long.compare(a.epochMicros(i), b.epochMicros(j));
            return order != 0 ? order : Integer.compare(a.picosOfMicro(i), b.picosOfMicro(j));
        }
    },
    BYTES {
        @Override
        int compare(Column left, int i, Column right, int j)
        {
            BytesColumn a = (BytesColumn) left;
            BytesColumn b = (BytesColumn) right;
            int aBase = a.bytes().byteArrayOffset();
            int bBase = b.bytes().byteArrayOffset();
            return Arrays.compareUnsigned(
                    a.bytes().byteArray(), aBase + a.offsets()[i], aBase + a.offsets()[i + 1],
                    b.bytes().byteArray(), bBase + b.offsets()[j], bBase + b.offsets()[j + 1]);
        }
    };

    abstract int compare(Column left, int i, Column right, int j);

    /** As {@link #compare}, but NaN equals every number, as it does in the sequence fields of releases up to 1.4. */
    int compareSequences(Column left, int i, Column right, int j)
    {
        return compare(left, i, right, j);
    }

    static ValueOrder of(DataType type)
    {
        if (type instanceof FloatType) {
            return FLOAT;
        }
        if (type instanceof DoubleType) {
            return DOUBLE;
        }
        Layout layout = Layout.of(type);
        return switch (layout) {
            case BYTE -> BYTE;
            case SHORT -> SHORT;
            case INT -> INT;
            case LONG -> LONG;
            case INT128 -> INT128;
            case FIXED12 -> FIXED12;
            case BYTES -> BYTES;
            case ARRAY, MAP, ROW -> throw VarveException.invalid("Values of type " + type + " have no order, so it cannot be the type of a key or a sequence field");
        };
    }

    /** Float bits as an int that orders like the float. */
    static int sortable(int floatBits)
    {
        float value = Float.intBitsToFloat(floatBits);
        int bits = Float.floatToIntBits(value == 0 ? 0.0f : value);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** Double bits as a long that orders like the double. */
    static long sortable(long doubleBits)
    {
        double value = Double.longBitsToDouble(doubleBits);
        long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}
