package dev.varve.datafile.blob;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.StoragePath;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.zip.CRC32;

/**
 * An open file with the values of one BLOB column for a range of rows. Not safe for use by several threads.
 *
 * <pre>
 * record*   int magic 0x584E11CF, value, long length of the whole record, int CRC-32 of all that precedes it in the record
 * index     of each row the length of its record, as zigzag varints of the differences to the row before; -1 is NULL, and -2 a value that
 *           is not in this file; neither has a record
 * footer    int length of the index, byte version, 1
 *
 * int, long little-endian
 * </pre>
 */
public final class BlobFile
        implements Closeable
{
    private static final int MAGIC = 0x584E11CF;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = Integer.BYTES;
    private static final int TRAILER_BYTES = Long.BYTES + Integer.BYTES;
    private static final int FOOTER_BYTES = Integer.BYTES + 1;
    private static final int NULL = -1;
    private static final int ELSEWHERE = -2;

    private final CountedInput input;
    /** Where the record of each row ends; that of a row without record is empty. */
    private final long[] ends;
    private final BitSet elsewhere;

    private BlobFile(CountedInput input, long[] ends, BitSet elsewhere)
    {
        this.input = input;
        this.ends = ends;
        this.elsewhere = elsewhere;
    }

    /**
     * Opens a file and reads its index; the caller closes the result.
     *
     * @throws IOException if the file cannot be read, or is not a whole file of this kind; the message names it
     */
    public static BlobFile open(InputFile file, ReadMetrics metrics)
            throws IOException
    {
        CountedInput input = CountedInput.open(file, metrics);
        try {
            return open(input);
        }
        catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private static BlobFile open(CountedInput input)
            throws IOException
    {
        if (input.length() < FOOTER_BYTES) {
            throw input.corrupt("it has " + input.length() + " bytes, too few for the end of a blob file");
        }
        ByteBuffer footer = littleEndian(input.read(input.length() - FOOTER_BYTES, FOOTER_BYTES));
        int indexBytes = footer.getInt();
        byte version = footer.get();
        if (version != VERSION) {
            throw VarveException.unsupported("Blob file " + input.file().path() + " has version " + version + ", only version " + VERSION + " is supported");
        }
        long indexStart = input.length() - FOOTER_BYTES - indexBytes;
        if (indexBytes < 0 || indexStart < 0) {
            throw input.corrupt("an index of " + indexBytes + " bytes in a file of " + input.length());
        }
        byte[] index = input.read(indexStart, indexBytes);
        BitSet elsewhere = new BitSet();
        long[] ends = ends(input, index, elsewhere);
        long recordsEnd = ends.length == 0 ? 0 : ends[ends.length - 1];
        if (recordsEnd != indexStart) {
            throw input.corrupt("its values end at " + recordsEnd + ", but its index begins at " + indexStart);
        }
        return new BlobFile(input, ends, elsewhere);
    }

    private static long[] ends(CountedInput input, byte[] index, BitSet elsewhere)
            throws IOException
    {
        int rows = 0;
        for (byte octet : index) {
            rows += octet >= 0 ? 1 : 0;
        }
        if (index.length > 0 && index[index.length - 1] < 0) {
            throw input.corrupt("its index ends within a number");
        }
        long[] ends = new long[rows];
        long length = 0;
        long end = 0;
        int position = 0;
        for (int row = 0; row < rows; row++) {
            long delta = 0;
            for (int shift = 0; ; shift += 7) {
                if (shift >= Long.SIZE) {
                    throw input.corrupt("a number in its index has more than 64 bits");
                }
                byte octet = index[position++];
                delta |= (long) (octet & 0x7F) << shift;
                if (octet >= 0) {
                    break;
                }
            }
            length += (delta >>> 1) ^ -(delta & 1);
            if (length >= HEADER_BYTES + TRAILER_BYTES && length <= input.length() - end) {
                end += length;
            }
            else if (length == ELSEWHERE) {
                elsewhere.set(row);
            }
            else if (length != NULL) {
                throw input.corrupt("the value of row " + row + " takes " + length + " bytes");
            }
            ends[row] = end;
        }
        return ends;
    }

    public int rowCount()
    {
        return ends.length;
    }

    public StoragePath path()
    {
        return input.file().path();
    }

    /** Whether the value of a row has to be looked for in another file. */
    public boolean isElsewhere(int row)
    {
        return elsewhere.get(row);
    }

    public boolean isNull(int row)
    {
        return start(row) == ends[row] && !elsewhere.get(row);
    }

    /** What the value of a row takes in the file, which is a little more than the value; 0 if there is none. */
    public long recordBytes(int row)
    {
        return ends[row] - start(row);
    }

    /** Where the value of a row that has one lies. */
    public BlobDescriptor descriptor(int row)
    {
        return new BlobDescriptor(path().text(), start(row) + HEADER_BYTES, recordBytes(row) - HEADER_BYTES - TRAILER_BYTES);
    }

    /**
     * Reads the values of some rows, one after the other into {@code target} from {@code offsets[index]} on. There must be room for their records.
     *
     * @param offsets of the values in {@code target}; those after {@code index} are set
     * @throws IOException if they cannot be read, or are damaged; the message names the file
     */
    public void read(int firstRow, int rows, byte[] target, int[] offsets, int index)
            throws IOException
    {
        long start = start(firstRow);
        int position = offsets[index];
        input.readFully(start, target, position, (int) (ends[firstRow + rows - 1] - start));
        int recordStart = position;
        for (int i = 0; i < rows; i++) {
            int length = (int) recordBytes(firstRow + i);
            if (length > 0) {
                int valueLength = length - HEADER_BYTES - TRAILER_BYTES;
                check(target, recordStart, length, firstRow + i);
                System.arraycopy(target, recordStart + HEADER_BYTES, target, position, valueLength);
                recordStart += length;
                position += valueLength;
            }
            offsets[index + i + 1] = position;
        }
    }

    private void check(byte[] bytes, int start, int length, int row)
            throws IOException
    {
        ByteBuffer record = littleEndian(bytes);
        CRC32 checksum = new CRC32();
        checksum.update(bytes, start, length - Integer.BYTES);
        boolean whole = record.getInt(start) == MAGIC
                && record.getLong(start + length - TRAILER_BYTES) == length
                && record.getInt(start + length - Integer.BYTES) == (int) checksum.getValue();
        if (!whole) {
            throw input.corrupt("the value of row " + row + " is damaged");
        }
    }

    private long start(int row)
    {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Bytes of memory held for the index. */
    public long memoryBytes()
    {
        return 8L * ends.length + elsewhere.size() / Byte.SIZE;
    }

    @Override
    public void close()
            throws IOException
    {
        input.close();
    }

    private static ByteBuffer littleEndian(byte[] bytes)
    {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
