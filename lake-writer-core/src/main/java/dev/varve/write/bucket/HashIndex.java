package dev.varve.write.bucket;

import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which bucket of a partition the keys of each hash are in. Keys of one hash share a bucket.
 */
final class HashIndex
{
    private static final short FREE = -1;

    private final BucketFill fill;
    private int[] hashes = new int[64];
    private short[] buckets = new short[64];
    private int size;
    private final BitSet changed = new BitSet();
    private final Map<Integer, IndexFile> files = new HashMap<>();

    HashIndex(DynamicBucketOptions options)
    {
        fill = new BucketFill(options);
        Arrays.fill(buckets, FREE);
    }

    /** Adds what a file of the table says. */
    void restore(int bucket, IndexFile file, int[] stored)
    {
        if (bucket < 0 || bucket >= DynamicBucketOptions.MOST_BUCKETS) {
            throw VarveException.corrupt("Hash index '" + file.name() + "' is that of bucket " + bucket + ", which cannot be");
        }
        files.put(bucket, file);
        for (int hash : stored) {
            int slot = slot(hash);
            if (buckets[slot] == FREE) {
                put(slot, hash, bucket);
            }
        }
    }

    /** The bucket of a hash; if it is new, one of those of its class. */
    int assign(int hash, int keyClass)
    {
        int slot = slot(hash);
        if (buckets[slot] == FREE) {
            int bucket = fill.open(keyClass);
            put(slot, hash, bucket);
            changed.set(bucket);
            return bucket;
        }
        return buckets[slot];
    }

    private void put(int slot, int hash, int bucket)
    {
        hashes[slot] = hash;
        buckets[slot] = (short) bucket;
        fill.add(bucket);
        if (++size * 2L > hashes.length) {
            grow();
        }
    }

    /** The slot of the hash, or the free one where it belongs. */
    private int slot(int hash)
    {
        int mask = hashes.length - 1;
        int slot = (hash * 0x9E3779B9) >>> 7 & mask;
        while (buckets[slot] != FREE && hashes[slot] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow()
    {
        int[] oldHashes = hashes;
        short[] oldBuckets = buckets;
        hashes = new int[Math.multiplyExact(oldHashes.length, 2)];
        buckets = new short[hashes.length];
        Arrays.fill(buckets, FREE);
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldBuckets[i] != FREE) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                buckets[slot] = oldBuckets[i];
            }
        }
    }

    /** Whether the bucket got hashes that are not in its file. */
    boolean hasChanged(int bucket)
    {
        return changed.get(bucket);
    }

    /** All hashes of a bucket. */
    int[] hashes(int bucket)
    {
        int[] result = new int[Math.toIntExact(fill.count(bucket))];
        int count = 0;
        for (int i = 0; i < hashes.length; i++) {
            if (buckets[i] == bucket) {
                result[count++] = hashes[i];
            }
        }
        return result;
    }

    /** Says that a file has all hashes of the bucket now; returns the one that it replaces. */
    Optional<IndexFile> replace(int bucket, IndexFile file)
    {
        changed.clear(bucket);
        return Optional.ofNullable(files.put(bucket, file));
    }
}
