package dev.varve.write.file.format;

import dev.varve.column.Column;
import dev.varve.column.Int128Column;
import dev.varve.column.LongColumn;

/** The unscaled number of a decimal in big-endian two's complement, without redundant bytes. Reused from value to value. */
public final class BigEndianNumber
{
    private static final int MAX_BYTES = 16;

    private final byte[] bytes = new byte[MAX_BYTES];
    private int offset;

    /** Takes a value that is not null, of a flat column of decimals. */
    public void set(Column column, int position)
    {
        long low;
        long high;
        if (column instanceof LongColumn longs) {
            low = longs.values()[position];
            high = low >> (Long.SIZE - 1);
        }
        else {
            Int128Column words = (Int128Column) column;
            low = words.low(position);
            high = words.high(position);
        }
        for (int i = MAX_BYTES - 1; i >= 0; i--) {
            bytes[i] = (byte) low;
            low = low >>> Byte.SIZE | high << (Long.SIZE - Byte.SIZE);
            high >>= Byte.SIZE;
        }
        offset = 0;
        while (offset < MAX_BYTES - 1 && bytes[offset] == bytes[offset + 1] >> (Byte.SIZE - 1)) {
            offset++;
        }
    }

    /** The array that holds the number. */
    public byte[] bytes()
    {
        return bytes;
    }

    /** Where it begins. */
    public int offset()
    {
        return offset;
    }

    public int length()
    {
        return MAX_BYTES - offset;
    }
}
