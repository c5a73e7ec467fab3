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
 * kind CORRUPT_TABLE that names the file and the field.
 */
public final class AvroRecord
{
    private final StoragePath file;
    private final RecordOf shape;
    private final Object[] values;

    private AvroRecord(StoragePath file, RecordOf shape, Object[] values)
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
        return new AvroRecord(file, shape, values);
    }

    public long requiredLong(int field)
    {
        return (Long) required(field);
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
        return (String) required(field);
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
        return (byte[]) required(field);
    }

    public AvroRecord requiredRecord(int field)
    {
        return new AvroRecord(file, (RecordOf) shape.fields().get(field).shape(), (Object[]) required(field));
    }

    public Optional<AvroRecord> optionalRecord(int field)
    {
        return values[field] == null ? Optional.empty() : Optional.of(requiredRecord(field));
    }

    public OptionalLong optionalLong(int field)
    {
        return values[field] == null ? OptionalLong.empty() : OptionalLong.of((Long) values[field]);
    }

    public Optional<String> optionalText(int field)
    {
        return Optional.ofNullable((String) values[field]);
    }

    public Optional<byte[]> optionalBytes(int field)
    {
        return Optional.ofNullable((byte[]) values[field]);
    }

    /** A list of texts, none of them null. */
    public Optional<List<String>> optionalTexts(int field)
    {
        return elements(field, false).map(list -> list.stream().map(String.class::cast).toList());
    }

    /** A list of longs, none of them null. */
    public Optional<List<Long>> optionalLongs(int field)
    {
        return elements(field, false).map(list -> list.stream().map(Long.class::cast).toList());
    }

    /** A list of longs with {@code ifNull} for null; empty if there is no list. */
    public long[] longs(int field, long ifNull)
    {
        return elements(field, true).map(list -> list.stream().mapToLong(value -> value == null ? ifNull : (Long) value).toArray()).orElse(new long[0]);
    }

    /** A list of records less those that are null; empty if there is no list. */
    public List<AvroRecord> records(int field)
    {
        RecordOf element = (RecordOf) ((ListOf) shape.fields().get(field).shape()).element();
        return elements(field, true).orElse(List.of()).stream()
                .filter(Objects::nonNull)
                .map(value -> new AvroRecord(file, element, (Object[]) value))
                .toList();
    }

    /** Whether none of the fields was asked for. */
    public boolean isEmpty()
    {
        return values.length == 0;
    }

    /** The exception for a value that makes no sense. */
    public VarveException damaged(int field, String problem)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + shape.fields().get(field).name() + " " + problem);
    }

    private Optional<List<?>> elements(int field, boolean nullsAllowed)
    {
        List<?> list = (List<?>) values[field];
        if (list != null && !nullsAllowed && list.contains(null)) {
            throw damaged(field, "has an element that is null");
        }
        return Optional.ofNullable(list);
    }

    private Object required(int field)
    {
        if (values[field] == null) {
            throw damaged(field, "is missing");
        }
        return values[field];
    }
}
