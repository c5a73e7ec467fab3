package dev.varve.trino.block;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import io.trino.spi.block.ArrayBlock;
import io.trino.spi.block.Bitmap;
import io.trino.spi.block.Block;
import io.trino.spi.block.ByteArrayBlock;
import io.trino.spi.block.DictionaryBlock;
import io.trino.spi.block.Fixed12Block;
import io.trino.spi.block.Int128ArrayBlock;
import io.trino.spi.block.IntArrayBlock;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.MapBlock;
import io.trino.spi.block.RowBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.block.ShortArrayBlock;
import io.trino.spi.block.ValueBlock;
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static io.trino.spi.type.DateTimeEncoding.unpackMillisUtc;

/**
 * Shows blocks of one Trino type as columns. Arrays are shared, unless a block is a region that starts in the middle of its
 * arrays; values are computed only for {@code time} and {@code timestamp with time zone}. Fails with
 * {@link IllegalArgumentException} where a block contradicts itself.
 *
 * <p>Keeps the column of the last dictionary, so that batches that have a dictionary in common have the column of it in common. Not
 * safe for use by several threads.
 */
public final class BlockDecoder
{
    private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000;
    private static final int PICOSECONDS_PER_MICROSECOND = 1_000_000;
    private static final int MICROSECONDS_PER_MILLISECOND = 1_000;

    private final Type type;
    private final boolean microsecondInstants;
    private final List<BlockDecoder> children;
    private ValueBlock dictionary;
    private Column dictionaryColumn;

    private BlockDecoder(Type type, List<BlockDecoder> children)
    {
        this.type = type;
        this.microsecondInstants = type instanceof TimestampWithTimeZoneType instant && instant.getPrecision() <= 6;
        this.children = children;
    }

    /** Of blocks whose values are those of the type. */
    public static BlockDecoder of(Type type)
    {
        return switch (type) {
            case ArrayType array -> new BlockDecoder(type, List.of(of(array.getElementType())));
            case MapType map -> new BlockDecoder(type, List.of(of(map.getKeyType()), of(map.getValueType())));
            case RowType row -> new BlockDecoder(type, row.getFieldTypes().stream().map(BlockDecoder::of).toList());
            default -> new BlockDecoder(type, List.of());
        };
    }

    public Column decode(Block block)
    {
        return switch (block) {
            case RunLengthEncodedBlock constant -> new ConstantColumn(constant.getPositionCount(), decodeValues(constant.getValue()));
            case DictionaryBlock encoded -> {
                int size = encoded.getPositionCount();
                int[] ids = region(encoded.getRawIds(), encoded.getRawIdsOffset(), size);
                Column values = decodeDictionary(encoded.getDictionary());
                checkIds(ids, size, values.size());
                yield new DictionaryColumn(size, ids, values);
            }
            case ValueBlock values -> decodeValues(values);
        };
    }

    /** Blocks don't check the ids, which may be those of a damaged file. */
    private static void checkIds(int[] ids, int size, int dictionarySize)
    {
        int signs = 0;
        for (int i = 0; i < size; i++) {
            signs |= ids[i] | (dictionarySize - 1 - ids[i]);
        }
        if (signs < 0) {
            throw new IllegalArgumentException("An id points beyond its dictionary of " + dictionarySize + " values");
        }
    }

    private Column decodeDictionary(ValueBlock values)
    {
        if (dictionary != values) {
            dictionaryColumn = decodeValues(values);
            dictionary = values;
        }
        return dictionaryColumn;
    }

    private Column decodeValues(ValueBlock block)
    {
        int size = block.getPositionCount();
        return switch (block) {
            case ByteArrayBlock bytes -> {
                int offset = bytes.getRawValuesOffset();
                byte[] values = bytes.getRawValues();
                yield new ByteColumn(size, validity(bytes.getRawValueIsValid(), offset, size), offset == 0 ? values : Arrays.copyOfRange(values, offset, offset + size));
            }
            case ShortArrayBlock shorts -> {
                int offset = shorts.getRawValuesOffset();
                short[] values = shorts.getRawValues();
                yield new ShortColumn(size, validity(shorts.getRawValueIsValid(), offset, size), offset == 0 ? values : Arrays.copyOfRange(values, offset, offset + size));
            }
            case IntArrayBlock ints -> {
                int offset = ints.getRawValuesOffset();
                yield new IntColumn(size, validity(ints.getRawValueIsValid(), offset, size), region(ints.getRawValues(), offset, size));
            }
            case LongArrayBlock longs -> decodeLongs(longs);
            case Int128ArrayBlock words -> {
                int offset = words.getRawOffset();
                yield new Int128Column(size, validity(words.getRawValueIsValid(), offset, size), region(words.getRawValues(), 2 * offset, 2 * size));
            }
            case Fixed12Block words -> decodeFixed12(words);
            case VariableWidthBlock bytes -> {
                int offset = bytes.getRawArrayBase();
                yield new BytesColumn(size, validity(bytes.getRawValueIsValid(), offset, size), bytes.getRawSlice(), region(bytes.getRawOffsets(), offset, size + 1));
            }
            case ArrayBlock arrays -> {
                int offset = arrays.getOffsetBase();
                yield new ArrayColumn(
                        size,
                        validity(arrays.getRawValueIsValid(), offset, size),
                        region(arrays.getRawOffsets(), offset, size + 1),
                        children.getFirst().decode(arrays.getRawElementBlock()));
            }
            case MapBlock maps -> {
                int offset = maps.getOffsetBase();
                yield new MapColumn(
                        size,
                        validity(maps.getRawValueIsValid(), offset, size),
                        region(maps.getRawOffsets(), offset, size + 1),
                        children.get(0).decode(maps.getRawKeyBlock()),
                        children.get(1).decode(maps.getRawValueBlock()));
            }
            case RowBlock rows -> decodeRows(rows);
            default -> throw new IllegalArgumentException("No column holds what a " + block.getClass().getSimpleName() + " holds");
        };
    }

    private Column decodeRows(RowBlock block)
    {
        int size = block.getPositionCount();
        int offset = block.getOffsetBase();
        List<Column> fields = new ArrayList<>(children.size());
        for (int i = 0; i < children.size(); i++) {
            Block field = block.getRawFieldBlock(i);
            fields.add(children.get(i).decode(offset == 0 ? field : field.getRegion(offset, size)));
        }
        return new RowColumn(size, validity(block.getRawValueIsValid(), offset, size), fields);
    }

    private Column decodeLongs(LongArrayBlock block)
    {
        int size = block.getPositionCount();
        int offset = block.getRawValuesOffset();
        long[] validity = validity(block.getRawValueIsValid(), offset, size);
        long[] values = region(block.getRawValues(), offset, size);
        if (type instanceof TimeType) {
            int[] millis = new int[size];
            for (int i = 0; i < size; i++) {
                millis[i] = (int) (values[i] / PICOSECONDS_PER_MILLISECOND);
            }
            return new IntColumn(size, validity, millis);
        }
        if (type instanceof TimestampWithTimeZoneType) {
            long[] micros = new long[size];
            for (int i = 0; i < size; i++) {
                micros[i] = unpackMillisUtc(values[i]) * MICROSECONDS_PER_MILLISECOND;
            }
            return new LongColumn(size, validity, micros);
        }
        return new LongColumn(size, validity, values);
    }

    private Column decodeFixed12(Fixed12Block block)
    {
        int size = block.getPositionCount();
        int offset = block.getRawOffset();
        long[] validity = validity(block.getRawValueIsValid(), offset, size);
        int[] words = region(block.getRawValues(), 3 * offset, 3 * size);
        if (!(type instanceof TimestampWithTimeZoneType)) {
            return new Fixed12Column(size, validity, words);
        }
        long[] micros = new long[microsecondInstants ? size : 0];
        int[] decoded = new int[microsecondInstants ? 0 : 3 * size];
        for (int i = 0; i < size; i++) {
            long millis = unpackMillisUtc(Fixed12Block.decodeFixed12First(words, i));
            int picosOfMilli = Fixed12Block.decodeFixed12Second(words, i);
            long epochMicros = millis * MICROSECONDS_PER_MILLISECOND + picosOfMilli / PICOSECONDS_PER_MICROSECOND;
            if (microsecondInstants) {
                micros[i] = epochMicros;
            }
            else {
                Fixed12Column.set(decoded, i, epochMicros, picosOfMilli % PICOSECONDS_PER_MICROSECOND);
            }
        }
        return microsecondInstants ? new LongColumn(size, validity, micros) : new Fixed12Column(size, validity, decoded);
    }

    private static long[] validity(long[] bitmap, int offset, int size)
    {
        if (bitmap == null || offset == 0) {
            return bitmap;
        }
        long[] aligned = new long[Bitmap.wordsForBits(size)];
        Bitmap.copyBits(bitmap, offset, aligned, 0, size);
        return aligned;
    }

    private static int[] region(int[] values, int offset, int size)
    {
        return offset == 0 ? values : Arrays.copyOfRange(values, offset, offset + size);
    }

    private static long[] region(long[] values, int offset, int size)
    {
        return offset == 0 ? values : Arrays.copyOfRange(values, offset, offset + size);
    }
}
