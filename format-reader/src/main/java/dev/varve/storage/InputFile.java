package dev.varve.storage;

import java.io.IOException;

/** A file that can be read. Safe for use by several threads; each {@link PositionedInput} belongs to one. */
public interface InputFile
{
    StoragePath path();

    /** Length in bytes. */
    long length()
            throws IOException;

    /** Opens the file; the caller closes the result. */
    PositionedInput newInput()
            throws IOException;
}
