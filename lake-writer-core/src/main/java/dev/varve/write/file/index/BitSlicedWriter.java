package dev.varve.write.file.index;

import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import org.roaringbitmap.RoaringBitmap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A bitmap of rows per bit of the numbers, those below 0 apart by their absolute values.
 *
 * <pre>
 * byte 1, int32 rows, bool [, slices of numbers from 0 on], bool [, slices of numbers below 0]
 * slices: byte 1, int64 0, int64 largest number, bitmap of rows that have one, int32 slices, each a bitmap
 * </pre>
 */
final class BitSlicedWriter
        implements IndexWriter
{
    private static final int VERSION = 1;

    private final Numbers numbers;
    private final Slices positive = new Slices();
    private final Slices negative = new Slices();
    private int rows;
    private boolean fits = true;

    private BitSlicedWriter(Numbers numbers)
    {
        this.numbers = numbers;
    }

    static BitSlicedWriter of(Field column)
    {
        DataType type = column.type();
        Layout layout = Layout.of(type);
        boolean isNumber = layout == Layout.BYTE || layout == Layout.SHORT || layout == Layout.INT || layout == Layout.LONG || layout == Layout.FIXED12;
        if (!isNumber || type instanceof BooleanType || type instanceof FloatType || type instanceof DoubleType || type instanceof DecimalType decimal && !decimal.isShort()) {
            throw IndexSpec.unfit(column, "bsi");
        }
        return new BitSlicedWriter(Numbers.of(type));
    }

    @Override
    public void add(Column column, int from, int to)
    {
        for (int i = from; i < to; i++) {
            if (!column.isNull(i)) {
                add(numbers.value(column, i));
            }
            rows++;
        }
    }

    private void add(long number)
    {
        if (number >= 0) {
            positive.add(rows, number);
        }
        else if (number == Long.MIN_VALUE) {
            // Its absolute value is no long.
            fits = false;
        }
        else {
            negative.add(rows, -number);
        }
    }

    @Override
    public Optional<byte[]> finish()
            throws IOException
    {
        if (!fits) {
            return Optional.empty();
        }
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(index);
        output.writeByte(VERSION);
        output.writeInt(rows);
        positive.write(output);
        negative.write(output);
        return Optional.of(index.toByteArray());
    }

    private static final class Slices
    {
        private final RoaringBitmap present = new RoaringBitmap();
        private final RoaringBitmap[] slices = Bitmaps.empty(Long.SIZE);
        private long max;

        private void add(int row, long number)
        {
            present.add(row);
            max = Math.max(max, number);
            for (long rest = number; rest != 0; rest &= rest - 1) {
                slices[Long.numberOfTrailingZeros(rest)].add(row);
            }
        }

        private void write(DataOutputStream output)
                throws IOException
        {
            output.writeBoolean(!present.isEmpty());
            if (present.isEmpty()) {
                return;
            }
            output.writeByte(VERSION);
            output.writeLong(0);
            output.writeLong(max);
            output.write(Bitmaps.bytes(present));
            int count = Long.SIZE - Long.numberOfLeadingZeros(max);
            output.writeInt(count);
            for (int i = 0; i < count; i++) {
                output.write(Bitmaps.bytes(slices[i]));
            }
        }
    }
}
