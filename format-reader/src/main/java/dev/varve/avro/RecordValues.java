package dev.varve.avro;

import java.util.List;

/**
 * The values of the fields of a record, by their position in the shape that was asked for. Those that are there are asked for only, and as what their shape
 * says they are.
 */
interface RecordValues
{
    /** Whether there is no value. */
    boolean isNull(int field);

    long number(int field)
            throws MalformedAvroException;

    String text(int field)
            throws MalformedAvroException;

    byte[] bytes(int field)
            throws MalformedAvroException;

    /** Whether the bytes are these. */
    boolean hasBytes(int field, byte[] expected)
            throws MalformedAvroException;

    RecordValues record(int field);

    /** Each item a {@link Long}, a {@link String}, a {@code byte[]}, a {@link RecordValues} or null. */
    List<?> list(int field)
            throws MalformedAvroException;

    /** A list of numbers, {@code ifNull} for null. */
    long[] numbers(int field, long ifNull)
            throws MalformedAvroException;
}
