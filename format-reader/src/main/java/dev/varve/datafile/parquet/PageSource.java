package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The pages of one column of one row group, in order. The bytes are read in windows, so memory does not depend on the row group. */
final class PageSource
{
    /** A page may be as large as this, or more if its bytes are not compressed by more than that. */
    private static final int USUAL_PAGE_BYTES = 64 << 20;
    private static final int USUAL_RATIO = 256;

    private final CountedInput input;
    private final Decompressor decompressor;
    private final long end;
    private final Window window;
    private final int windowBytes;

    private byte[] bytes = {};
    private long bytesStart;
    private long position;

    /** @param windowBytes how many bytes are read at once, unless a page has more */
    PageSource(CountedInput input, ColumnChunkMetaData chunk, int windowBytes)
            throws IOException
    {
        this.input = input;
        this.windowBytes = windowBytes;
        decompressor = Decompressor.of(chunk.getCodec(), "Column " + chunk.getPath() + " of " + input.file().path());
        position = chunk.getStartingPos();
        end = position + chunk.getTotalSize();
        if (position < 0 || chunk.getTotalSize() < 0 || end > input.length()) {
            throw new IOException("Its bytes are said to be from " + position + " to " + end);
        }
        bytesStart = position;
        window = new Window();
    }

    /** The header of the next page, or empty at the end; {@link #read} or {@link #skip} it then. */
    Optional<PageHeader> next()
            throws IOException
    {
        if (position >= end) {
            return Optional.empty();
        }
        PageHeader header = Util.readPageHeader(window);
        long compressed = header.getCompressed_page_size();
        long uncompressed = header.getUncompressed_page_size();
        if (compressed < 0 || compressed > end - position || uncompressed < 0 || uncompressed > Math.max(USUAL_PAGE_BYTES, compressed * USUAL_RATIO)) {
            throw new IOException("A page of " + compressed + " bytes, " + uncompressed + " uncompressed, where " + (end - position) + " are left");
        }
        return Optional.of(header);
    }

    /** Where the next page begins. */
    long position()
    {
        return position;
    }

    /** Goes on with the page that begins there. */
    void seek(long position)
    {
        if (position < this.position || position >= end) {
            throw new IllegalArgumentException("A page at " + position + ", not between " + this.position + " and " + end);
        }
        this.position = position;
    }

    void skip(PageHeader header)
    {
        position += header.getCompressed_page_size();
    }

    /**
     * The bytes of a page.
     *
     * @param plainBytes how many bytes at the front are never compressed
     */
    byte[] read(PageHeader header, int plainBytes, boolean compressed)
            throws IOException
    {
        int length = header.getCompressed_page_size();
        int inflatedLength = header.getUncompressed_page_size();
        if (plainBytes < 0 || plainBytes > length || plainBytes > inflatedLength) {
            throw new IOException("A page of " + length + " bytes with " + plainBytes + " bytes of levels");
        }
        fill(length);
        int start = (int) (position - bytesStart);
        position += length;
        PageChecksum.check(header, bytes, start, length);
        if (!compressed) {
            return Arrays.copyOfRange(bytes, start, start + length);
        }
        byte[] inflated = new byte[inflatedLength];
        System.arraycopy(bytes, start, inflated, 0, plainBytes);
        if (inflatedLength > plainBytes) {
            inflate(start + plainBytes, length - plainBytes, inflated, plainBytes);
        }
        return inflated;
    }

    long memoryBytes()
    {
        return bytes.length;
    }

    private void inflate(int start, int length, byte[] inflated, int offset)
            throws IOException
    {
        try {
            decompressor.inflate(bytes, start, length, inflated, offset, inflated.length - offset);
        }
        // Decompressors report garbage by whatever exception comes first.
        catch (RuntimeException e) {
            throw new IOException("A page cannot be decompressed", e);
        }
    }

    /** Makes the window hold so many bytes from the position on. */
    private void fill(int count)
            throws IOException
    {
        if (position + count > bytesStart + bytes.length) {
            bytes = input.read(position, Math.max(count, Math.min(windowBytes, end - position)));
            bytesStart = position;
        }
    }

    /** The bytes from the position on, as the parser of headers wants them. */
    private final class Window
            extends InputStream
    {
        @Override
        public int read()
                throws IOException
        {
            if (position >= end) {
                return -1;
            }
            fill(1);
            return bytes[(int) (position++ - bytesStart)] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length)
                throws IOException
        {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            fill(1);
            int start = (int) (position - bytesStart);
            int count = Math.min(length, bytes.length - start);
            System.arraycopy(bytes, start, target, offset, count);
            position += count;
            return count;
        }
    }
}
