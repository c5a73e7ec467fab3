package dev.varve.column;

import java.util.List;

/** Rows: value {@code i} is value {@code i} of every field; the fields of a null row are null. */
public final class RowColumn
        extends Column
{
    private final List<Column> fields;

    /**
     * @param validity null if no value is null
     * @param fields each of at least {@code size} values
     */
    public RowColumn(int size, long[] validity, List<Column> fields)
    {
        super(size, validity);
        this.fields = List.copyOf(fields);
        for (Column field : this.fields) {
            if (field.size() < size) {
                throw new IllegalArgumentException("A field has only " + field.size() + " values for a column of " + size + " rows");
            }
        }
    }

    public List<Column> fields()
    {
        return fields;
    }

    public Column field(int index)
    {
        return fields.get(index);
    }

    @Override
    public RowColumn select(int[] positions, int count)
    {
        return new RowColumn(count, selectValidity(positions, count), fields.stream().map(field -> field.select(positions, count)).toList());
    }

    @Override
    public long retainedBytes()
    {
        long bytes = 40 + validityBytes();
        for (Column field : fields) {
            bytes += field.retainedBytes();
        }
        return bytes;
    }
}
