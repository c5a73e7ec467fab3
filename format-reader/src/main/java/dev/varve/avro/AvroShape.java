package dev.varve.avro;

import java.util.Arrays;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** What a reader wants of an Avro value. Everything may be null. */
public sealed interface AvroShape
{
    /** An int or long. */
    AvroShape LONG = new Scalar("int or long");
    /** Bytes. */
    AvroShape BYTES = new Scalar("bytes");
    /** A string. */
    AvroShape TEXT = new Scalar("string");

    record Scalar(String name)
            implements AvroShape
    {
        public Scalar
        {
            requireNonNull(name, "name is null");
        }
    }

    /** An array. */
    record ListOf(AvroShape element)
            implements AvroShape
    {
        public ListOf
        {
            requireNonNull(element, "element is null");
        }
    }

    /** A record: these fields in this order, wherever they are in the file. Those that the file does not have are null. */
    record RecordOf(List<Field> fields)
            implements AvroShape
    {
        public RecordOf
        {
            fields = List.copyOf(fields);
        }
    }

    record Field(String name, AvroShape shape)
    {
        public Field
        {
            requireNonNull(name, "name is null");
            requireNonNull(shape, "shape is null");
        }
    }

    static Field field(String name, AvroShape shape)
    {
        return new Field(name, shape);
    }

    static AvroShape listOf(AvroShape element)
    {
        return new ListOf(element);
    }

    static RecordOf recordOf(Field... fields)
    {
        return new RecordOf(Arrays.asList(fields));
    }
}
