package dev.varve.write.file.parquet;

/** Encodes small numbers, such as levels and dictionary ids, as runs of equal and of bit-packed values. */
final class HybridEncoder
{
    private static final int GROUP = 8;

    private HybridEncoder() {}

    /** How many bits the numbers from 0 to {@code max} need. */
    static int bitWidth(int max)
    {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    static void encode(int[] values, int count, int bitWidth, PageBuffer target)
    {
        int packedStart = 0;
        int position = 0;
        while (position < count) {
            int end = position + 1;
            int value = values[position];
            while (end < count && values[end] == value) {
                end++;
            }
            // A run can only begin where the packed values before it fill groups.
            int fill = Math.floorMod(packedStart - position, GROUP);
            if (end - position - fill >= GROUP) {
                pack(values, packedStart, position + fill, bitWidth, target);
                run(value, end - position - fill, bitWidth, target);
                packedStart = end;
            }
            position = end;
        }
        pack(values, packedStart, count, bitWidth, target);
    }

    private static void run(int value, int length, int bitWidth, PageBuffer target)
    {
        target.varint(length << 1);
        for (int shift = 0; shift < bitWidth; shift += Byte.SIZE) {
            target.put((byte) (value >>> shift));
        }
    }

    private static void pack(int[] values, int from, int to, int bitWidth, PageBuffer target)
    {
        if (from == to) {
            return;
        }
        int groups = (to - from + GROUP - 1) / GROUP;
        target.varint(groups << 1 | 1);
        packValues(values, from, to, bitWidth, target);
    }

    /** The bits of the values, least significant first; the last group of eight is filled up with zeros. */
    static void packValues(int[] values, int from, int to, int bitWidth, PageBuffer target)
    {
        int groups = (to - from + GROUP - 1) / GROUP;
        byte[] bytes = target.reserve(groups * bitWidth);
        int out = target.size() - groups * bitWidth;
        long bits = 0;
        int held = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            long value = i < to ? values[i] : 0;
            bits |= value << held;
            held += bitWidth;
            while (held >= Byte.SIZE) {
                bytes[out++] = (byte) bits;
                bits >>>= Byte.SIZE;
                held -= Byte.SIZE;
            }
        }
    }
}
