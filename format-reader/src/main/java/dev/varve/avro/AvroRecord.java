package dev.varve.avro;

import dev.varve.avro.AvroShape.ListOf;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One record, its fields by their position in the {@link RecordOf} that was asked for. What does not fit is a {@link VarveException} of
 * kind CORRUPT_TABLE that names the file and the field. Values are decoded when they are asked for; until then, the record holds on to the block that it is in.
 */
public final class AvroRecord
{
    private final StoragePath file;
    private final RecordOf shape;
    private final RecordValues values;

    AvroRecord(StoragePath file, RecordOf shape, RecordValues values)
    {
        this.file = file;
        this.shape = shape;
        this.values = values;
    }

    /**
     * @param file for messages
     * @param values by field, null where there is none: {@link Long}, {@code byte[]}, {@link String}, {@link List} or, for records,
     *         {@code Object[]}
     */
    public static AvroRecord of(StoragePath file, RecordOf shape, Object[] values)
    {
        return new AvroRecord(file, shape, new DecodedValues(values));
    }

    public long requiredLong(int field)
    {
        require(field);
        try {
            return values.number(field);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    public int requiredInt(int field)
    {
        long value = requiredLong(field);
        if (value != (int) value) {
            throw damaged(field, "is " + value);
        }
        return (int) value;
    }

    public String requiredText(int field)
    {
        require(field);
        try {
            return values.text(field);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    /** A text that is the name of a file, and leads nowhere else. */
    public String requiredFileName(int field)
    {
        String name = requiredText(field);
        if (!StoragePath.isPlainName(name)) {
            throw damaged(field, "is not the name of a file: '" + name + "'");
        }
        return name;
    }

    public byte[] requiredBytes(int field)
    {
        require(field);
        try {
            return values.bytes(field);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    /** Whether {@link #requiredBytes} would be these, which are not changed. */
    public boolean hasBytes(int field, byte[] expected)
    {
        require(field);
        try {
            return values.hasBytes(field, expected);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    public AvroRecord requiredRecord(int field)
    {
        require(field);
        return new AvroRecord(file, (RecordOf) shape.fields().get(field).shape(), values.record(field));
    }

    public Optional<AvroRecord> optionalRecord(int field)
    {
        return values.isNull(field) ? Optional.empty() : Optional.of(requiredRecord(field));
    }

    public OptionalLong optionalLong(int field)
    {
        return values.isNull(field) ? OptionalLong.empty() : OptionalLong.of(requiredLong(field));
    }

    public Optional<String> optionalText(int field)
    {
        return values.isNull(field) ? Optional.empty() : Optional.of(requiredText(field));
    }

    public Optional<byte[]> optionalBytes(int field)
    {
        return values.isNull(field) ? Optional.empty() : Optional.of(requiredBytes(field));
    }

    /** A list of texts, none of them null. */
    public Optional<List<String>> optionalTexts(int field)
    {
        return elements(field, false).map(list -> list.isEmpty() ? List.of() : list.stream().map(String.class::cast).toList());
    }

    /** A list of longs, none of them null. */
    public Optional<List<Long>> optionalLongs(int field)
    {
        return elements(field, false).map(list -> list.stream().map(Long.class::cast).toList());
    }

    /** A list of longs with {@code ifNull} for null; empty if there is no list. */
    public long[] longs(int field, long ifNull)
    {
        try {
            return values.isNull(field) ? new long[0] : values.numbers(field, ifNull);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    /** A list of records less those that are null; empty if there is no list. */
    public List<AvroRecord> records(int field)
    {
        RecordOf element = (RecordOf) ((ListOf) shape.fields().get(field).shape()).element();
        return elements(field, true).orElse(List.of()).stream()
                .filter(Objects::nonNull)
                .map(value -> new AvroRecord(file, element, (RecordValues) value))
                .toList();
    }

    /** Whether none of the fields was asked for. */
    public boolean isEmpty()
    {
        return shape.fields().isEmpty();
    }

    /** The exception for a value that makes no sense. */
    public VarveException damaged(int field, String problem)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + shape.fields().get(field).name() + " " + problem);
    }

    private VarveException malformed(int field, MalformedAvroException e)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + shape.fields().get(field).name() + " makes no sense: " + e.getMessage(), e);
    }

    private Optional<List<?>> elements(int field, boolean nullsAllowed)
    {
        if (values.isNull(field)) {
            return Optional.empty();
        }
        try {
            List<?> list = values.list(field);
            if (!nullsAllowed && !list.isEmpty() && list.stream().anyMatch(Objects::isNull)) {
                throw damaged(field, "has an element that is null");
            }
            return Optional.of(list);
        }
        catch (MalformedAvroException e) {
            throw malformed(field, e);
        }
    }

    private void require(int field)
    {
        if (values.isNull(field)) {
            throw damaged(field, "is missing");
        }
    }
}
