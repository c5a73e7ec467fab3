package dev.varve.avro;

import java.util.Arrays;
import java.util.List;

/**
 * Values that are objects.
 *
 * @param values null where there is none: {@link Long}, {@code byte[]}, {@link String}, {@link List} or, for records, {@code Object[]}
 */
record DecodedValues(Object[] values)
        implements RecordValues
{
    @Override
    public boolean isNull(int field)
    {
        return values[field] == null;
    }

    @Override
    public long number(int field)
    {
        return (Long) values[field];
    }

    @Override
    public String text(int field)
    {
        return (String) values[field];
    }

    @Override
    public byte[] bytes(int field)
    {
        return (byte[]) values[field];
    }

    @Override
    public boolean hasBytes(int field, byte[] expected)
    {
        return Arrays.equals(bytes(field), expected);
    }

    @Override
    public RecordValues record(int field)
    {
        return new DecodedValues((Object[]) values[field]);
    }

    @Override
    public List<?> list(int field)
    {
        return ((List<?>) values[field]).stream().map(item -> item instanceof Object[] fields ? new DecodedValues(fields) : item).toList();
    }

    @Override
    public long[] numbers(int field, long ifNull)
    {
        return ((List<?>) values[field]).stream().mapToLong(value -> value == null ? ifNull : (Long) value).toArray();
    }
}
