package dev.varve.write.file.parquet;

import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

import java.io.IOException;
import java.io.OutputStream;

/** A stream as parquet-mr wants it. Closing it does not close the stream. */
final class PositionedOutput
        extends PositionOutputStream
        implements OutputFile
{
    private final OutputStream output;
    private long position;

    PositionedOutput(OutputStream output)
    {
        this.output = output;
    }

    @Override
    public void write(int value)
            throws IOException
    {
        output.write(value);
        position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length)
            throws IOException
    {
        output.write(bytes, offset, length);
        position += length;
    }

    @Override
    public long getPos()
    {
        return position;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint)
    {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint)
    {
        return this;
    }

    @Override
    public boolean supportsBlockSize()
    {
        return false;
    }

    @Override
    public long defaultBlockSize()
    {
        return 0;
    }
}
