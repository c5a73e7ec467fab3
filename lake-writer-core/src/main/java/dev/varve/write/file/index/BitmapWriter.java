package dev.varve.write.file.index;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import org.roaringbitmap.RoaringBitmap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
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
final class BitmapWriter
        implements IndexWriter
{
    private static final int PLACE_BYTES = 2 * Integer.BYTES;

    private final IndexedValues values;
    private final int version;
    private final long blockBytes;

    private BitmapWriter(IndexedValues values, int version, long blockBytes)
    {
        this.values = values;
        this.version = version;
        this.blockBytes = blockBytes;
    }

    static BitmapWriter of(IndexedValues values, OptionMap options)
    {
        int version = options.number("version", 2);
        if (version != 1 && version != 2) {
            throw VarveException.unsupported("Bitmap indexes have the versions 1 and 2, not " + version);
        }
        return new BitmapWriter(values, version, options.size("index-block-size", 16 << 10));
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
        int[] codes = values.codes(order);
        RoaringBitmap[] bitmaps = Bitmaps.empty(order.length);
        RoaringBitmap nulls = new RoaringBitmap();
        for (int row = 0; row < codes.length; row++) {
            (codes[row] < 0 ? nulls : bitmaps[codes[row]]).add(row);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Place nullPlace = Place.of(nulls, body);
        List<Place> places = new ArrayList<>();
        for (RoaringBitmap bitmap : bitmaps) {
            places.add(Place.of(bitmap, body));
        }
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(index);
        output.writeByte(version);
        output.writeInt(values.rows());
        output.writeInt(order.length);
        output.writeBoolean(!nulls.isEmpty());
        if (!nulls.isEmpty()) {
            nullPlace.write(version, output);
        }
        if (version == 1) {
            for (int code = 0; code < order.length; code++) {
                values.write(order[code], output);
                places.get(code).write(version, output);
            }
        }
        else {
            writeBlocks(order, places, output);
        }
        body.writeTo(output);
        return Optional.of(index.toByteArray());
    }

    private void writeBlocks(int[] order, List<Place> places, DataOutputStream output)
            throws IOException
    {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        DataOutputStream blockOutput = new DataOutputStream(blocks);
        ByteArrayOutputStream heads = new ByteArrayOutputStream();
        DataOutputStream headOutput = new DataOutputStream(heads);
        int blockCount = 0;
        int code = 0;
        while (code < order.length) {
            values.write(order[code], headOutput);
            headOutput.writeInt(blocks.size());
            int end = blockEnd(order, code);
            blockOutput.writeInt(end - code);
            for (; code < end; code++) {
                values.write(order[code], blockOutput);
                places.get(code).write(version, blockOutput);
            }
            blockCount++;
        }
        output.writeInt(blockCount);
        heads.writeTo(output);
        output.writeInt(blocks.size());
        blocks.writeTo(output);
    }

    /** Where the block ends that begins with a value. */
    private int blockEnd(int[] order, int start)
    {
        long bytes = Integer.BYTES;
        int end = start;
        while (end < order.length) {
            bytes += values.bytes(order[end]) + PLACE_BYTES;
            if (end > start && bytes > blockBytes) {
                break;
            }
            end++;
        }
        return end;
    }

    private record Place(int offset, int length)
    {
        /** Appends a bitmap to the body, if it needs one. */
        static Place of(RoaringBitmap bitmap, ByteArrayOutputStream body)
                throws IOException
        {
            if (bitmap.isEmpty()) {
                return new Place(0, 0);
            }
            if (bitmap.getCardinality() == 1) {
                return new Place(-1 - bitmap.first(), -1);
            }
            byte[] bytes = Bitmaps.bytes(bitmap);
            Place place = new Place(body.size(), bytes.length);
            body.write(bytes);
            return place;
        }

        void write(int version, DataOutputStream output)
                throws IOException
        {
            output.writeInt(offset);
            if (version > 1) {
                output.writeInt(length);
            }
        }
    }
}
