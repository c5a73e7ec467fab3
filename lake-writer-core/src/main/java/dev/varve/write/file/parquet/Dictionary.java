package dev.varve.write.file.parquet;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;

import java.util.Arrays;

/** Numbers the distinct values of a column chunk, in the order in which they come. */
abstract sealed class Dictionary
{
    private static final int MIN_SLOTS = 1024;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    /** Ids plus one by hash, with linear probing; at most half of them are used. */
    private int[] slots = new int[MIN_SLOTS];
    private int size;

    /** Numbers of at most that many bytes. */
    static Dictionary ofNumbers(int bytes)
    {
        return new Numbers(bytes);
    }

    /** @param lengths whether the plain encoding has lengths */
    static Dictionary ofBytes(boolean lengths)
    {
        return new Bytes(lengths);
    }

    /** How many distinct values there are. */
    final int size()
    {
        return size;
    }

    /** Writes the ids of the values to {@code ids}, from {@code offset} on. */
    abstract void ids(Column column, int from, int to, int[] ids, int offset);

    /** Bytes of all distinct values, plainly encoded. */
    abstract long plainBytes();

    /** Writes all distinct values in order. */
    abstract void plain(PageBuffer target);

    /** Writes the values of ids. */
    abstract void plain(int[] ids, int count, PageBuffer target);

    /** Forgets all values. */
    void reset()
    {
        size = 0;
        slots = new int[MIN_SLOTS];
    }

    abstract long hash(int id);

    final int[] slots()
    {
        return slots;
    }

    final int slot(long hash)
    {
        return (int) (hash * MIX >>> (Long.SIZE - Integer.numberOfTrailingZeros(slots.length)));
    }

    /** Takes a free slot for a new value, whose id is returned. */
    final int take(int slot)
    {
        int id = size++;
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return id;
    }

    private void rehash()
    {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = slot(hash(id));
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = id + 1;
        }
    }

    private static final class Numbers
            extends Dictionary
    {
        private final int width;
        private long[] values = new long[MIN_SLOTS];

        private Numbers(int width)
        {
            this.width = width;
        }

        @Override
        void ids(Column column, int from, int to, int[] ids, int offset)
        {
            if (column instanceof LongColumn longs) {
                long[] source = longs.values();
                for (int i = from; i < to; i++) {
                    ids[offset + i - from] = id(source[i]);
                }
            }
            else {
                int[] source = ((IntColumn) column).values();
                for (int i = from; i < to; i++) {
                    ids[offset + i - from] = id(source[i]);
                }
            }
        }

        private int id(long value)
        {
            int[] slots = slots();
            int mask = slots.length - 1;
            int slot = slot(value);
            while (slots[slot] != 0) {
                int id = slots[slot] - 1;
                if (values[id] == value) {
                    return id;
                }
                slot = (slot + 1) & mask;
            }
            if (size() == values.length) {
                values = Arrays.copyOf(values, values.length * 2);
            }
            values[size()] = value;
            return take(slot);
        }

        @Override
        long hash(int id)
        {
            return values[id];
        }

        @Override
        long plainBytes()
        {
            return (long) size() * width;
        }

        @Override
        void plain(PageBuffer target)
        {
            for (int id = 0; id < size(); id++) {
                put(id, target);
            }
        }

        @Override
        void plain(int[] ids, int count, PageBuffer target)
        {
            for (int i = 0; i < count; i++) {
                put(ids[i], target);
            }
        }

        private void put(int id, PageBuffer target)
        {
            if (width == Long.BYTES) {
                target.putLong(values[id]);
            }
            else {
                target.putInt((int) values[id]);
            }
        }
    }

    private static final class Bytes
            extends Dictionary
    {
        private final boolean lengths;
        private final PageBuffer bytes = new PageBuffer();
        private int[] ends = new int[MIN_SLOTS];
        private int[] hashes = new int[MIN_SLOTS];

        private Bytes(boolean lengths)
        {
            this.lengths = lengths;
        }

        @Override
        void ids(Column column, int from, int to, int[] ids, int offset)
        {
            BytesColumn source = (BytesColumn) column;
            byte[] array = source.bytes().byteArray();
            int base = source.bytes().byteArrayOffset();
            int[] offsets = source.offsets();
            for (int i = from; i < to; i++) {
                ids[offset + i - from] = id(array, base + offsets[i], base + offsets[i + 1]);
            }
        }

        private int id(byte[] source, int start, int end)
        {
            int hash = hash(source, start, end);
            int[] slots = slots();
            int mask = slots.length - 1;
            int slot = slot(hash);
            while (slots[slot] != 0) {
                int id = slots[slot] - 1;
                if (hashes[id] == hash && Arrays.equals(bytes.bytes(), start(id), ends[id], source, start, end)) {
                    return id;
                }
                slot = (slot + 1) & mask;
            }
            int id = size();
            if (id == ends.length) {
                ends = Arrays.copyOf(ends, id * 2);
                hashes = Arrays.copyOf(hashes, id * 2);
            }
            bytes.put(source, start, end - start);
            ends[id] = bytes.size();
            hashes[id] = hash;
            return take(slot);
        }

        private static int hash(byte[] source, int start, int end)
        {
            long hash = end - start;
            int position = start;
            for (; position + Long.BYTES <= end; position += Long.BYTES) {
                hash = (hash ^ PageBuffer.longAt(source, position)) * MIX;
                hash ^= hash >>> 32;
            }
            for (; position < end; position++) {
                hash = (hash ^ source[position]) * MIX;
                hash ^= hash >>> 32;
            }
            return (int) hash;
        }

        private int start(int id)
        {
            return id == 0 ? 0 : ends[id - 1];
        }

        @Override
        long hash(int id)
        {
            return hashes[id];
        }

        @Override
        long plainBytes()
        {
            return bytes.size() + (lengths ? (long) size() * Integer.BYTES : 0);
        }

        @Override
        void plain(PageBuffer target)
        {
            for (int id = 0; id < size(); id++) {
                put(id, target);
            }
        }

        @Override
        void plain(int[] ids, int count, PageBuffer target)
        {
            for (int i = 0; i < count; i++) {
                put(ids[i], target);
            }
        }

        private void put(int id, PageBuffer target)
        {
            int start = start(id);
            if (lengths) {
                target.putInt(ends[id] - start);
            }
            target.put(bytes.bytes(), start, ends[id] - start);
        }

        @Override
        void reset()
        {
            super.reset();
            bytes.reset();
        }
    }
}
