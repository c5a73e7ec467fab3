package dev.varve.avro;

import java.io.IOException;

/** The file is of another format, or compressed in a way that is not known. */
public final class UnsupportedAvroException
        extends IOException
{
    private static final long serialVersionUID = 1;

    UnsupportedAvroException(String message)
    {
        super(message);
    }
}
