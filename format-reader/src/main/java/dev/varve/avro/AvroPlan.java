package dev.varve.avro;

import dev.varve.avro.AvroShape.ListOf;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.avro.AvroShape.Scalar;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the schema that a file was written with, and the shape that is wanted, into readers: fields are matched by name, the rest
 * is skipped, the branches of unions are resolved.
 */
final class AvroPlan
{
    /**
     * Reads one value: a Long, a byte[], a String, a List, or an Object[] for a record; null where it is null or not wanted.
     */
    interface ValueReader
    {
        Object read(AvroInput input)
                throws IOException;
    }

    private static final int MAX_DEPTH = 32;
    private static final int MAX_READERS = 10_000;

    private int readers;

    private AvroPlan() {}

    /**
     * @throws IOException if the schema does not fit the shape
     */
    static ValueReader of(Schema written, AvroShape wanted)
            throws IOException
    {
        return new AvroPlan().reader(written, wanted, "the record", 0);
    }

    private ValueReader reader(Schema written, AvroShape wanted, String path, int depth)
            throws IOException
    {
        count(depth);
        if (written.getType() == Schema.Type.UNION) {
            return union(written, wanted, path, depth);
        }
        if (written.getType() == Schema.Type.NULL) {
            return input -> null;
        }
        if (wanted instanceof RecordOf record && written.getType() == Schema.Type.RECORD) {
            return record(written, record, depth);
        }
        if (wanted instanceof ListOf list && written.getType() == Schema.Type.ARRAY) {
            return list(reader(written.getElementType(), list.element(), path, depth + 1));
        }
        if (wanted.equals(AvroShape.LONG) && (written.getType() == Schema.Type.INT || written.getType() == Schema.Type.LONG)) {
            return AvroInput::readLong;
        }
        if (wanted.equals(AvroShape.BYTES) && written.getType() == Schema.Type.BYTES) {
            return AvroInput::readBytes;
        }
        if (wanted.equals(AvroShape.TEXT) && written.getType() == Schema.Type.STRING) {
            return AvroInput::readText;
        }
        throw new MalformedAvroException(path + " is of Avro type " + written.getType().getName() + ", expected is " + describe(wanted));
    }

    private ValueReader union(Schema written, AvroShape wanted, String path, int depth)
            throws IOException
    {
        ValueReader[] branches = new ValueReader[written.getTypes().size()];
        for (int i = 0; i < branches.length; i++) {
            branches[i] = reader(written.getTypes().get(i), wanted, path, depth + 1);
        }
        return branch(branches);
    }

    private ValueReader record(Schema written, RecordOf wanted, int depth)
            throws IOException
    {
        List<Schema.Field> fields = written.getFields();
        ValueReader[] fieldReaders = new ValueReader[fields.size()];
        int[] slots = new int[fields.size()];
        for (int i = 0; i < fieldReaders.length; i++) {
            Schema.Field field = fields.get(i);
            slots[i] = slot(wanted, field.name());
            fieldReaders[i] = slots[i] < 0
                    ? skipper(field.schema(), depth + 1)
                    : reader(field.schema(), wanted.fields().get(slots[i]).shape(), "field " + field.name(), depth + 1);
        }
        int size = wanted.fields().size();
        return input -> {
            Object[] values = new Object[size];
            for (int i = 0; i < fieldReaders.length; i++) {
                Object value = fieldReaders[i].read(input);
                if (slots[i] >= 0) {
                    values[slots[i]] = value;
                }
            }
            return values;
        };
    }

    private static int slot(RecordOf wanted, String name)
    {
        for (int i = 0; i < wanted.fields().size(); i++) {
            if (wanted.fields().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static ValueReader list(ValueReader element)
    {
        return input -> {
            List<Object> elements = new ArrayList<>();
            for (int count = input.readItemCount(); count > 0; count = input.readItemCount()) {
                for (int i = 0; i < count; i++) {
                    elements.add(element.read(input));
                }
            }
            return elements;
        };
    }

    private static ValueReader branch(ValueReader[] branches)
    {
        return input -> {
            long index = input.readLong();
            if (index < 0 || index >= branches.length) {
                throw new MalformedAvroException("A union has no branch " + index);
            }
            return branches[(int) index].read(input);
        };
    }

    private ValueReader skipper(Schema written, int depth)
            throws IOException
    {
        count(depth);
        switch (written.getType()) {
            case NULL:
                return input -> null;
            case BOOLEAN:
                return skip(1);
            case FLOAT:
                return skip(Float.BYTES);
            case DOUBLE:
                return skip(Double.BYTES);
            case FIXED:
                return skip(written.getFixedSize());
            case INT:
            case LONG:
            case ENUM:
                return input -> {
                    input.readLong();
                    return null;
                };
            case BYTES:
            case STRING:
                return AvroPlan::skipBytes;
            case ARRAY:
                return skipItems(skipper(written.getElementType(), depth + 1));
            case MAP:
                ValueReader value = skipper(written.getValueType(), depth + 1);
                return skipItems(input -> {
                    input.skipBytes();
                    return value.read(input);
                });
            case UNION:
                ValueReader[] branches = new ValueReader[written.getTypes().size()];
                for (int i = 0; i < branches.length; i++) {
                    branches[i] = skipper(written.getTypes().get(i), depth + 1);
                }
                return branch(branches);
            case RECORD:
                return skipRecord(written, depth);
        }
        throw new MalformedAvroException("Avro type " + written.getType() + " is not known");
    }

    private ValueReader skipRecord(Schema written, int depth)
            throws IOException
    {
        ValueReader[] fields = new ValueReader[written.getFields().size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = skipper(written.getFields().get(i).schema(), depth + 1);
        }
        return input -> {
            for (ValueReader field : fields) {
                field.read(input);
            }
            return null;
        };
    }

    private static Object skipBytes(AvroInput input)
            throws IOException
    {
        input.skipBytes();
        return null;
    }

    private static ValueReader skip(int bytes)
    {
        return input -> {
            input.skip(bytes);
            return null;
        };
    }

    private static ValueReader skipItems(ValueReader item)
    {
        return input -> {
            for (int count = input.readItemCount(); count > 0; count = input.readItemCount()) {
                for (int i = 0; i < count; i++) {
                    item.read(input);
                }
            }
            return null;
        };
    }

    private void count(int depth)
            throws IOException
    {
        if (depth > MAX_DEPTH || ++readers > MAX_READERS) {
            throw new MalformedAvroException("The Avro schema nests too deep");
        }
    }

    private static String describe(AvroShape shape)
    {
        if (shape instanceof Scalar scalar) {
            return scalar.name();
        }
        return shape instanceof ListOf ? "array" : "record";
    }
}
