package dev.varve.index;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import org.roaringbitmap.RoaringBitmap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bitmap of rows per bit of the numbers, those below 0 apart by their absolute values.
 *
 * <pre>
 * byte 1, int32 rows, bool [, slices of numbers from 0 on], bool [, slices of numbers below 0]
 * slices: byte 1, int64 smallest number, int64 largest number, bitmap of rows that have one, int32 slices, each a bitmap of a bit of what the number
 *         is more than the smallest
 * </pre>
 */
final class BitSlicedIndex
{
    private final int rows;
    private final Slices positive;
    private final Slices negative;

    private BitSlicedIndex(ByteBuffer index, IndexedType type)
    {
        requireVersion(index.get());
        rows = index.getInt();
        type.requireRows(rows);
        positive = Slices.read(index);
        negative = Slices.read(index);
    }

    private static void requireVersion(int version)
    {
        if (version != 1) {
            throw new IllegalArgumentException("a bit-sliced index has version " + version);
        }
    }

    private record Slices(long min, RoaringBitmap present, List<RoaringBitmap> slices)
    {
        static Slices read(ByteBuffer index)
        {
            if (index.get() == 0) {
                return new Slices(0, new RoaringBitmap(), List.of());
            }
            requireVersion(index.get());
            long min = index.getLong();
            index.getLong();
            RoaringBitmap present = RowBitmaps.read(index);
            int count = index.getInt();
            if (count < 0 || count > Long.SIZE) {
                throw new IllegalArgumentException("a bit-sliced index has " + count + " slices");
            }
            List<RoaringBitmap> slices = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                slices.add(RowBitmaps.read(index));
            }
            return new Slices(min, present, slices);
        }

        RoaringBitmap compare(Comparison comparison, long number)
        {
            if (number < min) {
                boolean greater = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL || comparison == Comparison.NOT_EQUAL;
                return greater ? present : new RoaringBitmap();
            }
            return RowBitmaps.compare(slices, present, comparison, number - min);
        }
    }

    static Optional<RoaringBitmap> find(Predicate.Leaf leaf, IndexedType type, ByteBuffer bytes)
    {
        if (type.isBytes()) {
            return Optional.empty();
        }
        BitSlicedIndex index = new BitSlicedIndex(bytes, type);
        RoaringBitmap present = RoaringBitmap.or(index.positive.present(), index.negative.present());
        if (leaf instanceof Predicate.IsNotNull) {
            return Optional.of(present);
        }
        if (leaf instanceof Predicate.IsNull) {
            RoaringBitmap nulls = RowBitmaps.all(index.rows);
            nulls.andNot(present);
            return Optional.of(nulls);
        }
        if (leaf instanceof Predicate.Compare compare) {
            return type.number(compare.literal()).map(number -> index.compare(compare.comparison(), number));
        }
        if (leaf instanceof Predicate.In in) {
            RoaringBitmap rows = new RoaringBitmap();
            in.literals().forEach(literal -> type.number(literal).ifPresent(number -> rows.or(index.compare(Comparison.EQUAL, number))));
            return Optional.of(rows);
        }
        if (leaf instanceof Predicate.NotIn notIn) {
            notIn.literals().forEach(literal -> type.number(literal).ifPresent(number -> present.andNot(index.compare(Comparison.EQUAL, number))));
            return Optional.of(present);
        }
        return Optional.empty();
    }

    private RoaringBitmap compare(Comparison comparison, long number)
    {
        if (number == Long.MIN_VALUE) {
            return RoaringBitmap.or(positive.present(), negative.present());
        }
        RoaringBitmap rows;
        boolean below = comparison == Comparison.LESS || comparison == Comparison.LESS_OR_EQUAL || comparison == Comparison.NOT_EQUAL;
        boolean above = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL || comparison == Comparison.NOT_EQUAL;
        if (number >= 0) {
            rows = positive.compare(comparison, number).clone();
            if (below) {
                rows.or(negative.present());
            }
        }
        else {
            rows = negative.compare(mirrored(comparison), -number).clone();
            if (above) {
                rows.or(positive.present());
            }
        }
        return rows;
    }

    /** The comparison of absolute values. */
    private static Comparison mirrored(Comparison comparison)
    {
        return switch (comparison) {
            case LESS -> Comparison.GREATER;
            case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            case GREATER -> Comparison.LESS;
            case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL -> comparison;
        };
    }
}
