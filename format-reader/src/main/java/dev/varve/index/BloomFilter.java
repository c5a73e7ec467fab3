package dev.varve.index;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import io.airlift.slice.Slices;
import io.airlift.slice.XxHash64;
import org.roaringbitmap.RoaringBitmap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A bloom filter: {@code int32} number of hash functions, then the bits, least significant first. It can tell that no row has a value. */
final class BloomFilter
{
    private BloomFilter() {}

    static Optional<RoaringBitmap> find(Predicate.Leaf leaf, IndexedType type, ByteBuffer index)
    {
        List<Object> literals;
        if (leaf instanceof Predicate.Compare compare && compare.comparison() == Comparison.EQUAL) {
            literals = List.of(compare.literal());
        }
        else if (leaf instanceof Predicate.In in) {
            literals = in.literals();
        }
        else {
            return Optional.empty();
        }
        int functions = index.getInt();
        ByteBuffer bits = index.slice();
        if (functions < 1 || bits.remaining() == 0) {
            throw new IllegalArgumentException("a bloom filter has " + functions + " functions and " + bits.remaining() + " bytes");
        }
        for (Object literal : literals) {
            if (!IndexedType.isPlain(literal)) {
                return Optional.empty();
            }
            Optional<Long> hash = type.isBytes() ? Optional.of(XxHash64.hash(Slices.wrappedBuffer(type.bytes(literal)))) : type.number(literal).map(BloomFilter::mix);
            if (hash.isPresent() && mayContain(hash.get(), functions, bits)) {
                return Optional.empty();
            }
        }
        return Optional.of(new RoaringBitmap());
    }

    private static boolean mayContain(long hash, int functions, ByteBuffer bits)
    {
        int low = (int) hash;
        int high = (int) (hash >>> Integer.SIZE);
        int bitCount = bits.remaining() * Byte.SIZE;
        for (int i = 1; i <= functions; i++) {
            int combined = low + i * high;
            int bit = (combined < 0 ? ~combined : combined) % bitCount;
            if ((bits.get(bit / Byte.SIZE) & 1 << bit % Byte.SIZE) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The hash of a number that the format prescribes. */
    private static long mix(long number)
    {
        long value = ~number + (number << 21);
        value ^= value >> 24;
        value = value + (value << 3) + (value << 8);
        value ^= value >> 14;
        value = value + (value << 2) + (value << 4);
        value ^= value >> 28;
        return value + (value << 31);
    }
}
