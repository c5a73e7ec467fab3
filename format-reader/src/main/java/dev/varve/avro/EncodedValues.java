package dev.varve.avro;

import dev.varve.avro.AvroShape.ListOf;
import dev.varve.avro.AvroShape.RecordOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values as they are in a block, decoded when they are asked for. */
final class EncodedValues
        implements RecordValues
{
    private static final int FEW = 16;

    private final RecordOf shape;
    private final AvroPlan plan;
    private final AvroInput cursor;
    private final int[] starts;
    private final int firstSlot;

    private EncodedValues(RecordOf shape, AvroPlan plan, AvroInput cursor, int[] starts, int slot)
    {
        this.shape = shape;
        this.plan = plan;
        this.cursor = cursor;
        this.starts = starts;
        firstSlot = plan.firstField(slot);
    }

    /**
     * Reads over the next record of a block.
     *
     * @throws MalformedAvroException if it makes no sense, or is null
     */
    static EncodedValues next(RecordOf shape, AvroPlan plan, AvroInput block)
            throws MalformedAvroException
    {
        int[] starts = plan.walk(block);
        if (starts[0] == AvroPlan.ABSENT) {
            throw new MalformedAvroException("a record is null");
        }
        return new EncodedValues(shape, plan, block.from(starts[0]), starts, 0);
    }

    @Override
    public boolean isNull(int field)
    {
        return starts[firstSlot + field] == AvroPlan.ABSENT;
    }

    @Override
    public long number(int field)
            throws MalformedAvroException
    {
        return at(field).readLong();
    }

    @Override
    public String text(int field)
            throws MalformedAvroException
    {
        return at(field).readText();
    }

    @Override
    public byte[] bytes(int field)
            throws MalformedAvroException
    {
        return at(field).readBytes();
    }

    @Override
    public boolean hasBytes(int field, byte[] expected)
            throws MalformedAvroException
    {
        AvroInput input = at(field);
        int length = input.readLength();
        int start = input.take(length);
        return Arrays.equals(input.bytes(), start, start + length, expected, 0, expected.length);
    }

    @Override
    public RecordValues record(int field)
    {
        return new EncodedValues((RecordOf) shape.fields().get(field).shape(), plan, cursor, starts, firstSlot + field);
    }

    @Override
    public List<?> list(int field)
            throws MalformedAvroException
    {
        AvroShape shape = ((ListOf) this.shape.fields().get(field).shape()).element();
        AvroPlan items = plan.items(firstSlot + field);
        AvroInput input = at(field);
        long count = input.readBlockCount();
        if (count == 0) {
            return List.of();
        }
        List<Object> list = new ArrayList<>();
        for (; count > 0; count = input.readBlockCount()) {
            for (long i = 0; i < count; i++) {
                list.add(item(input, items, shape));
            }
        }
        return list;
    }

    private static Object item(AvroInput input, AvroPlan plan, AvroShape shape)
            throws MalformedAvroException
    {
        int[] starts = plan.walk(input);
        if (starts[0] == AvroPlan.ABSENT) {
            return null;
        }
        if (shape instanceof RecordOf record) {
            return new EncodedValues(record, plan, input.from(starts[0]), starts, 0);
        }
        AvroInput item = input.from(starts[0]);
        if (shape.equals(AvroShape.LONG)) {
            return item.readLong();
        }
        return shape.equals(AvroShape.TEXT) ? item.readText() : item.readBytes();
    }

    @Override
    public long[] numbers(int field, long ifNull)
            throws MalformedAvroException
    {
        AvroPlan items = plan.items(firstSlot + field);
        AvroInput input = at(field);
        long[] numbers = new long[FEW];
        int size = 0;
        for (long count = input.readBlockCount(); count > 0; count = input.readBlockCount()) {
            for (long i = 0; i < count; i++) {
                int start = items.walk(input)[0];
                if (size == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * size);
                }
                numbers[size++] = start == AvroPlan.ABSENT ? ifNull : input.from(start).readLong();
            }
        }
        return Arrays.copyOf(numbers, size);
    }

    private AvroInput at(int field)
    {
        return cursor.moveTo(starts[firstSlot + field]);
    }
}
