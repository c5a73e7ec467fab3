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

    private AvroPlan() {}

    /**
     * @throws IOException if the schema does not fit the shape
     */
    static ValueReader of(Schema written, AvroShape wanted)
            throws IOException
    {
        return reader(written, wanted, "the record");
    }

    private static ValueReader reader(Schema written, AvroShape wanted, String path)
            throws IOException
    {
        if (written.getType() == Schema.Type.UNION) {
            return union(written, wanted, path);
        }
        if (written.getType() == Schema.Type.NULL) {
            return input -> null;
        }
        if (wanted instanceof RecordOf record && written.getType() == Schema.Type.RECORD) {
            return record(written, record);
        }
        if (wanted instanceof ListOf list && written.getType() == Schema.Type.ARRAY) {
            return list(reader(written.getElementType(), list.element(), path));
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

    private static ValueReader union(Schema written, AvroShape wanted, String path)
            throws IOException
    {
        ValueReader[] branches = new ValueReader[written.getTypes().size()];
        for (int i = 0; i < branches.length; i++) {
            branches[i] = reader(written.getTypes().get(i), wanted, path);
        }
        return input -> branches[input.readBranch(branches.length)].read(input);
    }

    private static ValueReader record(Schema written, RecordOf wanted)
            throws IOException
    {
        List<Schema.Field> fields = written.getFields();
        ValueReader[] fieldReaders = new ValueReader[fields.size()];
        int[] slots = new int[fields.size()];
        for (int i = 0; i < fieldReaders.length; i++) {
            Schema.Field field = fields.get(i);
            slots[i] = slot(wanted, field.name());
            fieldReaders[i] = slots[i] < 0
                    ? skipper(field.schema())
                    : reader(field.schema(), wanted.fields().get(slots[i]).shape(), "field " + field.name());
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

    private static ValueReader skipper(Schema written)
    {
        return input -> {
            input.skip(written);
            return null;
        };
    }

    /** Whether records have fields that are not wanted. */
    static boolean leavesOut(Schema written, AvroShape wanted)
    {
        return switch (written.getType()) {
            case UNION -> written.getTypes().stream().anyMatch(branch -> leavesOut(branch, wanted));
            case ARRAY -> wanted instanceof ListOf list && leavesOut(written.getElementType(), list.element());
            case RECORD -> wanted instanceof RecordOf record && written.getFields().stream().anyMatch(field -> {
                int slot = slot(record, field.name());
                return slot < 0 || leavesOut(field.schema(), record.fields().get(slot).shape());
            });
            default -> false;
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
            for (long count = input.readBlockCount(); count > 0; count = input.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    elements.add(element.read(input));
                }
            }
            return elements;
        };
    }

    private static String describe(AvroShape shape)
    {
        if (shape instanceof Scalar scalar) {
            return scalar.name();
        }
        return shape instanceof ListOf ? "array" : "record";
    }
}
