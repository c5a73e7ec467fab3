package dev.varve.index;

import dev.varve.predicate.Predicate.Comparison;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.RoaringBitmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Bitmaps of rows in the portable format of Roaring, and numbers held as one bitmap per bit. */
final class RowBitmaps
{
    private RowBitmaps() {}

    /** Reads a bitmap and moves on past it. */
    static RoaringBitmap read(ByteBuffer input)
    {
        RoaringBitmap bitmap = new RoaringBitmap();
        try {
            bitmap.deserialize(input.slice().order(ByteOrder.LITTLE_ENDIAN));
        }
        catch (IOException | InvalidRoaringFormat e) {
            throw new IllegalArgumentException("a bitmap makes no sense", e);
        }
        input.position(input.position() + bitmap.serializedSizeInBytes());
        return bitmap;
    }

    static RoaringBitmap all(int rows)
    {
        return RoaringBitmap.bitmapOfRange(0, rows);
    }

    /**
     * The rows whose number is equal to, less or greater than another.
     *
     * @param slices the rows that have each bit, the lowest first
     * @param present the rows that have a number
     */
    static RoaringBitmap compare(List<RoaringBitmap> slices, RoaringBitmap present, Comparison comparison, long number)
    {
        boolean tooLarge = slices.size() < Long.SIZE && number >>> slices.size() != 0;
        RoaringBitmap equal = tooLarge ? new RoaringBitmap() : present.clone();
        RoaringBitmap less = tooLarge ? present.clone() : new RoaringBitmap();
        RoaringBitmap greater = new RoaringBitmap();
        for (int bit = slices.size() - 1; bit >= 0 && !tooLarge; bit--) {
            if ((number >>> bit & 1) != 0) {
                less.or(RoaringBitmap.andNot(equal, slices.get(bit)));
                equal.and(slices.get(bit));
            }
            else {
                greater.or(RoaringBitmap.and(equal, slices.get(bit)));
                equal.andNot(slices.get(bit));
            }
        }
        return switch (comparison) {
            case EQUAL -> equal;
            case NOT_EQUAL -> RoaringBitmap.or(less, greater);
            case LESS -> less;
            case LESS_OR_EQUAL -> RoaringBitmap.or(less, equal);
            case GREATER -> greater;
            case GREATER_OR_EQUAL -> RoaringBitmap.or(greater, equal);
        };
    }
}
