package dev.varve.avro;

import java.io.IOException;

/** The bytes are not what Avro, or the reader, expects there; as opposed to a store that fails. */
public final class MalformedAvroException
        extends IOException
{
    private static final long serialVersionUID = 1;

    public MalformedAvroException(String message)
    {
        super(message);
    }

    public MalformedAvroException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
