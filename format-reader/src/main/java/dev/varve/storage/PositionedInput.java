package dev.varve.storage;

import java.io.Closeable;
import java.io.IOException;

/** Random access to the bytes of one open file. */
public interface PositionedInput
        extends Closeable
{
    /**
     * Reads exactly {@code length} bytes at {@code position}.
     *
     * @throws java.io.EOFException if the file ends before
     */
    void readFully(long position, byte[] buffer, int offset, int length)
            throws IOException;
}
