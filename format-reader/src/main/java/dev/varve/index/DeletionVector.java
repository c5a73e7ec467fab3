package dev.varve.index;

import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import org.roaringbitmap.BatchIterator;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The rows of a data file that are deleted, by their physical position counted from 0. Immutable.
 *
 * <pre>
 * 32 bits   int32 length | int32 1581511376 | bitmap | int32 CRC-32                    the index manifest states length
 * 64 bits   int32 length | int32 little-endian 1681511377
 *           | int64 little-endian n | n x (int32 little-endian high half of the position, bitmap)
 *           | int32 CRC-32                                                            the index manifest states length + 8
 * </pre>
 *
 * <p>Length counts the bytes between itself and the CRC, which is over the same. Bitmaps are portable 32-bit Roaring bitmaps. Both forms
 * may occur in one table.
 */
public final class DeletionVector
{
    private static final int MAGIC_32 = 1581511376;
    private static final int MAGIC_64 = 1681511377;
    private static final int FRAME_BYTES = 2 * Integer.BYTES;
    /** Longer vectors are not read before the length of their file is known. */
    private static final long TRUSTED_BYTES = 1 << 24;
    private static final int MIN_KEYED_BITMAP_BYTES = 2 * Integer.BYTES;

    private static final DeletionVector EMPTY = new DeletionVector(new int[0], new RoaringBitmap[0]);

    private final int[] highs;
    private final RoaringBitmap[] bitmaps;
    private final long cardinality;

    /**
     * @param highs the upper halves of positions, ascending
     */
    private DeletionVector(int[] highs, RoaringBitmap[] bitmaps)
    {
        this.highs = highs;
        this.bitmaps = bitmaps;
        cardinality = Arrays.stream(bitmaps).mapToLong(RoaringBitmap::getLongCardinality).sum();
    }

    /**
     * @throws VarveException of kind CORRUPT_TABLE if the vector is damaged, EXPIRED if its file is missing, UNSUPPORTED_FEATURE if its
     *         form is not known
     */
    public static DeletionVector read(Storage storage, DeletionFile file)
            throws IOException
    {
        InputFile input = storage.open(file.path());
        byte[] bytes;
        try {
            if (file.length() > TRUSTED_BYTES && file.offset() + file.length() > input.length()) {
                throw damaged(file, "it exceeds its file");
            }
            bytes = readBytes(input, file);
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            throw VarveException.expired("File " + file.path() + " is missing: the snapshot that names it has expired, or the table is damaged", e);
        }
        catch (EOFException e) {
            throw VarveException.corrupt("Deletion vector at " + file.offset() + " of file " + file.path() + " is damaged: it exceeds its file", e);
        }
        return parse(bytes, file);
    }

    /** The vector with all of its frame; what follows a vector of 64 bits may be at the end. */
    private static byte[] readBytes(InputFile input, DeletionFile file)
            throws IOException
    {
        int stated = Math.toIntExact(file.length());
        byte[] bytes = new byte[Math.addExact(stated, FRAME_BYTES)];
        try (PositionedInput positioned = input.newInput()) {
            try {
                positioned.readFully(file.offset(), bytes, 0, bytes.length);
                return bytes;
            }
            catch (EOFException e) {
                // Only a vector of 64 bits, whose stated length includes the frame, may end here.
                positioned.readFully(file.offset(), bytes, 0, stated);
                return Arrays.copyOf(bytes, stated);
            }
        }
        catch (ArithmeticException e) {
            throw damaged(file, "it has " + file.length() + " bytes");
        }
    }

    private static DeletionVector parse(byte[] bytes, DeletionFile file)
    {
        if (bytes.length < FRAME_BYTES) {
            throw damaged(file, "it has only " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int length = buffer.getInt();
        int magic = buffer.getInt();
        boolean wide = Integer.reverseBytes(magic) == MAGIC_64;
        if (!wide && magic != MAGIC_32) {
            throw VarveException.unsupported("Deletion vector at " + file.offset() + " of file " + file.path() + " has an unknown form (" + magic + ")");
        }
        if (length != file.length() - (wide ? FRAME_BYTES : 0) || length < Integer.BYTES || length > bytes.length - FRAME_BYTES) {
            throw damaged(file, "its length is " + length + ", but the index manifest says " + file.length());
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, Integer.BYTES, length);
        if (buffer.getInt(Integer.BYTES + length) != (int) crc.getValue()) {
            throw damaged(file, "its checksum is wrong");
        }
        ByteBuffer data = ByteBuffer.wrap(bytes, FRAME_BYTES, length - Integer.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
        try {
            return wide ? parseWide(data, file) : new DeletionVector(new int[1], new RoaringBitmap[] {bitmap(data)});
        }
        catch (InvalidRoaringFormat | IOException | BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException
                | NegativeArraySizeException e) {
            throw VarveException.corrupt("Deletion vector at " + file.offset() + " of file " + file.path() + " is damaged: " + e.getMessage(), e);
        }
    }

    private static DeletionVector parseWide(ByteBuffer data, DeletionFile file)
            throws IOException
    {
        long count = data.getLong();
        if (count < 0 || count > data.remaining() / MIN_KEYED_BITMAP_BYTES) {
            throw damaged(file, "it has " + count + " bitmaps");
        }
        int[] highs = new int[(int) count];
        RoaringBitmap[] bitmaps = new RoaringBitmap[highs.length];
        for (int i = 0; i < highs.length; i++) {
            highs[i] = data.getInt();
            if (highs[i] < 0 || i > 0 && highs[i] <= highs[i - 1]) {
                throw damaged(file, "its bitmaps are out of order");
            }
            bitmaps[i] = bitmap(data);
        }
        return new DeletionVector(highs, bitmaps);
    }

    /** Reads a bitmap and leaves the buffer behind it. */
    private static RoaringBitmap bitmap(ByteBuffer data)
            throws IOException
    {
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.deserialize(data.slice().order(ByteOrder.LITTLE_ENDIAN));
        data.position(data.position() + bitmap.serializedSizeInBytes());
        requireAscending(bitmap);
        return bitmap;
    }

    /** The library takes containers as they are; what reads positions relies on their order. */
    private static void requireAscending(RoaringBitmap bitmap)
            throws IOException
    {
        BatchIterator positions = bitmap.getBatchIterator();
        int[] buffer = new int[256];
        long last = -1;
        while (positions.hasNext()) {
            int count = positions.nextBatch(buffer);
            for (int i = 0; i < count; i++) {
                long position = buffer[i] & 0xffff_ffffL;
                if (position <= last) {
                    throw new IOException("its positions are out of order");
                }
                last = position;
            }
        }
    }

    /** A vector of rows, in any order, some of them perhaps twice. */
    public static DeletionVector of(long[] rows)
    {
        return EMPTY.with(rows);
    }

    /** These rows and others, in any order, some of them perhaps there already. */
    public DeletionVector with(long[] rows)
    {
        TreeMap<Integer, RoaringBitmap> merged = new TreeMap<>();
        for (int i = 0; i < highs.length; i++) {
            merged.put(highs[i], bitmaps[i].clone());
        }
        for (long row : rows) {
            if (row < 0) {
                throw new IllegalArgumentException("Row " + row);
            }
            merged.computeIfAbsent((int) (row >>> Integer.SIZE), high -> new RoaringBitmap()).add((int) row);
        }
        merged.values().forEach(RoaringBitmap::runOptimize);
        return new DeletionVector(merged.keySet().stream().mapToInt(Integer::intValue).toArray(), merged.values().toArray(RoaringBitmap[]::new));
    }

    /**
     * The bytes of the vector in an index file.
     *
     * @param wide whether in 64 bits
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the vector does not fit 32 bits
     */
    byte[] serialize(boolean wide)
    {
        boolean fits = highs.length == 0 || highs.length == 1 && highs[0] == 0 && (bitmaps[0].isEmpty() || bitmaps[0].last() >= 0);
        if (!wide && !fits) {
            throw VarveException.unsupported("Rows from 2147483648 on cannot be deleted in 32 bits; set deletion-vectors.bitmap64");
        }
        RoaringBitmap[] written = wide || highs.length == 1 ? bitmaps : new RoaringBitmap[] {new RoaringBitmap()};
        int size = Integer.BYTES;
        if (wide) {
            size += Long.BYTES + written.length * Integer.BYTES;
        }
        for (RoaringBitmap bitmap : written) {
            size = Math.addExact(size, bitmap.serializedSizeInBytes());
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(size, FRAME_BYTES));
        buffer.putInt(size);
        buffer.putInt(wide ? Integer.reverseBytes(MAGIC_64) : MAGIC_32);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        if (wide) {
            buffer.putLong(written.length);
        }
        for (int i = 0; i < written.length; i++) {
            if (wide) {
                buffer.putInt(highs[i]);
            }
            written[i].serialize(buffer);
        }
        CRC32 crc = new CRC32();
        crc.update(buffer.array(), Integer.BYTES, size);
        buffer.order(ByteOrder.BIG_ENDIAN).putInt((int) crc.getValue());
        return buffer.array();
    }

    /** How many rows are deleted. */
    public long cardinality()
    {
        return cardinality;
    }

    public boolean isDeleted(long row)
    {
        int index = Arrays.binarySearch(highs, (int) (row >>> Integer.SIZE));
        return index >= 0 && bitmaps[index].contains((int) row);
    }

    /**
     * Finds the rows that are not deleted among {@code firstRow} to {@code firstRow + count - 1}.
     *
     * @param positions receives them, counted from {@code firstRow}, ascending; at least {@code count} long
     * @return how many there are
     */
    public int keep(long firstRow, int count, int[] positions)
    {
        int kept = 0;
        int done = 0;
        while (done < count) {
            // As far as one bitmap reaches.
            long row = firstRow + done;
            int portion = (int) Math.min(count - done, (1L << Integer.SIZE) - (row & 0xffff_ffffL));
            int index = Arrays.binarySearch(highs, (int) (row >>> Integer.SIZE));
            kept = index < 0
                    ? fill(positions, kept, done, done + portion)
                    : keep(bitmaps[index], (int) row, done, portion, positions, kept);
            done += portion;
        }
        return kept;
    }

    private static int keep(RoaringBitmap deleted, int low, int offset, int count, int[] positions, int kept)
    {
        int next = offset;
        int end = offset + count;
        PeekableIntIterator iterator = deleted.getIntIterator();
        iterator.advanceIfNeeded(low);
        while (iterator.hasNext()) {
            long position = offset + (iterator.next() & 0xffff_ffffL) - (low & 0xffff_ffffL);
            if (position >= end) {
                break;
            }
            kept = fill(positions, kept, next, (int) position);
            next = (int) position + 1;
        }
        return fill(positions, kept, next, end);
    }

    private static int fill(int[] positions, int kept, int from, int to)
    {
        for (int position = from; position < to; position++) {
            positions[kept++] = position;
        }
        return kept;
    }

    private static VarveException damaged(DeletionFile file, String problem)
    {
        return VarveException.corrupt("Deletion vector at " + file.offset() + " of file " + file.path() + " is damaged: " + problem);
    }
}
