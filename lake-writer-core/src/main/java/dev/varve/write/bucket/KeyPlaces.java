package dev.varve.write.bucket;

import dev.varve.error.VarveException;
import dev.varve.row.RowEncoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers for each key of a table a place, in memory, without an object for each. */
final class KeyPlaces
{
    static final long NONE = -1;
    private static final int PAGE_BYTES = 1 << 20;

    private final long maxBytes;
    private final List<byte[]> pages = new ArrayList<>();
    private int pageEnd = PAGE_BYTES;
    private long bytes;

    /** Per slot the number of its key from 1 on, 0 if it is free. */
    private int[] table = new int[1024];
    private int[] hashes = new int[512];
    private long[] starts = new long[512];
    private int[] lengths = new int[512];
    private long[] places = new long[512];
    private int size;

    /** @param maxBytes that may be used for all keys */
    KeyPlaces(long maxBytes)
    {
        this.maxBytes = maxBytes;
    }

    /** The place of the key that the encoder holds, or {@link #NONE}. */
    long find(RowEncoder key)
    {
        int number = table[slot(key)];
        return number == 0 ? NONE : places[number - 1];
    }

    /**
     * Sets the place of the key that the encoder holds.
     *
     * @throws VarveException of kind INVALID_REQUEST if there are too many keys
     */
    void put(RowEncoder key, long place)
    {
        int slot = slot(key);
        if (table[slot] != 0) {
            places[table[slot] - 1] = place;
            return;
        }
        if (size == hashes.length) {
            grow();
            slot = slot(key);
        }
        hashes[size] = key.bucketHash();
        lengths[size] = key.length();
        starts[size] = store(key);
        places[size] = place;
        table[slot] = ++size;
    }

    private long store(RowEncoder key)
    {
        int length = key.length();
        if (length > PAGE_BYTES - pageEnd) {
            int page = Math.max(PAGE_BYTES, length);
            reserve(page);
            pages.add(new byte[page]);
            pageEnd = 0;
        }
        key.copyTo(pages.get(pages.size() - 1), pageEnd);
        long start = (long) (pages.size() - 1) << Integer.SIZE | pageEnd;
        pageEnd += length;
        return start;
    }

    /** The slot of the key, or the free one where it belongs. */
    private int slot(RowEncoder key)
    {
        int mask = table.length - 1;
        int hash = key.bucketHash();
        int slot = hash & mask;
        while (table[slot] != 0 && !isAt(key, hash, table[slot] - 1)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isAt(RowEncoder key, int hash, int number)
    {
        return hashes[number] == hash
                && lengths[number] == key.length()
                && key.matches(pages.get((int) (starts[number] >>> Integer.SIZE)), (int) starts[number]);
    }

    private void grow()
    {
        int capacity = Math.multiplyExact(hashes.length, 2);
        reserve((long) hashes.length * (3 * Integer.BYTES + 2 * Long.BYTES));
        hashes = Arrays.copyOf(hashes, capacity);
        starts = Arrays.copyOf(starts, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        places = Arrays.copyOf(places, capacity);
        table = new int[Math.multiplyExact(capacity, 2)];
        int mask = table.length - 1;
        for (int i = 0; i < size; i++) {
            int slot = hashes[i] & mask;
            while (table[slot] != 0) {
                slot = slot + 1 & mask;
            }
            table[slot] = i + 1;
        }
    }

    private void reserve(long more)
    {
        bytes += more;
        if (bytes > maxBytes) {
            throw VarveException.invalid("The primary key of the table lacks a partition column, so that a writer must know where every key is: " + size +
                    " keys need more than the " + (maxBytes >> 20) + " MiB that it may use for them. Give the process more memory, or make the partition columns part of the key");
        }
    }
}
