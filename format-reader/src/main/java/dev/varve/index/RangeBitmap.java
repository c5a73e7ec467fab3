package dev.varve.index;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import org.roaringbitmap.RoaringBitmap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dictionary that numbers the values in their order, and a bitmap of rows per bit of these codes.
 *
 * <pre>
 * int32 length of the rest of the head, byte 1, int32 rows, int32 distinct values [, smallest value, largest value], int32 length of the dictionary
 * dictionary:
 *   int32 13, byte 1, int32 chunks, int32 length of the offsets, int32 length of the chunks
 *   offsets of the chunks, each int32
 *   chunks, each: byte 1, first value, int32 its code, int32 offset of the other values, int32 how many they are,
 *           values of one width: int32 length of the values, int32 width
 *           others: int32 length of their offsets, int32 length of the values
 *   the other values of each chunk; if their widths differ, int32 offsets before them
 * slices:
 *   int32 length of the rest of the head, byte 1, byte slices, int32 length of the bitmap, int32 length of the places
 *   places of the slices, each int32 offset, int32 length
 *   bitmap of the rows that are not null
 *   slices, each a bitmap
 * </pre>
 */
final class RangeBitmap
{
    private final IndexedType type;
    private final int rows;
    private final int cardinality;
    private final List<Object> values = new ArrayList<>();
    private final RoaringBitmap present;
    private final List<RoaringBitmap> slices = new ArrayList<>();

    private RangeBitmap(ByteBuffer index, IndexedType type)
    {
        this.type = type;
        int head = Math.addExact(index.getInt(), Integer.BYTES);
        requireVersion(index.get());
        rows = index.getInt();
        type.requireRows(rows);
        cardinality = index.getInt();
        if (cardinality > 0) {
            type.read(index);
            type.read(index);
        }
        int dictionaryLength = index.getInt();
        readDictionary(index.duplicate().position(head).slice().limit(dictionaryLength));
        ByteBuffer bits = index.duplicate().position(Math.addExact(head, dictionaryLength)).slice();
        int body = Math.addExact(bits.getInt(), Integer.BYTES);
        requireVersion(bits.get());
        int count = bits.get();
        int presentLength = bits.getInt();
        bits.getInt();
        present = RowBitmaps.read(bits.duplicate().position(body));
        if (values.size() != cardinality || count < 0 || count > Long.SIZE) {
            throw new IllegalArgumentException("a range bitmap has " + values.size() + " of " + cardinality + " values and " + count + " slices");
        }
        for (int i = 0; i < count; i++) {
            int offset = bits.getInt();
            bits.getInt();
            slices.add(RowBitmaps.read(bits.duplicate().position(Math.addExact(Math.addExact(body, presentLength), offset))));
        }
    }

    private static void requireVersion(int version)
    {
        if (version != 1) {
            throw new IllegalArgumentException("a range bitmap has version " + version);
        }
    }

    private void readDictionary(ByteBuffer dictionary)
    {
        int head = Math.addExact(dictionary.getInt(), Integer.BYTES);
        requireVersion(dictionary.get());
        int chunks = dictionary.getInt();
        int offsetsLength = dictionary.getInt();
        int chunksLength = dictionary.getInt();
        ByteBuffer chunk = dictionary.duplicate().position(Math.addExact(head, offsetsLength));
        int keys = Math.addExact(Math.addExact(head, offsetsLength), chunksLength);
        for (int i = 0; i < chunks; i++) {
            requireVersion(chunk.get());
            values.add(type.read(chunk));
            chunk.getInt();
            int others = chunk.getInt();
            int count = chunk.getInt();
            int offsets = chunk.getInt();
            chunk.getInt();
            ByteBuffer input = dictionary.duplicate().position(Math.addExact(Math.addExact(keys, others), type.isBytes() ? offsets : 0));
            for (int j = 0; j < count; j++) {
                values.add(type.read(input));
            }
        }
    }

    static Optional<RoaringBitmap> find(Predicate.Leaf leaf, IndexedType type, ByteBuffer bytes)
    {
        RangeBitmap index = new RangeBitmap(bytes, type);
        if (leaf instanceof Predicate.IsNotNull) {
            return Optional.of(index.present);
        }
        if (leaf instanceof Predicate.IsNull) {
            RoaringBitmap nulls = RowBitmaps.all(index.rows);
            nulls.andNot(index.present);
            return Optional.of(nulls);
        }
        if (leaf instanceof Predicate.Compare compare) {
            return type.held(compare.literal()).map(value -> index.compare(compare.comparison(), value));
        }
        if (leaf instanceof Predicate.In in) {
            RoaringBitmap rows = new RoaringBitmap();
            in.literals().forEach(literal -> type.held(literal).ifPresent(value -> rows.or(index.compare(Comparison.EQUAL, value))));
            return Optional.of(rows);
        }
        if (leaf instanceof Predicate.NotIn notIn) {
            RoaringBitmap rows = index.present.clone();
            notIn.literals().forEach(literal -> type.held(literal).ifPresent(value -> rows.andNot(index.compare(Comparison.EQUAL, value))));
            return Optional.of(rows);
        }
        return Optional.empty();
    }

    private RoaringBitmap compare(Comparison comparison, Object value)
    {
        int low = 0;
        int high = values.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (IndexedType.compare(values.get(middle), value) < 0) {
                low = middle + 1;
            }
            else {
                high = middle;
            }
        }
        boolean known = low < values.size() && IndexedType.compare(values.get(low), value) == 0;
        if (known) {
            return RowBitmaps.compare(slices, present, comparison, low);
        }
        // Codes from low on are those of larger values.
        return switch (comparison) {
            case EQUAL -> new RoaringBitmap();
            case NOT_EQUAL -> present.clone();
            case LESS, LESS_OR_EQUAL -> RowBitmaps.compare(slices, present, Comparison.LESS, low);
            case GREATER, GREATER_OR_EQUAL -> RowBitmaps.compare(slices, present, Comparison.GREATER_OR_EQUAL, low);
        };
    }
}
