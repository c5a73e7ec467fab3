package dev.varve.merge;

/** A set of longs that is emptied at no cost. Open addressing; at most half full. */
final class KeySet
{
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private long[] keys = new long[1024];
    /** The round in which a slot was filled; slots of earlier rounds are empty. */
    private int[] rounds = new int[1024];
    private int round;
    private int shift = 64 - 10;

    /** Empties the set and makes room for so many keys. */
    void clear(int capacity)
    {
        if (capacity > keys.length / 2) {
            int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, capacity - 1));
            keys = new long[1 << bits];
            rounds = new int[1 << bits];
            shift = 64 - bits;
            round = 0;
        }
        if (++round == 0) {
            rounds = new int[rounds.length];
            round = 1;
        }
    }

    /** Adds a key; false if it was there. */
    boolean add(long key)
    {
        int mask = keys.length - 1;
        int slot = (int) ((key * MULTIPLIER) >>> shift);
        while (rounds[slot] == round) {
            if (keys[slot] == key) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        rounds[slot] = round;
        return true;
    }
}
