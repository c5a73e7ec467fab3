package dev.varve.write.maintain;

import io.airlift.slice.Slices;
import io.airlift.slice.XxHash64;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Names of files, of which only hashes of 64 bits are kept: about 16 bytes each. In rare cases a name seems to be in the set that is not; one that is
 * in it is always found. Not thread-safe.
 */
final class NameSet
{
    private static final int MIN_CAPACITY = 1 << 10;

    private long[] hashes = new long[MIN_CAPACITY];
    private int size;

    int size()
    {
        return size;
    }

    /** Whether it was not in the set. */
    boolean add(String name)
    {
        if (size >= hashes.length / 4 * 3) {
            grow();
        }
        return insert(hash(name));
    }

    boolean contains(String name)
    {
        return hashes[position(hash(name))] != 0;
    }

    private boolean insert(long hash)
    {
        int position = position(hash);
        if (hashes[position] != 0) {
            return false;
        }
        hashes[position] = hash;
        size++;
        return true;
    }

    /** Where the hash is, or belongs. */
    private int position(long hash)
    {
        int mask = hashes.length - 1;
        int position = (int) (hash ^ hash >>> 32) & mask;
        while (hashes[position] != 0 && hashes[position] != hash) {
            position = position + 1 & mask;
        }
        return position;
    }

    private void grow()
    {
        long[] old = hashes;
        hashes = new long[Math.multiplyExact(old.length, 2)];
        size = 0;
        for (long hash : old) {
            if (hash != 0) {
                insert(hash);
            }
        }
    }

    /** Never 0, which marks a free place. */
    private static long hash(String name)
    {
        long hash = XxHash64.hash(Slices.wrappedBuffer(name.getBytes(UTF_8)));
        return hash == 0 ? 1 : hash;
    }
}
