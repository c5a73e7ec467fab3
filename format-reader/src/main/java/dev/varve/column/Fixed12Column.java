package dev.varve.column;

import static java.util.Objects.requireNonNull;

/**
 * 12-byte timestamps: value {@code i} is three ints from {@code 3i} on, the low and the high half of the microseconds since
 * the epoch (floor) and the picoseconds of the microsecond (0 to 999,999).
 */
public final class Fixed12Column
        extends Column
{
    private final int[] words;

    /** @param validity null if no value is null */
    public Fixed12Column(int size, long[] validity, int[] words)
    {
        super(size, validity);
        this.words = requireNonNull(words, "words is null");
        if (words.length < 3 * size) {
            throw new IllegalArgumentException("Only " + words.length + " words for a column of " + size);
        }
    }

    public int[] words()
    {
        return words;
    }

    public long epochMicros(int position)
    {
        return (words[3 * position] & 0xFFFF_FFFFL) | ((long) words[3 * position + 1] << 32);
    }

    public int picosOfMicro(int position)
    {
        return words[3 * position + 2];
    }

    /** Stores one value into an array laid out like {@link #words()}. */
    public static void set(int[] words, int position, long epochMicros, int picosOfMicro)
    {
        words[3 * position] = (int) epochMicros;
        words[3 * position + 1] = (int) (epochMicros >> 32);
        words[3 * position + 2] = picosOfMicro;
    }

    @Override
    public Fixed12Column select(int[] positions, int count)
    {
        int[] selected = new int[3 * count];
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (position >= 0) {
                selected[3 * i] = words[3 * position];
                selected[3 * i + 1] = words[3 * position + 1];
                selected[3 * i + 2] = words[3 * position + 2];
            }
        }
        return new Fixed12Column(count, selectValidity(positions, count), selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 4L * words.length;
    }
}
