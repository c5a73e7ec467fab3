package dev.varve.merge;

/** Numbers distinct longs in the order in which they come, from 0. Emptying it costs nothing. Open addressing; at most half full. */
final class KeyIndex
{
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private long[] keys = new long[1024];
    /** The number of a slot's key plus {@link #base}; what is below {@code base} is left from earlier rounds. */
    private int[] numbers = new int[1024];
    private int shift = 64 - 10;
    private int base = 1;
    private int size;

    /** Empties the index and makes room for so many keys. */
    void clear(int capacity)
    {
        base += size;
        size = 0;
        if (capacity > keys.length / 2) {
            int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, capacity - 1));
            keys = new long[1 << bits];
            numbers = new int[1 << bits];
            shift = 64 - bits;
            base = 1;
        }
        else if (base > Integer.MAX_VALUE - keys.length) {
            numbers = new int[numbers.length];
            base = 1;
        }
    }

    /** How many keys there are; also the number that the next new one gets. */
    int size()
    {
        return size;
    }

    /** The number of a key, which is added if it is new. */
    int number(long key)
    {
        int mask = keys.length - 1;
        int slot = (int) ((key * MULTIPLIER) >>> shift);
        while (numbers[slot] >= base) {
            if (keys[slot] == key) {
                return numbers[slot] - base;
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        numbers[slot] = base + size;
        return size++;
    }
}
