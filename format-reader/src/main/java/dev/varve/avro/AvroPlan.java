package dev.varve.avro;

import dev.varve.avro.AvroShape.ListOf;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.avro.AvroShape.Scalar;
import org.apache.avro.Schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How values are walked over that were written with one schema and are wanted in one shape: fields are matched by name, the branches of
 * unions are resolved. A walk decodes nothing; it notes where each wanted value starts, in its slot. The value itself has slot 0. The fields of a record
 * follow each other, from {@link #firstField} of the record's slot on. The items of a list are walked when they are asked for, by the {@link #items} of its slot.
 */
final class AvroPlan
{
    /** Where a value starts that is null or not there. */
    static final int ABSENT = -1;

    private interface Walk
    {
        /** Steps over a value. */
        void over(AvroInput input, int[] starts)
                throws MalformedAvroException;
    }

    private final Walk walk;
    private final int[] firstFields;
    private final AvroPlan[] items;

    private AvroPlan(Walk walk, int[] firstFields, AvroPlan[] items)
    {
        this.walk = walk;
        this.firstFields = firstFields;
        this.items = items;
    }

    /**
     * @throws MalformedAvroException if the schema does not fit the shape
     */
    static AvroPlan of(Schema written, AvroShape wanted)
            throws MalformedAvroException
    {
        Slots slots = new Slots();
        int slot = slots.reserve(1);
        Walk walk = slots.walk(written, wanted, slot, "the record");
        return new AvroPlan(
                walk,
                slots.firstFields.stream().mapToInt(Integer::intValue).toArray(),
                slots.items.toArray(AvroPlan[]::new));
    }

    /** Steps over a value; returns where what is wanted of it starts, by slot. Behind a union it starts after the number of the branch. */
    int[] walk(AvroInput input)
            throws MalformedAvroException
    {
        int[] starts = new int[items.length];
        Arrays.fill(starts, ABSENT);
        walk.over(input, starts);
        return starts;
    }

    /** The slot of the first field of the record in a slot. */
    int firstField(int slot)
    {
        return firstFields[slot];
    }

    /** How the items of the list in a slot are walked over. */
    AvroPlan items(int slot)
    {
        return items[slot];
    }

    /** Slots given out so far. */
    private static final class Slots
    {
        private final List<Integer> firstFields = new ArrayList<>();
        private final List<AvroPlan> items = new ArrayList<>();

        int reserve(int count)
        {
            int first = items.size();
            for (int i = 0; i < count; i++) {
                firstFields.add(ABSENT);
                items.add(null);
            }
            return first;
        }

        Walk walk(Schema written, AvroShape wanted, int slot, String path)
                throws MalformedAvroException
        {
            Schema.Type type = written.getType();
            if (type == Schema.Type.UNION) {
                Walk[] branches = new Walk[written.getTypes().size()];
                for (int i = 0; i < branches.length; i++) {
                    branches[i] = walk(written.getTypes().get(i), wanted, slot, path);
                }
                return union(branches);
            }
            if (type == Schema.Type.NULL) {
                return (input, starts) -> {};
            }
            if (wanted instanceof RecordOf record && type == Schema.Type.RECORD) {
                return record(written, record, slot);
            }
            boolean fits = wanted instanceof ListOf && type == Schema.Type.ARRAY
                    || wanted.equals(AvroShape.LONG) && (type == Schema.Type.INT || type == Schema.Type.LONG)
                    || wanted.equals(AvroShape.BYTES) && type == Schema.Type.BYTES
                    || wanted.equals(AvroShape.TEXT) && type == Schema.Type.STRING;
            if (!fits) {
                throw new MalformedAvroException(path + " is of Avro type " + type.getName() + ", expected is " + describe(wanted));
            }
            if (wanted instanceof ListOf list) {
                items.set(slot, AvroPlan.of(written.getElementType(), list.element()));
            }
            Walk skip = skip(written);
            return (input, starts) -> {
                starts[slot] = input.position();
                skip.over(input, starts);
            };
        }

        private Walk record(Schema written, RecordOf wanted, int slot)
                throws MalformedAvroException
        {
            int first = reserve(wanted.fields().size());
            firstFields.set(slot, first);
            List<Schema.Field> fields = written.getFields();
            Walk[] walks = new Walk[fields.size()];
            for (int i = 0; i < walks.length; i++) {
                Schema.Field field = fields.get(i);
                int index = index(wanted, field.name());
                walks[i] = index < 0
                        ? skip(field.schema())
                        : walk(field.schema(), wanted.fields().get(index).shape(), first + index, "field " + field.name());
            }
            return (input, starts) -> {
                starts[slot] = input.position();
                for (Walk walk : walks) {
                    walk.over(input, starts);
                }
            };
        }
    }

    private static Walk skip(Schema written)
    {
        return switch (written.getType()) {
            case INT, LONG -> (input, starts) -> input.skipLong();
            case STRING, BYTES -> (input, starts) -> input.take(input.readLength());
            case UNION -> union(written.getTypes().stream().map(AvroPlan::skip).toArray(Walk[]::new));
            case ARRAY -> {
                Walk item = skip(written.getElementType());
                yield (input, starts) -> input.skipBlocks(values -> item.over(values, starts));
            }
            case RECORD -> {
                Walk[] fields = written.getFields().stream().map(field -> skip(field.schema())).toArray(Walk[]::new);
                yield (input, starts) -> {
                    for (Walk field : fields) {
                        field.over(input, starts);
                    }
                };
            }
            default -> (input, starts) -> input.skip(written);
        };
    }

    private static Walk union(Walk[] branches)
    {
        if (branches.length == 2) {
            Walk first = branches[0];
            Walk second = branches[1];
            return (input, starts) -> (input.readBranch(2) == 0 ? first : second).over(input, starts);
        }
        return (input, starts) -> branches[input.readBranch(branches.length)].over(input, starts);
    }

    /** Whether records have fields that are not wanted. */
    static boolean leavesOut(Schema written, AvroShape wanted)
    {
        return switch (written.getType()) {
            case UNION -> written.getTypes().stream().anyMatch(branch -> leavesOut(branch, wanted));
            case ARRAY -> wanted instanceof ListOf list && leavesOut(written.getElementType(), list.element());
            case RECORD -> wanted instanceof RecordOf record && written.getFields().stream().anyMatch(field -> {
                int index = index(record, field.name());
                return index < 0 || leavesOut(field.schema(), record.fields().get(index).shape());
            });
            default -> false;
        };
    }

    private static int index(RecordOf wanted, String name)
    {
        for (int i = 0; i < wanted.fields().size(); i++) {
            if (wanted.fields().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String describe(AvroShape shape)
    {
        if (shape instanceof Scalar scalar) {
            return scalar.name();
        }
        return shape instanceof ListOf ? "array" : "record";
    }
}
