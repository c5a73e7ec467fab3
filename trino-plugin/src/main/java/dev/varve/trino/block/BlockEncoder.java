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
import dev.varve.error.VarveException;
import dev.varve.row.VariantText;
import dev.varve.trino.type.TypeMapping;
import io.airlift.slice.Slices;
import io.trino.spi.block.ArrayBlock;
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
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.block.VariableWidthBlockBuilder;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;

/**
 * Shows columns of one type as blocks of its Trino type. Arrays are shared; values are computed only for TIME, for
 * TIMESTAMP WITH LOCAL TIME ZONE, for VARIANT, which becomes JSON, and for CHAR values with trailing spaces, which Trino must not see.
 *
 * <p>Keeps the block of the last dictionary, so that Trino recognises a dictionary that several batches have in common. Not safe
 * for use by several threads.
 */
public final class BlockEncoder
{
    private static final long PICOSECONDS_PER_MILLISECOND = 1_000_000_000;
    private static final int PICOSECONDS_PER_MICROSECOND = 1_000_000;
    private static final int MICROSECONDS_PER_MILLISECOND = 1_000;
    /** Instants beyond do not fit beside the time zone in Trino's encoding: about 71,000 years from the epoch. */
    private static final long MAX_EPOCH_MILLIS = (1L << 51) - 1;

    private final Type type;
    private final List<BlockEncoder> children;
    private Column dictionary;
    private Block dictionaryBlock;

    private BlockEncoder(Type type, List<BlockEncoder> children)
    {
        this.type = type;
        this.children = children;
    }

    /** @param type what {@link dev.varve.trino.type.TypeMapping} says for the type of the columns */
    public static BlockEncoder of(Type type)
    {
        return switch (type) {
            case ArrayType array -> new BlockEncoder(type, List.of(of(array.getElementType())));
            case MapType map -> new BlockEncoder(type, List.of(of(map.getKeyType()), of(map.getValueType())));
            case RowType row -> new BlockEncoder(type, row.getFieldTypes().stream().map(BlockEncoder::of).toList());
            default -> new BlockEncoder(type, List.of());
        };
    }

    public Block encode(Column column)
    {
        return switch (column) {
            case ConstantColumn constant -> RunLengthEncodedBlock.create(encode(constant.value()), constant.size());
            case DictionaryColumn encoded -> DictionaryBlock.create(encoded.size(), encodeDictionary(encoded.dictionary()), encoded.ids());
            case ByteColumn bytes -> new ByteArrayBlock(bytes.size(), validity(bytes), bytes.values());
            case ShortColumn shorts -> new ShortArrayBlock(shorts.size(), validity(shorts), shorts.values());
            case IntColumn ints -> type instanceof TimeType ? encodeTimes(ints) : new IntArrayBlock(ints.size(), validity(ints), ints.values());
            case LongColumn longs -> type instanceof TimestampWithTimeZoneType instant ? encodeInstants(longs, instant) : new LongArrayBlock(longs.size(), validity(longs), longs.values());
            case Int128Column words -> new Int128ArrayBlock(words.size(), validity(words), words.words());
            case Fixed12Column words -> type instanceof TimestampWithTimeZoneType ? encodeInstants(words) : new Fixed12Block(words.size(), validity(words), words.words());
            case BytesColumn bytes -> encodeBytes(type instanceof CharType ? withoutTrailingSpaces(bytes) : bytes);
            case ArrayColumn arrays -> ArrayBlock.fromElementBlock(arrays.size(), validity(arrays), arrays.offsets(), children.getFirst().encode(arrays.elements()));
            case MapColumn maps -> encodeMaps(maps);
            case RowColumn rows -> TypeMapping.isJson(type) ? encodeVariants(rows) : encodeRows(rows);
        };
    }

    private Block encodeDictionary(Column values)
    {
        if (dictionary != values) {
            dictionaryBlock = encode(values);
            dictionary = values;
        }
        return dictionaryBlock;
    }

    private static Optional<long[]> validity(Column column)
    {
        return Optional.ofNullable(column.validity());
    }

    private static Block encodeBytes(BytesColumn column)
    {
        return new VariableWidthBlock(column.size(), column.bytes(), column.offsets(), validity(column));
    }

    private Block encodeMaps(MapColumn column)
    {
        int entries = column.offsets()[column.size()];
        return MapBlock.fromKeyValueBlock(
                validity(column),
                column.offsets(),
                column.size(),
                first(children.get(0).encode(column.keys()), entries),
                first(children.get(1).encode(column.values()), entries),
                (MapType) type);
    }

    private Block encodeRows(RowColumn column)
    {
        Block[] fields = new Block[children.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = first(children.get(i).encode(column.field(i)), column.size());
        }
        return RowBlock.fromNotNullSuppressedFieldBlocks(column.size(), validity(column), fields);
    }

    private static Block encodeVariants(RowColumn column)
    {
        int size = column.size();
        BytesColumn values = (BytesColumn) column.field(0).flatten();
        BytesColumn dictionaries = (BytesColumn) column.field(1).flatten();
        VariantText text = new VariantText();
        VariableWidthBlockBuilder block = new VariableWidthBlockBuilder(null, size, values.bytes().length());
        for (int i = 0; i < size; i++) {
            if (column.isNull(i)) {
                block.appendNull();
                continue;
            }
            try {
                block.writeEntry(text.json(values.value(i), dictionaries.value(i)));
            }
            catch (IOException e) {
                throw VarveException.corrupt("A value of type VARIANT is damaged: " + e.getMessage(), e);
            }
        }
        return block.buildValueBlock();
    }

    private static Block first(Block block, int count)
    {
        return block.getPositionCount() == count ? block : block.getRegion(0, count);
    }

    private static Block encodeTimes(IntColumn column)
    {
        int[] millis = column.values();
        long[] picos = new long[column.size()];
        for (int i = 0; i < picos.length; i++) {
            picos[i] = millis[i] * PICOSECONDS_PER_MILLISECOND;
        }
        return new LongArrayBlock(picos.length, validity(column), picos);
    }

    private static Block encodeInstants(LongColumn column, TimestampWithTimeZoneType type)
    {
        int size = column.size();
        long[] micros = column.values();
        if (type.isShort()) {
            long[] packed = new long[size];
            for (int i = 0; i < size; i++) {
                if (!column.isNull(i)) {
                    packed[i] = pack(micros[i]);
                }
            }
            return new LongArrayBlock(size, validity(column), packed);
        }
        int[] words = new int[3 * size];
        for (int i = 0; i < size; i++) {
            if (!column.isNull(i)) {
                Fixed12Block.encodeFixed12(pack(micros[i]), Math.floorMod(micros[i], MICROSECONDS_PER_MILLISECOND) * PICOSECONDS_PER_MICROSECOND, words, i);
            }
        }
        return new Fixed12Block(size, validity(column), words);
    }

    private static Block encodeInstants(Fixed12Column column)
    {
        int size = column.size();
        int[] words = new int[3 * size];
        for (int i = 0; i < size; i++) {
            if (!column.isNull(i)) {
                long micros = column.epochMicros(i);
                int picosOfMilli = Math.floorMod(micros, MICROSECONDS_PER_MILLISECOND) * PICOSECONDS_PER_MICROSECOND + column.picosOfMicro(i);
                Fixed12Block.encodeFixed12(pack(micros), picosOfMilli, words, i);
            }
        }
        return new Fixed12Block(size, validity(column), words);
    }

    private static long pack(long epochMicros)
    {
        long millis = Math.floorDiv(epochMicros, MICROSECONDS_PER_MILLISECOND);
        if (millis > MAX_EPOCH_MILLIS || millis < -MAX_EPOCH_MILLIS) {
            throw VarveException.unsupported("An instant " + millis + " ms from the epoch is beyond what Trino's timestamp with time zone can hold");
        }
        return packDateTimeWithZone(millis, TimeZoneKey.UTC_KEY);
    }

    private static BytesColumn withoutTrailingSpaces(BytesColumn column)
    {
        byte[] bytes = column.bytes().byteArray();
        int base = column.bytes().byteArrayOffset();
        int[] offsets = column.offsets();
        int size = column.size();
        boolean padded = false;
        for (int i = 0; i < size; i++) {
            padded |= offsets[i + 1] > offsets[i] && bytes[base + offsets[i + 1] - 1] == ' ';
        }
        if (!padded) {
            return column;
        }
        byte[] trimmed = new byte[offsets[size] - offsets[0]];
        int[] trimmedOffsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            int length = offsets[i + 1] - offsets[i];
            while (length > 0 && bytes[base + offsets[i] + length - 1] == ' ') {
                length--;
            }
            System.arraycopy(bytes, base + offsets[i], trimmed, trimmedOffsets[i], length);
            trimmedOffsets[i + 1] = trimmedOffsets[i] + length;
        }
        return new BytesColumn(size, column.validity(), Slices.wrappedBuffer(trimmed, 0, trimmedOffsets[size]), trimmedOffsets);
    }
}
