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
import dev.varve.column.ValueOrder;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.List;

/**
 * Keys as longs that order like them: as many leading bits of the key columns as fit into 64, most significant first.
 * Where they hold the whole key ({@link #exact}) a merge compares nothing else; otherwise equal prefixes are told apart
 * by {@link #compare}.
 */
public final class KeyLayout
{
    private final List<DataType> types;
    private final ValueOrder[] orders;
    private final int[] shifts;
    private final int encodedColumns;
    private final int comparedFrom;
    private final boolean exact;

    private KeyLayout(List<DataType> types)
    {
        this.types = List.copyOf(types);
        orders = types.stream().map(KeyOrder::ofKeys).toArray(ValueOrder[]::new);
        shifts = new int[types.size()];
        int remaining = 64;
        int encoded = 0;
        int whole = 0;
        while (encoded < types.size() && remaining > 0) {
            int width = width(types.get(encoded));
            shifts[encoded] = remaining - width;
            if (width <= remaining) {
                whole++;
            }
            remaining = Math.max(0, remaining - width);
            encoded++;
        }
        encodedColumns = encoded;
        comparedFrom = whole;
        exact = whole == types.size();
    }

    /** @param types of the key columns, in their order */
    public static KeyLayout of(List<DataType> types)
    {
        return new KeyLayout(types);
    }

    public boolean exact()
    {
        return exact;
    }

    /** The prefix of every row; they order as signed longs. The columns are flat and have no nulls; nobody changes the result. */
    public long[] prefixes(Column[] columns, int size)
    {
        if (encodedColumns == 1 && !(types.get(0) instanceof DoubleType) && Layout.of(types.get(0)) == Layout.LONG) {
            return ((LongColumn) columns[0]).values();
        }
        long[] prefixes = new long[size];
        for (int i = 0; i < encodedColumns; i++) {
            addBits(columns[i], types.get(i), shifts[i], prefixes, size);
        }
        for (int i = 0; i < size; i++) {
            prefixes[i] ^= Long.MIN_VALUE;
        }
        return prefixes;
    }

    /** Orders two keys whose prefixes are equal. */
    public int compare(Column[] left, int i, Column[] right, int j)
    {
        for (int column = comparedFrom; column < orders.length; column++) {
            int order = orders[column].compare(left[column], i, right[column], j);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int width(DataType type)
    {
        return switch (Layout.of(type)) {
            case BYTE -> 8;
            case SHORT -> 16;
            case INT -> 32;
            case LONG -> 64;
            // never held whole
            default -> 128;
        };
    }

    /** Adds a column's bits, in unsigned order: shifted up, or down if {@code shift} is negative. */
    private static void addBits(Column column, DataType type, int shift, long[] prefixes, int size)
    {
        switch (Layout.of(type)) {
            case BYTE -> {
                byte[] values = ((ByteColumn) column).values();
                for (int i = 0; i < size; i++) {
                    prefixes[i] |= shifted(((values[i] ^ Byte.MIN_VALUE) & 0xFFL), shift);
                }
            }
            case SHORT -> {
                short[] values = ((ShortColumn) column).values();
                for (int i = 0; i < size; i++) {
                    prefixes[i] |= shifted(((values[i] ^ Short.MIN_VALUE) & 0xFFFFL), shift);
                }
            }
            case INT -> {
                int[] values = ((IntColumn) column).values();
                boolean real = type instanceof FloatType;
                for (int i = 0; i < size; i++) {
                    int value = real ? KeyOrder.sortable(values[i]) : values[i];
                    prefixes[i] |= shifted((value ^ Integer.MIN_VALUE) & 0xFFFF_FFFFL, shift);
                }
            }
            case LONG -> {
                long[] values = ((LongColumn) column).values();
                boolean real = type instanceof DoubleType;
                for (int i = 0; i < size; i++) {
                    long value = real ? KeyOrder.sortable(values[i]) : values[i];
                    prefixes[i] |= shifted(value ^ Long.MIN_VALUE, shift);
                }
            }
            case INT128 -> {
                long[] words = ((Int128Column) column).words();
                for (int i = 0; i < size; i++) {
                    prefixes[i] |= shifted(words[2 * i] ^ Long.MIN_VALUE, shift + 64);
                }
            }
            case FIXED12 -> {
                Fixed12Column values = (Fixed12Column) column;
                for (int i = 0; i < size; i++) {
                    prefixes[i] |= shifted(values.epochMicros(i) ^ Long.MIN_VALUE, shift + 64);
                }
            }
            default -> {
                BytesColumn values = (BytesColumn) column;
                byte[] bytes = values.bytes().byteArray();
                int base = values.bytes().byteArrayOffset();
                int[] offsets = values.offsets();
                for (int i = 0; i < size; i++) {
                    prefixes[i] |= shifted(leadingBytes(bytes, base + offsets[i], base + offsets[i + 1]), shift + 64);
                }
            }
        }
    }

    private static long shifted(long bits, int shift)
    {
        return shift >= 0 ? bits << shift : bits >>> -shift;
    }

    /** The first eight bytes, big-endian, followed by zeros if there are fewer. */
    private static long leadingBytes(byte[] bytes, int start, int end)
    {
        long result = 0;
        int length = Math.min(8, end - start);
        for (int i = 0; i < length; i++) {
            result |= (bytes[start + i] & 0xFFL) << (56 - 8 * i);
        }
        return result;
    }
}
