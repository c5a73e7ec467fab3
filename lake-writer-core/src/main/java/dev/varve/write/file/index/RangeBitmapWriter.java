package dev.varve.write.file.index;

import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.schema.OptionMap;
import dev.varve.type.DataType;
import org.roaringbitmap.RoaringBitmap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
final class RangeBitmapWriter
        implements IndexWriter
{
    private static final int VERSION = 1;
    private static final int DICTIONARY_HEAD_BYTES = 13;

    private final IndexedValues values;
    private final long chunkBytes;

    private RangeBitmapWriter(IndexedValues values, long chunkBytes)
    {
        this.values = values;
        this.chunkBytes = chunkBytes;
    }

    static RangeBitmapWriter of(IndexedValues values, DataType type, OptionMap options)
    {
        Layout layout = Layout.of(type);
        // Few values: each has a chunk of its own.
        long defaultBytes = layout == Layout.BYTE || layout == Layout.SHORT ? 0 : 16 << 10;
        return new RangeBitmapWriter(values, options.size("chunk-size", defaultBytes));
    }

    @Override
    public void add(Column column, int from, int to)
    {
        values.add(column, from, to);
    }

    @Override
    public Optional<byte[]> finish()
            throws IOException
    {
        int[] order = values.order();
        byte[] dictionary = dictionary(order);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream headOutput = new DataOutputStream(head);
        headOutput.writeByte(VERSION);
        headOutput.writeInt(values.rows());
        headOutput.writeInt(order.length);
        if (order.length > 0) {
            values.write(order[0], headOutput);
            values.write(order[order.length - 1], headOutput);
        }
        headOutput.writeInt(dictionary.length);
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(index);
        output.writeInt(head.size());
        head.writeTo(output);
        output.write(dictionary);
        writeSlices(values.codes(order), order.length, output);
        return Optional.of(index.toByteArray());
    }

    private byte[] dictionary(int[] order)
            throws IOException
    {
        ByteArrayOutputStream offsets = new ByteArrayOutputStream();
        DataOutputStream offsetOutput = new DataOutputStream(offsets);
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        DataOutputStream chunkOutput = new DataOutputStream(chunks);
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        int first = 0;
        while (first < order.length) {
            offsetOutput.writeInt(chunks.size());
            int end = chunkEnd(order, first);
            writeChunk(order, first, end, keys, chunkOutput);
            first = end;
        }
        ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(dictionary);
        output.writeInt(DICTIONARY_HEAD_BYTES);
        output.writeByte(VERSION);
        output.writeInt(offsets.size() / Integer.BYTES);
        output.writeInt(offsets.size());
        output.writeInt(chunks.size());
        offsets.writeTo(output);
        chunks.writeTo(output);
        keys.writeTo(output);
        return dictionary.toByteArray();
    }

    private void writeChunk(int[] order, int first, int end, ByteArrayOutputStream keys, DataOutputStream output)
            throws IOException
    {
        ByteArrayOutputStream offsets = new ByteArrayOutputStream();
        DataOutputStream offsetOutput = new DataOutputStream(offsets);
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        DataOutputStream otherOutput = new DataOutputStream(others);
        for (int code = first + 1; code < end; code++) {
            offsetOutput.writeInt(others.size());
            values.write(order[code], otherOutput);
        }
        output.writeByte(VERSION);
        values.write(order[first], output);
        output.writeInt(first);
        output.writeInt(keys.size());
        output.writeInt(end - first - 1);
        if (values.width() > 0) {
            output.writeInt(others.size());
            output.writeInt(values.width());
        }
        else {
            output.writeInt(offsets.size());
            output.writeInt(others.size());
            offsets.writeTo(keys);
        }
        others.writeTo(keys);
    }

    private int chunkEnd(int[] order, int first)
    {
        long bytes = 0;
        int end = first + 1;
        while (end < order.length) {
            bytes += values.bytes(order[end]) + (values.width() > 0 ? 0 : Integer.BYTES);
            if (bytes > chunkBytes) {
                break;
            }
            end++;
        }
        return end;
    }

    private static void writeSlices(int[] codes, int cardinality, DataOutputStream output)
            throws IOException
    {
        int count = Math.max(Long.SIZE - Long.numberOfLeadingZeros(cardinality - 1L), 1);
        RoaringBitmap present = new RoaringBitmap();
        RoaringBitmap[] slices = Bitmaps.empty(count);
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] >= 0) {
                present.add(row);
                for (int rest = codes[row]; rest != 0; rest &= rest - 1) {
                    slices[Integer.numberOfTrailingZeros(rest)].add(row);
                }
            }
        }
        ByteArrayOutputStream places = new ByteArrayOutputStream();
        DataOutputStream placeOutput = new DataOutputStream(places);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (RoaringBitmap slice : slices) {
            byte[] bytes = Bitmaps.bytes(slice);
            placeOutput.writeInt(body.size());
            placeOutput.writeInt(bytes.length);
            body.write(bytes);
        }
        byte[] presentBytes = Bitmaps.bytes(present);
        output.writeInt(2 * Byte.BYTES + 2 * Integer.BYTES + places.size());
        output.writeByte(VERSION);
        output.writeByte(count);
        output.writeInt(presentBytes.length);
        output.writeInt(places.size());
        places.writeTo(output);
        output.write(presentBytes);
        body.writeTo(output);
    }
}
