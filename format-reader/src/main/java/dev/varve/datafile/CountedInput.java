package dev.varve.datafile;

import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;

import java.io.EOFException;
import java.io.IOException;

/**
 * The bytes of one open data file, for implementations of {@link DataFileFormat}: counts what is read, and never allocates
 * for a range that the file does not have. Not safe for use by several threads.
 */
public final class CountedInput
        implements PositionedInput
{
    private final InputFile file;
    private final PositionedInput input;
    private final long length;
    private final ReadMetrics metrics;
    private long bytesRead;

    private CountedInput(InputFile file, PositionedInput input, long length, ReadMetrics metrics)
    {
        this.file = file;
        this.input = input;
        this.length = length;
        this.metrics = metrics;
    }

    /** Opens a file and counts it as opened. */
    public static CountedInput open(InputFile file, ReadMetrics metrics)
            throws IOException
    {
        long length = file.length();
        CountedInput input = new CountedInput(file, file.newInput(), length, metrics);
        metrics.add(ReadMetrics.Counter.FILES_OPENED, 1);
        return input;
    }

    public InputFile file()
    {
        return file;
    }

    /** Length of the file in bytes. */
    public long length()
    {
        return length;
    }

    /** How many bytes of the file were read so far. */
    public long bytesRead()
    {
        return bytesRead;
    }

    /**
     * @throws EOFException if the file does not have those bytes; the message names it
     */
    public byte[] read(long position, long count)
            throws IOException
    {
        checkRange(position, count);
        byte[] bytes = new byte[(int) count];
        readFully(position, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int count)
            throws IOException
    {
        checkRange(position, count);
        input.readFully(position, buffer, offset, count);
        bytesRead += count;
        metrics.add(ReadMetrics.Counter.BYTES_READ, count);
    }

    /** An error about the content of the file, of which {@code problem} tells more. */
    public IOException corrupt(String problem)
    {
        return new IOException("Data file " + file.path() + " is corrupt: " + problem);
    }

    /** As {@link #corrupt(String)}, with what brought it to light. */
    public IOException corrupt(String problem, Throwable cause)
    {
        return new IOException("Data file " + file.path() + " is corrupt: " + problem, cause);
    }

    @Override
    public void close()
            throws IOException
    {
        input.close();
    }

    private void checkRange(long position, long count)
            throws IOException
    {
        if (position < 0 || count < 0 || count > Integer.MAX_VALUE - 8 || position > length - count) {
            throw new EOFException("Data file " + file.path() + " is corrupt: it refers to " + count + " bytes at " + position + ", but is " + length + " bytes long");
        }
    }
}
