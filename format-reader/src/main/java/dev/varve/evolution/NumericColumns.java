package dev.varve.evolution;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;

/** Columns of numbers as arrays of one type, and back. At nulls the arrays hold anything. */
final class NumericColumns
{
    private NumericColumns() {}

    /** The values of a column of bytes, shorts, ints or longs. */
    static long[] longs(Column column)
    {
        int size = column.size();
        if (column instanceof LongColumn longs) {
            return longs.values();
        }
        long[] result = new long[size];
        if (column instanceof IntColumn ints) {
            int[] values = ints.values();
            for (int i = 0; i < size; i++) {
                result[i] = values[i];
            }
        }
        else if (column instanceof ShortColumn shorts) {
            short[] values = shorts.values();
            for (int i = 0; i < size; i++) {
                result[i] = values[i];
            }
        }
        else {
            byte[] values = ((ByteColumn) column).values();
            for (int i = 0; i < size; i++) {
                result[i] = values[i];
            }
        }
        return result;
    }

    /** The values of a FLOAT or DOUBLE column. */
    static double[] doubles(Column column)
    {
        int size = column.size();
        double[] result = new double[size];
        if (column instanceof IntColumn floats) {
            int[] bits = floats.values();
            for (int i = 0; i < size; i++) {
                result[i] = Float.intBitsToFloat(bits[i]);
            }
        }
        else {
            long[] bits = ((LongColumn) column).values();
            for (int i = 0; i < size; i++) {
                result[i] = Double.longBitsToDouble(bits[i]);
            }
        }
        return result;
    }

    static ByteColumn bytes(int size, long[] validity, long[] values)
    {
        byte[] result = new byte[size];
        for (int i = 0; i < size; i++) {
            result[i] = (byte) values[i];
        }
        return new ByteColumn(size, validity, result);
    }

    static ShortColumn shorts(int size, long[] validity, long[] values)
    {
        short[] result = new short[size];
        for (int i = 0; i < size; i++) {
            result[i] = (short) values[i];
        }
        return new ShortColumn(size, validity, result);
    }

    static IntColumn ints(int size, long[] validity, long[] values)
    {
        int[] result = new int[size];
        for (int i = 0; i < size; i++) {
            result[i] = (int) values[i];
        }
        return new IntColumn(size, validity, result);
    }
}
