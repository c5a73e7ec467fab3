package dev.varve.merge;

import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ValueOrder;
import dev.varve.error.VarveException;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

/**
 * How keys and sequence fields order values where that is not the {@link ValueOrder} of their type: of floating-point numbers, -0.0
 * equals 0.0. Releases up to 1.4 cannot order NaN, which is equal to every number for them; among keys, it comes last here.
 */
public final class KeyOrder
{
    private KeyOrder() {}

    /** The order of key columns. */
    public static ValueOrder ofKeys(DataType type)
    {
        if (type instanceof FloatType) {
            return (left, i, right, j) -> Integer.compare(sortable(((IntColumn) left).values()[i]), sortable(((IntColumn) right).values()[j]));
        }
        if (type instanceof DoubleType) {
            return (left, i, right, j) -> Long.compare(sortable(((LongColumn) left).values()[i]), sortable(((LongColumn) right).values()[j]));
        }
        return ofType(type);
    }

    /** The order of sequence fields. */
    public static ValueOrder ofSequences(DataType type)
    {
        if (type instanceof FloatType) {
            return (left, i, right, j) -> compare(Float.intBitsToFloat(((IntColumn) left).values()[i]), Float.intBitsToFloat(((IntColumn) right).values()[j]));
        }
        if (type instanceof DoubleType) {
            return (left, i, right, j) -> compare(Double.longBitsToDouble(((LongColumn) left).values()[i]), Double.longBitsToDouble(((LongColumn) right).values()[j]));
        }
        return ofType(type);
    }

    private static ValueOrder ofType(DataType type)
    {
        return ValueOrder.of(type).orElseThrow(() -> VarveException.invalid(
                "Values of type " + type + " have no order, so it cannot be the type of a key or a sequence field"));
    }

    private static int compare(double left, double right)
    {
        return left > right ? 1 : left < right ? -1 : 0;
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
