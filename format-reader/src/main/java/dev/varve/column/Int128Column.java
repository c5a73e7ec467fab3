package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** 128-bit signed integers: value {@code i} is {@code words[2i]} (high half) and {@code words[2i + 1]} (low half). */
public final class Int128Column
        extends Column
{
    private final long[] words;

    /** @param validity null if no value is null */
    public Int128Column(int size, long[] validity, long[] words)
    {
        super(size, validity);
        this.words = requireNonNull(words, "words is null");
        if (words.length < 2 * size) {
            throw new IllegalArgumentException("Only " + words.length + " words for a column of " + size);
        }
    }

    public long[] words()
    {
        return words;
    }

    public long high(int position)
    {
        return words[2 * position];
    }

    public long low(int position)
    {
        return words[2 * position + 1];
    }

    @Override
    public Int128Column select(int[] positions, int count)
    {
        long[] selected = new long[2 * count];
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (position >= 0) {
                selected[2 * i] = words[2 * position];
                selected[2 * i + 1] = words[2 * position + 1];
            }
        }
        return new Int128Column(count, selectValidity(positions, count), selected);
    }

    @Override
    public long retainedBytes()
    {
        return 40 + validityBytes() + 8L * words.length;
    }
}
