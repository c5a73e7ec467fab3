package dev.varve.index;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import org.roaringbitmap.RoaringBitmap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A bitmap of rows per value. A place in the body is {@code int32 offset, int32 length}; a set of one row has the offset
 * {@code -1 - row} instead, and no bitmap.
 *
 * <pre>
 * byte 2, int32 rows, int32 distinct values, bool whether there are nulls [, place of the nulls]
 * int32 blocks, each: first value, int32 offset from the first block
 * int32 length of all blocks
 * blocks, each: int32 values, each: value, place
 * body
 * </pre>
 *
 * <p>Version 1 has no blocks and no lengths: {@code byte 1, int32 rows, int32 distinct values, bool whether there are nulls
 * [, int32 offset of the nulls], distinct x (value, int32 offset), body}.
 */
final class BitmapIndex
{
    private final ByteBuffer index;
    private final IndexedType type;
    private final int version;
    private final int rows;
    private final int distinct;
    private final Optional<Integer> nulls;

    private BitmapIndex(ByteBuffer index, IndexedType type)
    {
        this.index = index;
        this.type = type;
        version = index.get();
        if (version != 1 && version != 2) {
            throw new IllegalArgumentException("a bitmap index has version " + version);
        }
        rows = index.getInt();
        type.requireRows(rows);
        distinct = index.getInt();
        nulls = index.get() != 0 ? Optional.of(place()) : Optional.empty();
    }

    static Optional<RoaringBitmap> find(Predicate.Leaf leaf, IndexedType type, ByteBuffer bytes)
    {
        BitmapIndex index = new BitmapIndex(bytes, type);
        if (leaf instanceof Predicate.Compare compare && compare.comparison() == Comparison.EQUAL) {
            return Optional.of(index.rowsOf(List.of(compare.literal())));
        }
        if (leaf instanceof Predicate.In in) {
            return Optional.of(index.rowsOf(in.literals()));
        }
        if (leaf instanceof Predicate.Compare compare && compare.comparison() == Comparison.NOT_EQUAL) {
            return Optional.of(index.rowsOfOthers(List.of(compare.literal())));
        }
        if (leaf instanceof Predicate.NotIn notIn) {
            return Optional.of(index.rowsOfOthers(notIn.literals()));
        }
        if (leaf instanceof Predicate.IsNull) {
            RoaringBitmap nulls = RowBitmaps.all(index.rows);
            nulls.andNot(index.rowsOfOthers(List.of()));
            return Optional.of(nulls);
        }
        return leaf instanceof Predicate.IsNotNull ? Optional.of(index.rowsOfOthers(List.of())) : Optional.empty();
    }

    private RoaringBitmap rowsOf(List<Object> literals)
    {
        return union(literals, false);
    }

    private RoaringBitmap rowsOfOthers(List<Object> literals)
    {
        RoaringBitmap others = RowBitmaps.all(rows);
        others.andNot(union(literals, true));
        return others;
    }

    private RoaringBitmap union(List<Object> literals, boolean withNulls)
    {
        List<Object> wanted = literals.stream().flatMap(literal -> type.held(literal).stream()).toList();
        int[] places = new int[wanted.size()];
        boolean[] found = new boolean[wanted.size()];
        int blocks = 1;
        int bodyLength = 0;
        if (version == 2) {
            blocks = index.getInt();
            for (int i = 0; i < blocks; i++) {
                type.read(index);
                index.getInt();
            }
            bodyLength = index.getInt();
        }
        int start = index.position();
        for (int block = 0; block < blocks; block++) {
            int values = version == 2 ? index.getInt() : distinct;
            for (int i = 0; i < values; i++) {
                Object value = type.read(index);
                int place = place();
                for (int j = 0; j < places.length; j++) {
                    if (IndexedType.compare(value, wanted.get(j)) == 0) {
                        places[j] = place;
                        found[j] = true;
                    }
                }
            }
        }
        int body = version == 2 ? start + bodyLength : index.position();
        RoaringBitmap union = new RoaringBitmap();
        for (int j = 0; j < places.length; j++) {
            if (found[j]) {
                addRows(union, places[j], body);
            }
        }
        if (withNulls && nulls.isPresent()) {
            addRows(union, nulls.get(), body);
        }
        return union;
    }

    private int place()
    {
        int offset = index.getInt();
        if (version == 2) {
            index.getInt();
        }
        return offset;
    }

    private void addRows(RoaringBitmap union, int place, int body)
    {
        if (place < 0) {
            union.add(-1 - place);
        }
        else {
            union.or(RowBitmaps.read(index.duplicate().position(Math.addExact(body, place))));
        }
    }
}
