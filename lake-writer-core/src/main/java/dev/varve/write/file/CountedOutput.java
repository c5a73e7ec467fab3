package dev.varve.write.file;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A buffered stream that knows how long it is. */
final class CountedOutput
        extends FilterOutputStream
{
    private static final int BUFFER_BYTES = 1 << 16;

    private long count;

    CountedOutput(OutputStream output)
    {
        super(new BufferedOutputStream(output, BUFFER_BYTES));
    }

    /** Bytes written so far. */
    long count()
    {
        return count;
    }

    @Override
    public void write(int value)
            throws IOException
    {
        out.write(value);
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length)
            throws IOException
    {
        out.write(bytes, offset, length);
        count += length;
    }
}
