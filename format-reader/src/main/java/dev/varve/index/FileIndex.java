package dev.varve.index;

import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.type.Field;
import org.roaringbitmap.RoaringBitmap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * All indexes of one data file, which tell rows that cannot meet a predicate. Immutable.
 *
 * <pre>
 * int64  0x00054E4ED01A35AE
 * int32  1
 * int32  length of all that comes before the body
 * int32  columns, each: UTF name, int32 indexes, each: UTF type, int32 start, int32 length
 * int32  length of what is reserved, and that
 * body   the indexes; start counts from the first byte of the container, -1 if all values are null
 * </pre>
 */
public final class FileIndex
{
    private static final long MAGIC = 1_493_475_289_347_502L;
    private static final int VERSION = 1;

    private final Map<String, List<Part>> columns;

    private FileIndex(Map<String, List<Part>> columns)
    {
        this.columns = columns;
    }

    /** An index of a type; without bytes, all values of the column are null. */
    private record Part(String type, Optional<ByteBuffer> bytes) {}

    /**
     * @throws VarveException of kind CORRUPT_TABLE if the bytes are no container, UNSUPPORTED_FEATURE if its version is not known
     */
    public static FileIndex parse(byte[] container)
    {
        try {
            ByteBuffer input = ByteBuffer.wrap(container);
            if (input.getLong() != MAGIC) {
                throw VarveException.corrupt("A file index does not begin as one");
            }
            int version = input.getInt();
            if (version != VERSION) {
                throw VarveException.unsupported("A file index has version " + version + ", known is " + VERSION);
            }
            input.getInt();
            Map<String, List<Part>> columns = new HashMap<>();
            int columnCount = input.getInt();
            for (int column = 0; column < columnCount; column++) {
                String name = text(input);
                int parts = input.getInt();
                for (int part = 0; part < parts; part++) {
                    String type = text(input);
                    int start = input.getInt();
                    int length = input.getInt();
                    Optional<ByteBuffer> bytes = start < 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(container, start, length).slice());
                    columns.computeIfAbsent(name, any -> new ArrayList<>()).add(new Part(type, bytes));
                }
            }
            return new FileIndex(columns);
        }
        catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw VarveException.corrupt("A file index ends too early", e);
        }
    }

    /** Modified UTF-8 is UTF-8 for the names that columns have. */
    private static String text(ByteBuffer input)
    {
        byte[] bytes = new byte[Short.toUnsignedInt(input.getShort())];
        input.get(bytes);
        return new String(bytes, UTF_8);
    }

    /**
     * The rows that may meet a predicate, by their physical position; empty if that may be all. Indexes of types that are not known are left out.
     *
     * @param fields that the columns of the predicate refer to, in terms of the schema that the file was written with
     * @param rowCount of the file
     * @param exactTimes whether the file returns timestamps as they were when they were indexed
     * @throws VarveException of kind CORRUPT_TABLE if an index is damaged
     */
    public Optional<RoaringBitmap> matches(Predicate predicate, IntFunction<Field> fields, long rowCount, boolean exactTimes)
    {
        try {
            return find(predicate, fields, rowCount, exactTimes);
        }
        catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw VarveException.corrupt("A file index is damaged: " + e, e);
        }
    }

    private Optional<RoaringBitmap> find(Predicate predicate, IntFunction<Field> fields, long rowCount, boolean exactTimes)
    {
        if (predicate instanceof Predicate.And and) {
            Optional<RoaringBitmap> rows = Optional.empty();
            for (Predicate operand : and.operands()) {
                Optional<RoaringBitmap> found = find(operand, fields, rowCount, exactTimes);
                rows = rows.isEmpty() ? found : found.isEmpty() ? rows : Optional.of(RoaringBitmap.and(rows.get(), found.get()));
            }
            return rows;
        }
        if (predicate instanceof Predicate.Or or) {
            RoaringBitmap rows = new RoaringBitmap();
            for (Predicate operand : or.operands()) {
                Optional<RoaringBitmap> found = find(operand, fields, rowCount, exactTimes);
                if (found.isEmpty()) {
                    return found;
                }
                rows.or(found.get());
            }
            return Optional.of(rows);
        }
        Predicate.Leaf leaf = (Predicate.Leaf) predicate;
        Field field = fields.apply(leaf.column());
        Optional<IndexedType> type = IndexedType.of(field.type(), rowCount, exactTimes);
        Optional<RoaringBitmap> rows = Optional.empty();
        for (Part part : type.isPresent() ? columns.getOrDefault(field.name(), List.of()) : List.<Part>of()) {
            Optional<RoaringBitmap> found = part.bytes().isEmpty()
                    ? allNull(leaf)
                    : find(part.type(), leaf, type.get(), part.bytes().get().duplicate());
            rows = rows.isEmpty() ? found : found.isEmpty() ? rows : Optional.of(RoaringBitmap.and(rows.get(), found.get()));
        }
        return rows;
    }

    private static Optional<RoaringBitmap> allNull(Predicate.Leaf leaf)
    {
        return leaf instanceof Predicate.IsNull ? Optional.empty() : Optional.of(new RoaringBitmap());
    }

    private static Optional<RoaringBitmap> find(String indexType, Predicate.Leaf leaf, IndexedType type, ByteBuffer bytes)
    {
        return switch (indexType) {
            case "bloom-filter" -> BloomFilter.find(leaf, type, bytes);
            case "bitmap" -> type.isExact() ? BitmapIndex.find(leaf, type, bytes) : Optional.empty();
            case "bsi" -> type.isExact() ? BitSlicedIndex.find(leaf, type, bytes) : Optional.empty();
            case "range-bitmap" -> type.isExact() ? RangeBitmap.find(leaf, type, bytes) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
