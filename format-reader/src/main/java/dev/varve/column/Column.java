package dev.varve.column;

import java.util.Arrays;

/**
 * A column of values, immutable by convention: whoever got a column, or its arrays, must not change them.
 *
 * <p>Nulls are a packed bitmap, as in Arrow: bit {@code i & 63} of word {@code i >>> 6} is set if value {@code i} is
 * present. No bitmap means that no value is null. What stands in the value arrays at a null is undefined, except that
 * offsets stay valid. Arrays may be longer than the column.
 */
public abstract sealed class Column
        permits ArrayColumn, ByteColumn, BytesColumn, ConstantColumn, DictionaryColumn, Fixed12Column, Int128Column, IntColumn,
                LongColumn, MapColumn, RowColumn, ShortColumn
{
    private final int size;
    private final long[] validity;

    Column(int size, long[] validity)
    {
        if (size < 0) {
            throw new IllegalArgumentException("size is negative: " + size);
        }
        if (validity != null && validity.length < Validity.words(size)) {
            throw new IllegalArgumentException("The validity bitmap has " + validity.length + " words, too few for " + size + " values");
        }
        this.size = size;
        this.validity = validity;
    }

    public final int size()
    {
        return size;
    }

    /** The validity bitmap, or null if no value is null. Undefined for dictionary and constant columns: {@link #flatten} first. */
    public final long[] validity()
    {
        return validity;
    }

    /** Whether there may be nulls. */
    public boolean mayHaveNulls()
    {
        return validity != null;
    }

    public boolean isNull(int position)
    {
        return validity != null && !Validity.isValid(validity, position);
    }

    /**
     * The values at {@code positions[0 .. count)}, in that order, as a column of its own. A position of -1 yields null.
     */
    public abstract Column select(int[] positions, int count);

    /** The same values without dictionary or run-length encoding at the outermost level; {@code this} if there is none. */
    public Column flatten()
    {
        return this;
    }

    /** Bytes of memory that this column keeps alive. */
    public abstract long retainedBytes();

    /** The validity of {@link #select}'s result. */
    final long[] selectValidity(int[] positions, int count)
    {
        if (validity == null) {
            for (int i = 0; i < count; i++) {
                if (positions[i] < 0) {
                    return selectSparseValidity(positions, count);
                }
            }
            return null;
        }
        return selectSparseValidity(positions, count);
    }

    private long[] selectSparseValidity(int[] positions, int count)
    {
        long[] selected = new long[Validity.words(count)];
        boolean anyNull = false;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (position >= 0 && (validity == null || Validity.isValid(validity, position))) {
                Validity.set(selected, i);
            }
            else {
                anyNull = true;
            }
        }
        return anyNull ? selected : null;
    }

    final long validityBytes()
    {
        return validity == null ? 0 : 16L + 8L * validity.length;
    }

    /** All positions of a column of that size, in order. */
    static int[] identity(int size)
    {
        int[] positions = new int[size];
        Arrays.setAll(positions, i -> i);
        return positions;
    }
}
