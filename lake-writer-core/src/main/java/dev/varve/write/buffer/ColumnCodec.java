package dev.varve.write.buffer;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.column.Validity;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import io.airlift.slice.BasicSliceInput;
import io.airlift.slice.DynamicSliceOutput;
import io.airlift.slice.Slice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns as bytes, for files that only the process that wrote them reads. Everything is little-endian.
 *
 * <pre>
 * byte    whether there are nulls; then, if so, the words of the validity bitmap
 * then, by layout:
 *   BYTE, SHORT, INT, LONG, INT128, FIXED12   the values, nulls included
 *   BYTES                                     size + 1 offsets from 0, the bytes
 *   ARRAY, MAP                                size + 1 offsets from 0, the columns of the elements
 *   ROW                                       the columns of the members
 * </pre>
 */
final class ColumnCodec
{
    private ColumnCodec() {}

    static void write(DataType type, Column column, DynamicSliceOutput output)
    {
        Column flat = column.flatten();
        int size = flat.size();
        output.writeByte(flat.validity() == null ? 0 : 1);
        if (flat.validity() != null) {
            output.writeLongs(flat.validity(), 0, Validity.words(size));
        }
        switch (Layout.of(type)) {
            case BYTE -> output.writeBytes(((ByteColumn) flat).values(), 0, size);
            case SHORT -> output.writeShorts(((ShortColumn) flat).values(), 0, size);
            case INT -> output.writeInts(((IntColumn) flat).values(), 0, size);
            case LONG -> output.writeLongs(((LongColumn) flat).values(), 0, size);
            case INT128 -> output.writeLongs(((Int128Column) flat).words(), 0, 2 * size);
            case FIXED12 -> output.writeInts(((Fixed12Column) flat).words(), 0, 3 * size);
            case BYTES -> {
                BytesColumn bytes = (BytesColumn) flat;
                writeOffsets(bytes.offsets(), size, output);
                int start = bytes.offsets()[0];
                output.writeBytes(bytes.bytes(), start, bytes.offsets()[size] - start);
            }
            case ARRAY -> {
                ArrayColumn array = (ArrayColumn) flat;
                writeOffsets(array.offsets(), size, output);
                write(children(type).get(0), range(array.elements(), array.offsets(), size), output);
            }
            case MAP -> {
                MapColumn map = (MapColumn) flat;
                writeOffsets(map.offsets(), size, output);
                write(children(type).get(0), range(map.keys(), map.offsets(), size), output);
                write(children(type).get(1), range(map.values(), map.offsets(), size), output);
            }
            case ROW -> {
                List<DataType> members = children(type);
                for (int i = 0; i < members.size(); i++) {
                    Column member = ((RowColumn) flat).field(i);
                    write(members.get(i), member.size() == size ? member : range(member, new int[] {0, size}, 1), output);
                }
            }
        }
    }

    static Column read(DataType type, int size, BasicSliceInput input)
    {
        long[] validity = input.readByte() == 0 ? null : longs(input, Validity.words(size));
        return switch (Layout.of(type)) {
            case BYTE -> {
                byte[] values = new byte[size];
                input.readFully(values, 0, size);
                yield new ByteColumn(size, validity, values);
            }
            case SHORT -> {
                short[] values = new short[size];
                input.readShorts(values, 0, size);
                yield new ShortColumn(size, validity, values);
            }
            case INT -> new IntColumn(size, validity, ints(input, size));
            case LONG -> new LongColumn(size, validity, longs(input, size));
            case INT128 -> new Int128Column(size, validity, longs(input, 2 * size));
            case FIXED12 -> new Fixed12Column(size, validity, ints(input, 3 * size));
            case BYTES -> {
                int[] offsets = ints(input, size + 1);
                Slice bytes = input.readSlice(offsets[size]);
                yield new BytesColumn(size, validity, bytes, offsets);
            }
            case ARRAY -> {
                int[] offsets = ints(input, size + 1);
                yield new ArrayColumn(size, validity, offsets, read(children(type).get(0), offsets[size], input));
            }
            case MAP -> {
                int[] offsets = ints(input, size + 1);
                Column keys = read(children(type).get(0), offsets[size], input);
                yield new MapColumn(size, validity, offsets, keys, read(children(type).get(1), offsets[size], input));
            }
            case ROW -> {
                List<Column> members = new ArrayList<>();
                for (DataType member : children(type)) {
                    members.add(read(member, size, input));
                }
                yield new RowColumn(size, validity, members);
            }
        };
    }

    private static List<DataType> children(DataType type)
    {
        if (type instanceof ArrayType array) {
            return List.of(array.element());
        }
        if (type instanceof VectorType vector) {
            return List.of(vector.element());
        }
        if (type instanceof MapType map) {
            return List.of(map.key(), map.value());
        }
        if (type instanceof MultisetType multiset) {
            return List.of(multiset.element(), new IntType(false));
        }
        if (type instanceof VariantType) {
            DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
            return List.of(binary, binary);
        }
        return ((RowType) type).fields().stream().map(Field::type).toList();
    }

    private static void writeOffsets(int[] offsets, int size, DynamicSliceOutput output)
    {
        if (offsets[0] == 0) {
            output.writeInts(offsets, 0, size + 1);
            return;
        }
        int[] fromZero = new int[size + 1];
        Arrays.setAll(fromZero, i -> offsets[i] - offsets[0]);
        output.writeInts(fromZero, 0, size + 1);
    }

    /** The values {@code offsets[0]} to {@code offsets[size]}. */
    private static Column range(Column column, int[] offsets, int size)
    {
        int start = offsets[0];
        int count = offsets[size] - start;
        if (start == 0 && count == column.size()) {
            return column;
        }
        int[] positions = new int[count];
        Arrays.setAll(positions, i -> start + i);
        return column.select(positions, count);
    }

    private static int[] ints(BasicSliceInput input, int count)
    {
        int[] values = new int[count];
        input.readInts(values, 0, count);
        return values;
    }

    private static long[] longs(BasicSliceInput input, int count)
    {
        long[] values = new long[count];
        input.readLongs(values, 0, count);
        return values;
    }
}
