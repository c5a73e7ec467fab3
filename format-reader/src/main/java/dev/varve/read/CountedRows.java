package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.merge.BatchSource;
import dev.varve.row.LiteralColumn;
import dev.varve.scan.Split;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows of a split of which nothing is wanted but how many they are and what partition they are in: no file is opened. */
final class CountedRows
        implements BatchSource
{
    private static final int BATCH_ROWS = 1 << 18;

    private final List<Column> values;
    private long remaining;

    private CountedRows(List<Column> values, long count)
    {
        this.values = List.copyOf(values);
        remaining = count;
    }

    /** Empty if files have to be opened to know the rows. */
    static Optional<BatchSource> of(TableSchema schema, Split split, ReadFields fields)
    {
        List<Field> partitionFields = schema.partitionFields();
        OptionalLong count = split.exactRowCount();
        if (count.isEmpty() || fields.filter().isPresent() || !partitionFields.containsAll(fields.fields())) {
            return Optional.empty();
        }
        List<Column> values = fields.fields().stream()
                .map(field -> LiteralColumn.of(field.type(), split.partition().value(partitionFields.indexOf(field), field.type())))
                .toList();
        return Optional.of(new CountedRows(values, count.getAsLong()));
    }

    @Override
    public Optional<Batch> next()
    {
        if (remaining <= 0) {
            return Optional.empty();
        }
        int size = (int) Math.min(remaining, BATCH_ROWS);
        remaining -= size;
        return Optional.of(new Counted(size, values.stream().<Column>map(value -> new ConstantColumn(size, value)).toList()));
    }

    private record Counted(int size, List<Column> columns)
            implements Batch
    {
        @Override
        public int columnCount()
        {
            return columns.size();
        }

        @Override
        public Column column(int index)
        {
            return columns.get(index);
        }
    }

    @Override
    public long memoryBytes()
    {
        return 0;
    }

    @Override
    public void close() {}
}
